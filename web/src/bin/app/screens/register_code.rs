//! The second step of opening a mailbox: the code that was mailed to the address.

use super::register::{Form, Step, begin_again, go, heading};
use super::sign_in::digits;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{icon_small, mailed_code_field, submit_button, trouble_in};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{spoken, t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// The view.
pub(super) fn code_step(app: App, form: Form) -> View {
    let code = RwSignal::new(String::new());
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            spawn_local(confirm(app, form, code));
        }
    };
    let again = move |_| {
        if !form.busy.get_untracked() {
            spawn_local(mail_again(app, form));
        }
    };
    group()
        .add(heading(
            t!(REGISTER_CODE_HEADING),
            t!(REGISTER_CODE_LEAD, address = form.address.get_untracked()),
        ))
        .add(trouble_in("register-trouble", form.trouble))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(mailed_code_field(
                    "code",
                    t!(REGISTER_CODE_HINT),
                    code,
                    Memo::new(|| None),
                ))
                .add(
                    el("div").class("row wrap").add(
                        button("btn quiet small")
                            .on("click", again)
                            .add(icon_small("refresh-cw"))
                            .words(text!(REGISTER_MAIL_AGAIN)),
                    ),
                )
                .add(
                    el("div")
                        .class("row wrap between")
                        .add(
                            button("btn quiet")
                                .on("click", move |_| begin_again(form))
                                .add(icon_small("arrow-left"))
                                .words(text!(REGISTER_OTHER_ADDRESS)),
                        )
                        .add(submit_button(
                            "btn primary big",
                            form.busy,
                            || t!(CONTINUE),
                            || t!(CODE_CHECKING),
                        )),
                ),
        )
        .add(el("p").class("small muted").words(text!(REGISTER_CODE_LATE)))
        .view()
}

async fn confirm(app: App, form: Form, code: RwSignal<String>) {
    form.busy.set(true);
    form.trouble.set(None);
    let ask = Ask::ConfirmAddress {
        proof: form.proof.get_untracked(),
        code: digits(&code.get_untracked()),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Done) => {
            let (address, proof) = (form.address.get_untracked(), form.proof.get_untracked());
            browser::keep_registration(address.trim(), &proof, true);
            go(form, Step::Password);
        }
        Ok(_) => tell(form, &Error::BadAnswer(String::new())),
        Err(error) => {
            code.set(String::new());
            if error.code() == Some(Code::ProofEnded) {
                begin_again(form);
            }
            tell(form, &error);
        }
    }
}

async fn mail_again(app: App, form: Form) {
    form.busy.set(true);
    form.trouble.set(None);
    let ask = Ask::MailAgain {
        proof: form.proof.get_untracked(),
        language: spoken().code.to_owned(),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(_) => {
            app.notices.tell(t!(REGISTER_MAILED_AGAIN));
            browser::focus_soon("code");
        }
        Err(error) => {
            if error.code() == Some(Code::ProofEnded) {
                begin_again(form);
            }
            tell(form, &error);
        }
    }
}

fn tell(form: Form, error: &Error) {
    form.trouble.set(Some(Trouble::from(error)));
    browser::focus_soon("register-trouble");
}
