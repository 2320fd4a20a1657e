//! New recovery words: first on paper, then into use with the password and a code.

use super::again::{Purpose, again};
use crate::browser;
use crate::draw::{View, el, group};
use crate::screens::recovery_kit::Kit;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text};
use web::bridge::{Answer, Ask};

/// Both steps; `close` when the words are in use or not wanted.
pub(super) fn words(app: App, close: impl Fn() + Copy + 'static) -> View {
    let has_some = app
        .session
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.recovery.words_made_ms.is_some()));
    let lead = move || {
        group()
            .add(el("p").class("muted no-print").words(text!(WORDS_LEAD)))
            .add(has_some.then(|| el("p").class("no-print").words(text!(WORDS_VOID))))
            .view()
    };
    first_on_paper(app, lead, move |kit| confirm(app, kit, close), close)
}

/// New words, below a lead, until they are on paper; then what is done with them.
pub(super) fn first_on_paper(
    app: App,
    lead: impl Fn() -> View + 'static,
    then: impl Fn(Kit) -> View + 'static,
    close: impl Fn() + Copy + 'static,
) -> View {
    let kit = Kit::new();
    let on_paper = RwSignal::new(false);
    let go_on = move || {
        on_paper.set(true);
        browser::focus_soon("change");
    };
    el("div")
        .class("padded stack")
        .add(move || {
            if on_paper.get() {
                return then(kit);
            }
            group()
                .add(lead())
                .add(kit.view(app, move || app.session.address(), go_on, (t!(NOT_NOW), close)))
                .view()
        })
        .view()
}

fn confirm(app: App, kit: Kit, close: impl Fn() + Copy + 'static) -> View {
    let done = move |answer| match answer {
        Answer::Me(me) => {
            app.session.me.set(Some(me));
            app.notices.tell(t!(WORDS_IN_USE));
            close();
            true
        }
        _ => false,
    };
    let purpose = Purpose {
        lead: t!(WORDS_CONFIRM_LEAD),
        label: t!(PASSWORD),
        between: View::none(),
        ready: move || kit.words().is_some(),
        ask: move |again| Ask::SetWords {
            again,
            words: kit.words().unwrap_or_default(),
        },
        done,
        class: "btn primary",
        words: || t!(WORDS_USE),
        busy_words: || t!(CODE_CHECKING),
        cancel: (t!(NOT_NOW), close),
    };
    again(app, purpose).class("stack loose").view()
}
