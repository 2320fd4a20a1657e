//! Signing in: address and password, then the code.

use super::by_passkey::by_passkey;
use super::code_input::{Asking, CodeInput};
use super::front::envelope_page;
use super::use_passkey::use_passkey;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, Tone, banner, field, icon, icon_small, password_field, submit_button, trouble_in};
use crate::place::Place;
use crate::plain::looks_like_address;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::state::session::Left;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Next};
use web_sys::Event;

/// What is being typed and what came of it.
#[derive(Clone, Copy)]
struct Form {
    address: RwSignal<String>,
    password: RwSignal<String>,
    code: CodeInput,
    keep: RwSignal<bool>,
    busy: RwSignal<bool>,
    checked: RwSignal<bool>,
    /// Whether the password is wanted too.
    with_password: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The view.
pub(super) fn sign_in(app: App) -> View {
    let form = Form {
        address: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        code: CodeInput::new(false),
        keep: RwSignal::new(true),
        busy: RwSignal::new(false),
        checked: RwSignal::new(false),
        with_password: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let at_code = Memo::new(move || app.session.next.get() == Some(Next::Code));
    envelope_page(
        app,
        group().add(move || {
            if at_code.get() {
                code_step(app, form)
            } else {
                password_step(app, form)
            }
        }),
    )
}

fn why_out(app: App) -> Option<View> {
    match app.session.left.get() {
        Some(Left::Ended) => Some(banner(
            Tone::Warn,
            "timer",
            t!(SIGNED_OUT_ENDED),
            el("p").words(text!(SIGNED_OUT_ENDED_MORE)),
        )),
        Some(Left::Replaced) => Some(banner(
            Tone::Plain,
            "circle-check",
            t!(COMPROMISED_DONE),
            el("p").words(text!(COMPROMISED_DONE_MORE)),
        )),
        Some(Left::Chosen) => Some(signed_out()),
        None => None,
    }
}

fn signed_out() -> View {
    banner(
        Tone::Plain,
        "circle-check",
        t!(SIGNED_OUT),
        el("p").words(text!(SIGNED_OUT_MORE)),
    )
}

fn password_step(app: App, form: Form) -> View {
    let address_fault = Memo::new(move || {
        (form.checked.get() && !looks_like_address(form.address.get().trim())).then(|| t!(ADDRESS_FAULT))
    });
    let password_fault = Memo::new(move || {
        let is_wanted = form.checked.get() && form.with_password.get();
        (is_wanted && form.password.with(String::is_empty)).then(|| t!(PASSWORD_MISSING))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.with_password.set(true);
        form.checked.set(true);
        if address_fault.get_untracked().is_some() {
            browser::focus_soon("address");
        } else if password_fault.get_untracked().is_some() {
            browser::focus_soon("password");
        } else if !form.busy.get_untracked() {
            spawn_local(send_password(app, form));
        }
    };
    let address_alone = move || {
        form.with_password.set(false);
        form.checked.set(true);
        if address_fault.get_untracked().is_some() {
            browser::focus_soon("address");
            return None;
        }
        Some(form.address.get_untracked().trim().to_owned())
    };
    group()
        .add(
            el("div")
                .class("stack tight")
                .add(el("h1").class("display").words(text!(SIGN_IN_HEADING)))
                .add(el("p").class("lead muted").words(text!(SIGN_IN_LEAD))),
        )
        .add(move || why_out(app))
        .add(trouble_in("sign-in-trouble", form.trouble))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(field(Field {
                    id: "address",
                    label: t!(ADDRESS),
                    hint: None,
                    value: form.address,
                    fault: address_fault,
                    kind: "email",
                    autocomplete: "username",
                    optional: false,
                }))
                .add(password_field(
                    Field {
                        id: "password",
                        label: t!(PASSWORD),
                        hint: None,
                        value: form.password,
                        fault: password_fault,
                        kind: "password",
                        autocomplete: "current-password",
                        optional: false,
                    },
                    (),
                ))
                .add(
                    submit_button(
                        "btn primary big wide",
                        form.busy,
                        || t!(CONTINUE),
                        || t!(SIGN_IN_BUSY),
                    )
                    .add(icon_small("chevron-right")),
                ),
        )
        .add(el("div").class("stack tight").add(by_passkey(
            app,
            address_alone,
            form.trouble,
            "sign-in-trouble",
        )))
        .add(
            el("div")
                .class("stack tight mid")
                .add(
                    el("p").add(
                        el("a")
                            .attr("href", Place::Recover.path())
                            .words(text!(FORGOT_PASSWORD)),
                    ),
                )
                .add(
                    el("p").add(
                        el("a")
                            .attr("href", Place::Register.path())
                            .words(text!(REGISTER_LINK)),
                    ),
                )
                .add(el("p").class("small muted").words(text!(NOBODY_ELSE_OPENS))),
        )
        .view()
}

async fn send_password(app: App, form: Form) {
    form.busy.set(true);
    form.trouble.set(None);
    let answer = app
        .ask(Ask::SignIn {
            address: form.address.get_untracked().trim().to_owned(),
            password: form.password.get_untracked(),
        })
        .await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Next {
            next,
            phone,
            passkeys,
        }) => {
            app.session.phone.set(phone);
            app.session.passkeys.set(passkeys);
            form.password.set(String::new());
            form.checked.set(false);
            app.session.left.set(None);
            app.session.next.set(Some(next));
            if next == Next::Enrol {
                app.nav.go(Place::Register);
            } else {
                browser::focus_soon(if passkeys { "passkey" } else { "code" });
            }
        }
        Ok(_) => form
            .trouble
            .set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
        Err(error) => {
            form.trouble.set(Some(Trouble::from(&error)));
            browser::focus_soon("sign-in-trouble");
        }
    }
}

fn code_step(app: App, form: Form) -> View {
    let fault = Memo::new(move || form.trouble.get().map(|trouble| trouble.line()));
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            spawn_local(send_code(app, form));
        }
    };
    let back = move || {
        form.trouble.set(None);
        form.code.clear();
        app.session.next.set(None);
        browser::focus_soon("password");
    };
    let passkeys = app.session.passkeys.get_untracked();
    let (heading, lead) = if passkeys {
        (text!(PASSKEY_HEADING), text!(PASSKEY_LEAD))
    } else {
        (text!(CODE_HEADING), text!(CODE_LEAD))
    };
    let over = move |trouble: Trouble| give_up(app, form, trouble);
    group()
        .add(
            el("div")
                .class("stack tight")
                .add(el("h1").class("display").words(heading))
                .add(el("p").class("lead muted").words(lead)),
        )
        .add(passkeys.then(|| use_passkey(app, form.keep, over)))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(form.code.field(
                    app,
                    Asking {
                        id: "code",
                        hint: t!(CODE_HINT),
                        fault,
                        phone: app.session.phone.get_untracked(),
                        send: || Ask::SendCode { number: None },
                        trouble: form.trouble,
                    },
                ))
                .add(
                    el("label")
                        .class("check")
                        .add(
                            el("input")
                                .attr("type", "checkbox")
                                .checked(move || form.keep.get())
                                .on("change", move |event| form.keep.set(browser::is_checked(&event))),
                        )
                        .add(el("span").words(text!(KEEP)))
                        .add(el("span").class("hint").words(text!(KEEP_HINT))),
                )
                .add(submit_button(
                    if passkeys {
                        "btn secondary big wide"
                    } else {
                        "btn primary big wide"
                    },
                    form.busy,
                    || t!(OPEN_MAILBOX),
                    || t!(CODE_CHECKING),
                ))
                .add(
                    el("p").class("mid").add(
                        el("a")
                            .attr("href", Place::Recover.path())
                            .words(text!(LOST_PHONE)),
                    ),
                )
                .add(
                    button("btn quiet")
                        .on("click", move |_| back())
                        .add(icon("arrow-left"))
                        .words(text!(BACK)),
                ),
        )
        .view()
}

async fn send_code(app: App, form: Form) {
    form.busy.set(true);
    form.trouble.set(None);
    let ask = Ask::Code {
        code: form.code.given(),
        keep: form.keep.get_untracked(),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Who(Some((me, times)))) => app.enter(me, times),
        Ok(_) => form
            .trouble
            .set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
        Err(error) => {
            // Without the password's right to try codes, there is nothing to do here any more.
            let over = error.code() == Some(Code::SecondFactorEnded) || matches!(error, Error::OutOfTurn);
            if over {
                give_up(app, form, Trouble::from(&error));
            } else {
                form.trouble.set(Some(Trouble::from(&error)));
                form.code.clear();
                browser::focus_soon("code");
            }
        }
    }
}

/// Back to the password.
fn give_up(app: App, form: Form, trouble: Trouble) {
    form.trouble.set(Some(trouble));
    form.code.clear();
    app.session.next.set(None);
    browser::focus_soon("sign-in-trouble");
}

/// The digits of what was typed or pasted.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
