//! A phone takes its role when it has shown the code that is sent to it.

use crate::browser;
use crate::draw::{View, button, el};
use crate::kit::{Field, code_field, field, submit_button, trouble_in};
use crate::screens::sign_in::digits;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use api::Code;
use api::account::PhoneRole;
use client::Error;
use client::view::Me;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// What is being typed.
#[derive(Clone, Copy)]
struct Form {
    role: PhoneRole,
    number: RwSignal<String>,
    /// The last digits of where the code went.
    sent: RwSignal<Option<String>>,
    code: RwSignal<String>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The form; `close` when it has done its work or is not wanted.
pub(super) fn phone(app: App, role: PhoneRole, close: impl Fn() + Copy + 'static) -> View {
    let form = Form {
        role,
        number: RwSignal::new(String::new()),
        sent: RwSignal::new(None),
        code: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let is_sent = Memo::new(move || form.sent.get().is_some());
    let submit = move |event: Event| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        let ask = if is_sent.get_untracked() {
            Ask::SetPhone {
                role,
                code: digits(&form.code.get_untracked()),
            }
        } else {
            Ask::StartPhone {
                role,
                number: form.number.get_untracked(),
            }
        };
        spawn_local(send(app, form, ask, close));
    };
    let remove = move |_| {
        if !form.busy.get_untracked() {
            spawn_local(send(app, form, Ask::RemoveReservePhone, close));
        }
    };
    let removable = role == PhoneRole::Reserve && app.session.reserve_phone().is_some();
    el("form")
        .class("padded stack")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(trouble_in("phone-trouble", form.trouble))
        .add(move || {
            if is_sent.get() {
                let number = form.sent.get_untracked().unwrap_or_default();
                let hint = t!(PHONE_CODE_HINT, number = number);
                code_field("phone-code", hint, form.code, Memo::new(|| None))
            } else {
                field(Field {
                    id: "phone",
                    label: t!(PHONE_NUMBER),
                    hint: Some(t!(PHONE_NUMBER_HINT)),
                    value: form.number,
                    fault: Memo::new(|| None),
                    kind: "tel",
                    autocomplete: "tel",
                    optional: false,
                })
            }
        })
        .add(
            el("div")
                .class("row wrap")
                .add(submit_button(
                    "btn primary",
                    form.busy,
                    || t!(CONTINUE),
                    || t!(PHONE_SENDING),
                ))
                .add(removable.then(|| {
                    button("btn secondary")
                        .on("click", remove)
                        .words(text!(RESERVE_PHONE_REMOVE))
                }))
                .add(
                    button("btn quiet")
                        .on("click", move |_| close())
                        .words(text!(NOT_NOW)),
                ),
        )
        .view()
}

async fn send(app: App, form: Form, ask: Ask, close: impl Fn()) {
    form.busy.set(true);
    form.trouble.set(None);
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::CodeSent(number)) => {
            form.sent.set(Some(number));
            browser::focus_soon("phone-code");
        }
        Ok(Answer::Me(me)) => {
            tell(app, form.role, &me);
            app.session.me.set(Some(me));
            app.session.confirmation_is_used_up();
            close();
        }
        Ok(_) => form
            .trouble
            .set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
        Err(error) => {
            form.code.set(String::new());
            if error.code() == Some(Code::ProofEnded) {
                form.sent.set(None);
            }
            form.trouble.set(Some(Trouble::from(&error)));
            browser::focus_soon("phone-trouble");
        }
    }
}

fn tell(app: App, role: PhoneRole, me: &Me) {
    app.notices.tell(match (role, &me.reserve_phone) {
        (PhoneRole::Main, _) => t!(PHONE_SET),
        (PhoneRole::Reserve, Some(_)) => t!(RESERVE_PHONE_SET),
        (PhoneRole::Reserve, None) => t!(RESERVE_PHONE_REMOVED),
    });
}
