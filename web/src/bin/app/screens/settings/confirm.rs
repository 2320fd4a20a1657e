//! Password and code once more, before a sensitive setting is changed.

use crate::browser;
use crate::draw::{View, button, el};
use crate::kit::{Field, password_field, submit_button, trouble_in};
use crate::screens::code_input::{Asking, CodeInput};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

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
    let password = RwSignal::new(String::new());
    let code = CodeInput::new();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: Event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let ask = Ask::StepUp {
                password: password.get_untracked(),
                code: code.given(),
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Times(times)) => {
                    app.session.times.set(Some(times));
                    then();
                }
                Ok(_) => {
                    trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new()))));
                }
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    code.clear();
                    browser::focus_soon("confirm-trouble");
                }
            }
        });
    };
    let no_fault = Memo::new(|| None);
    el("form")
        .class("padded stack")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("p").class("muted").words(text!(STEP_UP_LEAD)))
        .add(trouble_in("confirm-trouble", trouble))
        .add(password_field(
            Field {
                id: "password",
                label: t!(PASSWORD),
                hint: None,
                value: password,
                fault: no_fault,
                kind: "password",
                autocomplete: "current-password",
                optional: false,
            },
            (),
        ))
        .add(code.field(
            app,
            Asking {
                id: "step-code",
                hint: t!(STEP_UP_CODE_HINT),
                fault: no_fault,
                phone: app.session.reserve_phone(),
                send: move || Ask::SendReserveCode {
                    password: password.get_untracked(),
                },
                trouble,
            },
        ))
        .add(
            el("div")
                .class("row wrap")
                .add(submit_button(
                    "btn primary",
                    busy,
                    || t!(CONTINUE),
                    || t!(CODE_CHECKING),
                ))
                .add(
                    button("btn quiet")
                        .on("click", move |_| cancel())
                        .words(text!(NOT_NOW)),
                ),
        )
        .view()
}
