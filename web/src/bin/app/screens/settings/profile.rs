//! Name and address, and the end of both.

use super::ending::ending;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, icon, trouble_in};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// The section.
pub(super) fn profile(app: App) -> View {
    let me = app.session.me.get_untracked();
    let name = RwSignal::new(me.as_ref().map(|me| me.name.clone()).unwrap_or_default());
    let trouble = RwSignal::new(None::<Trouble>);
    let busy = RwSignal::new(false);
    let save = move |event: Event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let ask = Ask::SetName {
                name: name.get_untracked().trim().to_owned(),
            };
            match app.ask(ask).await {
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.notices.tell(t!(NAME_SAVED));
                }
                Ok(_) => {
                    trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new()))));
                }
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                }
            }
            busy.set(false);
        });
    };
    group()
        .add(
            el("form")
                .class("card padded stack")
                .on("submit", save)
                .attr("novalidate", "")
                .add(field(Field {
                    id: "name",
                    label: t!(NAME),
                    hint: Some(t!(NAME_HINT)),
                    value: name,
                    fault: Memo::new(|| None),
                    kind: "text",
                    autocomplete: "name",
                    optional: true,
                }))
                .add(trouble_in("name-trouble", trouble))
                .add(
                    el("div").class("row").add(
                        el("button")
                            .attr("type", "submit")
                            .class("btn primary")
                            .attr("aria-disabled", move || busy.get().then_some("true"))
                            .words(text!(NAME_SAVE)),
                    ),
                ),
        )
        .add(me.map(|me| {
            el("div")
                .class("card")
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("at-sign"))
                        .add(
                            el("div")
                                .add(el("h2").class("h-row").words(text!(ADDRESS)))
                                .add(el("p").add(el("bdi").add(me.address)))
                                .add(el("p").class("small").words(text!(ADDRESS_STAYS))),
                        )
                        .add(el("span")),
                )
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("calendar"))
                        .add(
                            el("div")
                                .add(el("h2").class("h-row").words(text!(MAILBOX_SINCE)))
                                .add(el("p").add(times::day(me.created_ms))),
                        )
                        .add(el("span")),
                )
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("log-out"))
                        .add(
                            el("div")
                                .add(el("h2").class("h-row").words(text!(SIGN_OUT)))
                                .add(el("p").words(text!(SIGN_OUT_HINT))),
                        )
                        .add(
                            button("btn secondary small")
                                .on("click", move |_| app.sign_out())
                                .words(text!(SIGN_OUT)),
                        ),
                )
        }))
        .add(ending(app))
        .view()
}
