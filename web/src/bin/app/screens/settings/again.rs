//! The form for what takes the password again, and beside it a code, or a passkey in its place.

use crate::browser;
use crate::draw::{El, View, button, el};
use crate::kit::{Field, password_field, submit_button, trouble_in};
use crate::screens::code_input::{Asking, CodeInput};
use crate::screens::use_passkey;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::t;
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Again, Answer, Ask, Given};
use web_sys::Event;

const TROUBLE: &str = "again-trouble";

/// What one such form is for.
pub(super) struct Purpose<Ready, Make, Done, Cancel> {
    pub(super) lead: String,
    /// What the password is called.
    pub(super) label: String,
    /// Fields of its own, after the password.
    pub(super) between: View,
    /// Whether those hold what they must.
    pub(super) ready: Ready,
    /// What is asked of the worker.
    pub(super) ask: Make,
    /// What follows; says whether the answer was of the kind that was asked for.
    pub(super) done: Done,
    /// The button's class.
    pub(super) class: &'static str,
    /// Its words, and those while the answer is awaited.
    pub(super) words: fn() -> String,
    pub(super) busy_words: fn() -> String,
    /// The words of the way out, and the way.
    pub(super) cancel: (String, Cancel),
}

/// What is being typed and what came of it.
#[derive(Clone, Copy)]
struct Form {
    password: RwSignal<String>,
    code: CodeInput,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The form. Where the account has passkeys, one of them is asked unless the person chooses a code.
pub(super) fn again(
    app: App,
    purpose: Purpose<
        impl Fn() -> bool + 'static,
        impl Fn(Again) -> Ask + Copy + 'static,
        impl Fn(Answer) -> bool + Copy + 'static,
        impl Fn() + 'static,
    >,
) -> El {
    let Purpose {
        ready,
        ask,
        done,
        cancel: (cancel_words, cancel),
        class,
        words,
        busy_words,
        ..
    } = purpose;
    let form = Form {
        password: RwSignal::new(String::new()),
        code: CodeInput::new(app.session.has_passkeys()),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.busy.get_untracked() && ready() {
            spawn_local(send(app, form, ask, done));
        }
    };
    let busy_words = move || {
        if form.code.is_passkey() {
            t!(PASSKEY_WAITING)
        } else {
            busy_words()
        }
    };
    el("form")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("p").class("muted").add(purpose.lead))
        .add(trouble_in(TROUBLE, form.trouble))
        .add(password(form, purpose.label))
        .add(purpose.between)
        .add(code(app, form))
        .add(
            el("div")
                .class("row wrap")
                .add(submit_button(class, form.busy, words, busy_words))
                .add(
                    button("btn quiet")
                        .on("click", move |_| cancel())
                        .add(cancel_words),
                ),
        )
}

fn password(form: Form, label: String) -> View {
    let shape = Field {
        id: "password",
        label,
        hint: None,
        value: form.password,
        fault: Memo::new(|| None),
        kind: "password",
        autocomplete: "current-password",
        optional: false,
    };
    password_field(shape, ())
}

fn code(app: App, form: Form) -> View {
    let asking = Asking {
        id: "step-code",
        hint: t!(STEP_UP_CODE_HINT),
        fault: Memo::new(|| None),
        phone: app.session.reserve_phone(),
        send: move || Ask::SendReserveCode {
            password: form.password.get_untracked(),
        },
        trouble: form.trouble,
    };
    form.code.field(app, asking)
}

async fn send(app: App, form: Form, ask: impl Fn(Again) -> Ask, done: impl Fn(Answer) -> bool) {
    form.busy.set(true);
    form.trouble.set(None);
    let answer = match give(app, form).await {
        Ok(again) => {
            let by_passkey = matches!(again.code, Given::Passkey(_));
            let answer = app.ask(ask(again)).await;
            answer.map_err(|error| use_passkey::why(&error, by_passkey))
        }
        Err(trouble) => Err(trouble),
    };
    form.busy.set(false);
    let trouble = match answer {
        Ok(answer) => {
            if done(answer) {
                return;
            }
            Trouble::from(&Error::BadAnswer(String::new()))
        }
        Err(trouble) => trouble,
    };
    form.trouble.set(Some(trouble));
    form.code.clear();
    browser::focus_soon(TROUBLE);
}

/// Password and code; a passkey is asked for once the password was right.
async fn give(app: App, form: Form) -> Result<Again, Trouble> {
    let password = form.password.get_untracked();
    let code = if form.code.is_passkey() {
        let ask = Ask::AskPasskeyAgain {
            password: password.clone(),
        };
        Given::Passkey(use_passkey::answer(app, ask).await?)
    } else {
        form.code.given()
    };
    Ok(Again { password, code })
}
