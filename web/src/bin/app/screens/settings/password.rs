//! Changing the password.

use crate::browser;
use crate::draw::{View, button, el};
use crate::kit::{Field, password_field, submit_button, trouble_in};
use crate::screens::code_input::{Asking, CodeInput};
use crate::screens::new_password::NewPassword;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// The form; `close` when it has done its work or is not wanted.
pub(super) fn password(app: App, close: impl Fn() + Copy + 'static) -> View {
    let current = RwSignal::new(String::new());
    let code = CodeInput::new();
    let new = NewPassword::new();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: Event| {
        event.prevent_default();
        if busy.get_untracked() || !new.check() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let ask = Ask::ChangePassword {
                current: current.get_untracked(),
                code: code.given(),
                new: new.password.get_untracked(),
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Done) => {
                    app.notices.tell(t!(PASSWORD_CHANGED));
                    close();
                }
                Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    code.clear();
                    browser::focus_soon("password-trouble");
                }
            }
        });
    };
    let no_fault = Memo::new(|| None);
    let about = move || {
        app.session.me.with_untracked(|me| {
            me.as_ref()
                .map(|me| (me.address.clone(), me.name.clone()))
                .unwrap_or_default()
        })
    };
    el("form")
        .class("padded stack loose")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("p").class("muted").words(text!(PASSWORD_CHANGE_LEAD)))
        .add(trouble_in("password-trouble", trouble))
        .add(password_field(
            Field {
                id: "password",
                label: t!(PASSWORD_CURRENT),
                hint: None,
                value: current,
                fault: no_fault,
                kind: "password",
                autocomplete: "current-password",
                optional: false,
            },
            (),
        ))
        .add(new.fields(app, about))
        .add(code.field(
            app,
            Asking {
                id: "step-code",
                hint: t!(STEP_UP_CODE_HINT),
                fault: no_fault,
                phone: app.session.reserve_phone(),
                send: move || Ask::SendReserveCode {
                    password: current.get_untracked(),
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
                    || t!(PASSWORD_CHANGE_DO),
                    || t!(PASSWORD_CHANGE_BUSY),
                ))
                .add(
                    button("btn quiet")
                        .on("click", move |_| close())
                        .words(text!(REPLACE_NOT)),
                ),
        )
        .view()
}
