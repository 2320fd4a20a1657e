//! Password and code once more, before a sensitive setting is changed.

use super::again::{Purpose, again};
use crate::draw::View;
use crate::state::App;
use crate::texts::{t, times};
use web::bridge::{Answer, Ask};

/// Whether that was done a moment ago.
pub(super) fn is_confirmed(app: App) -> bool {
    let until = app
        .session
        .times
        .with_untracked(|times| times.map_or(0, |times| times.step_up_until_ms));
    until > times::now_ms()
}

/// The form. `then` follows on the right answer, `cancel` on changing one's mind.
pub(super) fn confirm(app: App, then: impl Fn() + Copy + 'static, cancel: impl Fn() + 'static) -> View {
    let done = move |answer| match answer {
        Answer::Times(times) => {
            app.session.times.set(Some(times));
            then();
            true
        }
        _ => false,
    };
    let purpose = Purpose {
        lead: t!(STEP_UP_LEAD),
        label: t!(PASSWORD),
        between: View::none(),
        ready: || true,
        ask: Ask::StepUp,
        done,
        class: "btn primary",
        words: || t!(CONTINUE),
        busy_words: || t!(CODE_CHECKING),
        cancel: (t!(NOT_NOW), cancel),
    };
    again(app, purpose).class("padded stack").view()
}
