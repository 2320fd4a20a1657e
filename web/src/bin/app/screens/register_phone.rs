//! The step of opening a mailbox at which the phone shows the code that is sent to it. Only then is a secret for the
//! authenticator app shown.

use super::register::{Form, Step, go, heading};
use super::sign_in::digits;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, code_field, field, icon_small, submit_button, trouble_in};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// What is being typed.
#[derive(Clone, Copy)]
struct Phone {
    /// The number, where the account has none yet.
    number: RwSignal<String>,
    /// The last digits of where the code went.
    sent: RwSignal<Option<String>>,
    code: RwSignal<String>,
}

/// The view.
pub(super) fn phone_step(app: App, form: Form) -> View {
    let phone = Phone {
        number: RwSignal::new(String::new()),
        sent: RwSignal::new(None),
        code: RwSignal::new(String::new()),
    };
    let is_sent = Memo::new(move || phone.sent.get().is_some());
    group()
        .add(heading(t!(PHONE_HEADING), t!(PHONE_LEAD)))
        .add(trouble_in("register-trouble", form.trouble))
        .add(move || {
            if is_sent.get() {
                code_form(app, form, phone)
            } else {
                number_form(app, form, phone)
            }
        })
        .add(el("p").class("small muted").words(text!(ENROL_LEAVE)))
        .view()
}

fn number_form(app: App, form: Form, phone: Phone) -> View {
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            spawn_local(send(app, form, phone));
        }
    };
    let known = app.session.phone.get_untracked();
    el("form")
        .class("stack loose")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(match known {
            Some(number) => el("p").add(t!(PHONE_KNOWN, number = number)).view(),
            None => field(Field {
                id: "phone",
                label: t!(PHONE_NUMBER),
                hint: Some(t!(PHONE_NUMBER_HINT)),
                value: phone.number,
                fault: Memo::new(|| None),
                kind: "tel",
                autocomplete: "tel",
                optional: false,
            }),
        })
        .add(el("div").class("row wrap").add(submit_button(
            "btn primary big",
            form.busy,
            || t!(PHONE_SEND),
            || t!(PHONE_SENDING),
        )))
        .view()
}

fn code_form(app: App, form: Form, phone: Phone) -> View {
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            spawn_local(confirm(app, form, phone));
        }
    };
    let again = move |_| {
        if !form.busy.get_untracked() {
            spawn_local(send(app, form, phone));
        }
    };
    let other = move |_| {
        form.trouble.set(None);
        phone.sent.set(None);
        browser::focus_soon("phone");
    };
    let number = phone.sent.get_untracked().unwrap_or_default();
    el("form")
        .class("stack loose")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(code_field(
            "code",
            t!(PHONE_CODE_HINT, number = number),
            phone.code,
            Memo::new(|| None),
        ))
        .add(
            el("div")
                .class("row wrap")
                .add(
                    button("btn quiet small")
                        .on("click", again)
                        .add(icon_small("smartphone"))
                        .words(text!(SEND_AGAIN)),
                )
                .add(app.session.phone.get_untracked().is_none().then(|| {
                    button("btn quiet small")
                        .on("click", other)
                        .words(text!(PHONE_OTHER))
                })),
        )
        .add(el("div").class("row wrap").add(submit_button(
            "btn primary big",
            form.busy,
            || t!(CONTINUE),
            || t!(CODE_CHECKING),
        )))
        .view()
}

async fn send(app: App, form: Form, phone: Phone) {
    form.busy.set(true);
    form.trouble.set(None);
    let is_new = app.session.phone.get_untracked().is_none();
    let ask = Ask::SendCode {
        number: is_new.then(|| phone.number.get_untracked()),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::CodeSent(number)) => {
            phone.sent.set(Some(number));
            browser::focus_soon("code");
        }
        Ok(_) => tell(form, &Error::BadAnswer(String::new())),
        Err(error) => failed(app, form, &error),
    }
}

async fn confirm(app: App, form: Form, phone: Phone) {
    form.busy.set(true);
    form.trouble.set(None);
    let ask = Ask::ConfirmPhone {
        code: digits(&phone.code.get_untracked()),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Done) => go(form, Step::Authenticator),
        Ok(_) => tell(form, &Error::BadAnswer(String::new())),
        Err(error) => {
            phone.code.set(String::new());
            if error.code() == Some(Code::ProofEnded) {
                phone.sent.set(None);
            }
            failed(app, form, &error);
        }
    }
}

/// The right to go on came with the password; where it is over, the password is asked for again.
fn failed(app: App, form: Form, error: &Error) {
    if matches!(error, Error::OutOfTurn) || error.code() == Some(Code::SecondFactorEnded) {
        app.session.next.set(None);
        app.nav.go(crate::place::Place::SignIn);
    }
    tell(form, error);
}

fn tell(form: Form, error: &Error) {
    form.trouble.set(Some(Trouble::from(error)));
    browser::focus_soon("register-trouble");
}
