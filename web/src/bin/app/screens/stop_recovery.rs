//! The page of the notice: it stops a waiting period, and only when it is told to. Programs that look at links consume nothing.

use super::front::quiet_page;
use crate::browser;
use crate::draw::{View, el, group};
use crate::kit::{Tone, banner, submit_button, trouble_in};
use crate::place::Place;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// The view. What stops it stands after the `#` of the address, which no server gets to see by itself.
pub(super) fn stop_recovery(app: App) -> View {
    let token = browser::hash().trim_start_matches('#').to_owned();
    let busy = RwSignal::new(false);
    let stopped = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: Event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        let token = token.clone();
        spawn_local(async move {
            let answer = app.ask(Ask::StopRecoveryBy { token }).await;
            busy.set(false);
            match answer {
                Ok(Answer::Done) => stopped.set(true),
                Ok(_) => {}
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    browser::focus_soon("stop-trouble");
                }
            }
        });
    };
    quiet_page(
        app,
        group()
            .add(
                el("div")
                    .class("stack tight")
                    .add(el("h1").class("display").words(text!(STOP_HEADING)))
                    .add(el("p").class("lead muted").words(text!(STOP_LEAD))),
            )
            .add(trouble_in("stop-trouble", trouble))
            .add(
                el("form")
                    .attr("novalidate", "")
                    .on("submit", submit)
                    .add(submit_button(
                        "btn primary big",
                        busy,
                        || t!(RECOVERY_STOP),
                        || t!(CODE_CHECKING),
                    )),
            )
            .add(move || {
                stopped.get().then(|| {
                    banner(
                        Tone::Info,
                        "circle-check",
                        t!(RECOVERY_STOPPED),
                        el("p").words(text!(WORDS_DOUBTED_MORE)),
                    )
                })
            })
            .add(
                el("p").add(
                    el("a")
                        .class("btn quiet")
                        .attr("href", Place::SignIn.path())
                        .words(text!(RECOVER_BACK)),
                ),
            ),
    )
}
