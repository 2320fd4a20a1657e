//! Changing a password that somebody may know: other words on paper first, then everything at once. Nobody is signed in afterwards.

use super::again::{Purpose, again};
use super::words::first_on_paper;
use crate::draw::{View, el, group};
use crate::screens::new_password::NewPassword;
use crate::screens::recovery_kit::Kit;
use crate::state::App;
use crate::state::session::Left;
use crate::texts::{t, text};
use web::bridge::{Answer, Ask};

/// Both steps; `close` when it is not wanted.
pub(super) fn compromised(app: App, close: impl Fn() + Copy + 'static) -> View {
    let lead = move || {
        group()
            .add(el("p").class("no-print").words(text!(COMPROMISED_LEAD)))
            .add(
                el("ul")
                    .class("bullets no-print")
                    .add(el("li").words(text!(COMPROMISED_KEYS)))
                    .add(el("li").words(text!(COMPROMISED_WORDS)))
                    .add(
                        app.session
                            .has_passkeys()
                            .then(|| el("li").words(text!(COMPROMISED_PASSKEYS))),
                    )
                    .add(el("li").words(text!(COMPROMISED_OUT))),
            )
            .add(el("p").class("muted no-print").words(text!(COMPROMISED_LIMIT)))
            .view()
    };
    first_on_paper(app, lead, move |kit| everything(app, kit, close), close)
}

fn everything(app: App, kit: Kit, close: impl Fn() + Copy + 'static) -> View {
    let new = NewPassword::new();
    let done = move |answer| {
        let is_done = matches!(answer, Answer::Done);
        if is_done {
            app.leave(Left::Replaced);
            // Another request may have been answered first that the session is over.
            app.session.left.set(Some(Left::Replaced));
        }
        is_done
    };
    let purpose = Purpose {
        lead: t!(COMPROMISED_NOW),
        label: t!(PASSWORD_CURRENT),
        between: new.fields(app, move || app.session.address_and_name()),
        ready: move || new.check() && kit.words().is_some(),
        ask: move |again| Ask::ReplaceCompromised {
            again,
            new: new.password.get_untracked(),
            words: kit.words().unwrap_or_default(),
        },
        done,
        class: "btn primary",
        words: || t!(COMPROMISED_DO),
        busy_words: || t!(PASSWORD_CHANGE_BUSY),
        cancel: (t!(REPLACE_NOT), close),
    };
    again(app, purpose).class("stack loose").view()
}
