//! Changing the password.

use super::again::{Purpose, again};
use crate::draw::{View, button, el};
use crate::screens::new_password::NewPassword;
use crate::state::App;
use crate::texts::{t, text};
use web::bridge::{Answer, Ask};

/// The form; `close` when it has done its work or is not wanted, `known` where somebody may know the password in use.
pub(super) fn password(
    app: App,
    close: impl Fn() + Copy + 'static,
    known: impl Fn() + Copy + 'static,
) -> View {
    let new = NewPassword::new();
    let done = move |answer| {
        let is_done = matches!(answer, Answer::Done);
        if is_done {
            app.notices.tell(t!(PASSWORD_CHANGED));
            close();
        }
        is_done
    };
    let purpose = Purpose {
        lead: t!(PASSWORD_CHANGE_LEAD),
        label: t!(PASSWORD_CURRENT),
        between: new.fields(app, move || app.session.address_and_name()),
        ready: move || new.check(),
        ask: move |again| Ask::ChangePassword {
            again,
            new: new.password.get_untracked(),
        },
        done,
        class: "btn primary",
        words: || t!(PASSWORD_CHANGE_DO),
        busy_words: || t!(PASSWORD_CHANGE_BUSY),
        cancel: (t!(REPLACE_NOT), close),
    };
    el("div")
        .class("padded stack loose")
        .add(again(app, purpose).class("stack loose"))
        .add(
            el("p").add(
                button("btn quiet")
                    .on("click", move |_| known())
                    .words(text!(COMPROMISED_ASK)),
            ),
        )
        .view()
}
