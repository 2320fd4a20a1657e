//! Erasing the mailbox: what that means, and the form that asks for it.

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

/// The section. Once it was asked for, the banner above says so.
pub(super) fn ending(app: App) -> View {
    let is_open = RwSignal::new(false);
    let is_ending = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.ends_ms.is_some()))
    });
    let open = move |_| {
        is_open.set(true);
        browser::focus_soon("ending-form");
    };
    let close = move || is_open.set(false);
    el("div")
        .add(move || {
            if is_ending.get() {
                return View::none();
            }
            let inside = if is_open.get() {
                form(app, close)
            } else {
                el("p")
                    .add(
                        button("btn danger-quiet small")
                            .on("click", open)
                            .words(text!(END_ACCOUNT)),
                    )
                    .view()
            };
            el("section")
                .class("sect")
                .attr("aria-labelledby", "ending-heading")
                .add(el("h2").attr("id", "ending-heading").words(text!(END_ACCOUNT)))
                .add(
                    el("div")
                        .class("card padded stack")
                        .add(el("p").words(text!(END_ACCOUNT_WHAT)))
                        .add(el("p").words(text!(END_ACCOUNT_OTHERS)))
                        .add(el("p").words(text!(END_ACCOUNT_DAYS)))
                        .add(inside),
                )
                .view()
        })
        .view()
}

fn form(app: App, close: impl Fn() + Copy + 'static) -> View {
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
            let ask = Ask::EndAccount {
                password: password.get_untracked(),
                code: code.given(),
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Me(me)) => {
                    let day = me.ends_ms.map(times::day).unwrap_or_default();
                    close();
                    app.session.me.set(Some(me));
                    app.notices.tell(t!(END_ACCOUNT_SET, day = day));
                    browser::focus_soon("main");
                }
                Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    code.clear();
                    browser::focus_soon("ending-trouble");
                }
            }
        });
    };
    let no_fault = Memo::new(|| None);
    el("form")
        .class("stack loose")
        .attr("id", "ending-form")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "ending-heading")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("p").class("muted").words(text!(END_ACCOUNT_CONFIRM)))
        .add(trouble_in("ending-trouble", trouble))
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
                    "btn danger",
                    busy,
                    || t!(END_ACCOUNT),
                    || t!(CODE_CHECKING),
                ))
                .add(
                    button("btn quiet")
                        .on("click", move |_| close())
                        .words(text!(ENDING_STOP)),
                ),
        )
        .view()
}
