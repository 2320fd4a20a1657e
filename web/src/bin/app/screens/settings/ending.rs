//! Erasing the mailbox: what that means, and the form that asks for it.

use super::again::{Purpose, again};
use crate::browser;
use crate::draw::{View, button, el};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text, times};
use web::bridge::{Answer, Ask};

/// The section. Once it was asked for, the banner above says so.
pub(super) fn ending(app: App) -> View {
    let is_open = RwSignal::new(false);
    let is_ending = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.ends_ms.is_some()))
    });
    let open = move |_| {
        is_open.set(true);
        browser::focus_soon("ending-form");
    };
    let close = move || is_open.set(false);
    el("div")
        .add(move || {
            if is_ending.get() {
                return View::none();
            }
            let inside = if is_open.get() {
                form(app, close)
            } else {
                el("p")
                    .add(
                        button("btn danger-quiet small")
                            .on("click", open)
                            .words(text!(END_ACCOUNT)),
                    )
                    .view()
            };
            el("section")
                .class("sect")
                .attr("aria-labelledby", "ending-heading")
                .add(el("h2").attr("id", "ending-heading").words(text!(END_ACCOUNT)))
                .add(
                    el("div")
                        .class("card padded stack")
                        .add(el("p").words(text!(END_ACCOUNT_WHAT)))
                        .add(el("p").words(text!(END_ACCOUNT_OTHERS)))
                        .add(el("p").words(text!(END_ACCOUNT_DAYS)))
                        .add(inside),
                )
                .view()
        })
        .view()
}

fn form(app: App, close: impl Fn() + Copy + 'static) -> View {
    let done = move |answer| match answer {
        Answer::Me(me) => {
            let day = me.ends_ms.map(times::day).unwrap_or_default();
            close();
            app.session.me.set(Some(me));
            app.notices.tell(t!(END_ACCOUNT_SET, day = day));
            browser::focus_soon("main");
            true
        }
        _ => false,
    };
    let purpose = Purpose {
        lead: t!(END_ACCOUNT_CONFIRM),
        label: t!(PASSWORD),
        between: View::none(),
        ready: || true,
        ask: Ask::EndAccount,
        done,
        class: "btn danger",
        words: || t!(END_ACCOUNT),
        busy_words: || t!(CODE_CHECKING),
        cancel: (t!(ENDING_STOP), close),
    };
    again(app, purpose)
        .class("stack loose")
        .attr("id", "ending-form")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "ending-heading")
        .view()
}
