//! Tells the owner while somebody with the recovery words waits, and asks for new words where somebody else may have them.

use crate::draw::{View, button, el, group};
use crate::kit::{Tone, banner};
use crate::place::{Place, Section};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The banner, where there is something to tell.
pub(super) fn watch(app: App) -> View {
    let recovery = move || app.session.me.with(|me| me.as_ref().map(|me| me.recovery));
    group()
        .add(move || {
            let recovery = recovery()?;
            match recovery.wait {
                Some(wait) => Some(waiting(app, wait.ends_ms)),
                None if recovery.words_doubted => Some(doubted()),
                None => None,
            }
        })
        .view()
}

fn waiting(app: App, ends_ms: u64) -> View {
    let stop = move |_| {
        spawn_local(async move {
            match app.ask(Ask::StopRecovery).await {
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.notices.tell(t!(RECOVERY_STOPPED));
                }
                Ok(_) => {}
                Err(error) => app.notices.tell(Trouble::from(&error).line()),
            }
        });
    };
    banner(
        Tone::Bad,
        "circle-alert",
        t!(RECOVERY_PENDING),
        group()
            .add(el("p").add(t!(RECOVERY_PENDING_MORE, time = times::moment_ahead(ends_ms))))
            .add(
                el("p").class("row wrap acts").add(
                    button("btn primary small")
                        .on("click", stop)
                        .words(text!(RECOVERY_STOP)),
                ),
            ),
    )
}

fn doubted() -> View {
    banner(
        Tone::Warn,
        "circle-alert",
        t!(WORDS_DOUBTED),
        group().add(el("p").words(text!(WORDS_DOUBTED_MORE))).add(
            el("p").class("row wrap acts").add(
                el("a")
                    .class("btn secondary small")
                    .attr("href", Place::Settings(Section::Security).path())
                    .words(text!(WORDS_MAKE)),
            ),
        ),
    )
}
