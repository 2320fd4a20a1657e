//! Changing the password.

use super::again::{Purpose, again};
use crate::draw::View;
use crate::screens::new_password::NewPassword;
use crate::state::App;
use crate::texts::t;
use web::bridge::{Answer, Ask};

/// The form; `close` when it has done its work or is not wanted.
pub(super) fn password(app: App, close: impl Fn() + Copy + 'static) -> View {
    let new = NewPassword::new();
    let about = move || {
        app.session.me.with_untracked(|me| {
            me.as_ref()
                .map(|me| (me.address.clone(), me.name.clone()))
                .unwrap_or_default()
        })
    };
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
        between: new.fields(app, about),
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
    again(app, purpose).class("padded stack loose").view()
}
