//! Says that the mailbox is going to be erased, wherever the person is, for as long as that can be stopped.

use crate::draw::{View, button, el, group};
use crate::kit::{Tone, banner as kit_banner};
use crate::signals::Memo;
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The banner, while there is an end to be stopped.
pub(super) fn banner(app: App) -> View {
    let ends_ms = Memo::new(move || app.session.me.with(|me| me.as_ref().and_then(|me| me.ends_ms)));
    el("div")
        .attr("role", "status")
        .add(move || {
            ends_ms.get().map(|ends_ms| {
                kit_banner(
                    Tone::Bad,
                    "triangle-alert",
                    t!(ENDING, day = times::day(ends_ms)),
                    group().add(el("p").words(text!(ENDING_MORE))).add(
                        el("p").class("acts").add(
                            button("btn secondary small")
                                .on("click", move |_| keep(app))
                                .words(text!(ENDING_STOP)),
                        ),
                    ),
                )
            })
        })
        .view()
}

fn keep(app: App) {
    spawn_local(async move {
        match app.ask(Ask::KeepAccount).await {
            Ok(Answer::Me(me)) => {
                app.session.me.set(Some(me));
                app.notices.tell(t!(ENDING_STOPPED));
            }
            Ok(_) => {}
            Err(error) => app.notices.tell(Trouble::from(&error).line()),
        }
    });
}
