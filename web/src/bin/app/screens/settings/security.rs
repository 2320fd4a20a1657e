//! The authenticator, and receipts.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, Tone, banner, code_field, icon, password_field, switch_row, trouble_in};
use crate::screens::enrol::enrol;
use crate::screens::sign_in::digits;
use crate::signals::{Memo, RwSignal, follow_with};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// Where replacing the authenticator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Closed,
    Confirm,
    Enrol,
}

/// The section.
pub(super) fn security(app: App) -> View {
    let step = RwSignal::new(Step::Closed);
    let since = move || {
        let enrolled = app
            .session
            .me
            .with(|me| me.as_ref().map_or(0, |me| me.totp_enrolled_ms));
        t!(TOTP_SINCE, day = times::day(enrolled))
    };
    // A new secret was proven: the steps have done their work.
    follow_with(move |before: Option<u64>| {
        let enrolled = app
            .session
            .me
            .with(|me| me.as_ref().map_or(0, |me| me.totp_enrolled_ms));
        if before.is_some_and(|before| before != enrolled) {
            step.set(Step::Closed);
        }
        enrolled
    });
    let start = move || {
        let until = app
            .session
            .times
            .with_untracked(|times| times.map_or(0, |times| times.step_up_until_ms));
        let confirmed = until > times::now_ms();
        step.set(if confirmed { Step::Enrol } else { Step::Confirm });
        browser::focus_soon("replace");
    };
    group()
        .add(
            el("section")
                .class("sect")
                .attr("aria-labelledby", "signing-in")
                .add(el("h2").attr("id", "signing-in").words(text!(SIGNING_IN)))
                .add(
                    el("div")
                        .class("card")
                        .add(
                            el("div")
                                .class("set-row")
                                .add(icon("key-round"))
                                .add(
                                    el("div")
                                        .add(el("h3").class("h-row").words(text!(PASSWORD)))
                                        .add(el("p").words(text!(PASSWORD_ONLY_YOU))),
                                )
                                .add(el("span")),
                        )
                        .add(
                            el("div")
                                .class("set-row")
                                .add(icon("smartphone"))
                                .add(
                                    el("div")
                                        .add(el("h3").class("h-row").words(text!(AUTHENTICATOR)))
                                        .add(el("p").add(since)),
                                )
                                .add(move || {
                                    (step.get() == Step::Closed).then(|| {
                                        button("btn secondary small")
                                            .on("click", move |_| start())
                                            .words(text!(REPLACE))
                                    })
                                }),
                        )
                        .add(move || match step.get() {
                            Step::Closed => View::none(),
                            Step::Confirm => confirm(app, step),
                            Step::Enrol => el("div")
                                .class("padded stack")
                                .attr("id", "replace")
                                .add(enrol(app, Ask::ReplaceTotp, false))
                                .add(
                                    el("p").add(
                                        button("btn quiet")
                                            .on("click", move |_| step.set(Step::Closed))
                                            .words(text!(REPLACE_NOT)),
                                    ),
                                )
                                .view(),
                        }),
                )
                .add(banner(
                    Tone::Plain,
                    "info",
                    t!(NO_WAY_BACK),
                    el("p").words(text!(NOBODY_ELSE_OPENS)),
                )),
        )
        .add(receipts(app))
        .view()
}

/// Password and code once more.
fn confirm(app: App, step: RwSignal<Step>) -> View {
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
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
                code: digits(&code.get_untracked()),
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Times(times)) => {
                    app.session.times.set(Some(times));
                    step.set(Step::Enrol);
                    browser::focus_soon("replace");
                }
                Ok(_) => {
                    trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new()))));
                }
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    browser::focus_soon("confirm-trouble");
                }
            }
        });
    };
    let no_fault = Memo::new(|| None);
    el("form")
        .class("padded stack")
        .attr("id", "replace")
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
        .add(code_field("step-code", t!(STEP_UP_CODE_HINT), code, no_fault))
        .add(
            el("div")
                .class("row wrap")
                .add(
                    el("button")
                        .attr("type", "submit")
                        .class("btn primary")
                        .attr("aria-disabled", move || busy.get().then_some("true"))
                        .words(text!(CONTINUE)),
                )
                .add(
                    button("btn quiet")
                        .on("click", move |_| step.set(Step::Closed))
                        .words(text!(REPLACE_NOT)),
                ),
        )
        .view()
}

fn receipts(app: App) -> View {
    let gives = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.gives_receipts))
    });
    let change = move |gives: bool| {
        spawn_local(async move {
            match app.ask(Ask::SetGivesReceipts { gives }).await {
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.notices
                        .tell(if gives { t!(RECEIPTS_ON) } else { t!(RECEIPTS_OFF) });
                }
                Ok(_) => {}
                Err(error) => {
                    // Draws the switch as it still stands.
                    app.session.me.update(|_| {});
                    app.notices.tell(Trouble::from(&error).line());
                }
            }
        });
    };
    el("section")
        .class("sect")
        .attr("aria-labelledby", "receipts-heading")
        .add(el("h2").attr("id", "receipts-heading").words(text!(RECEIPTS)))
        .add(el("div").class("card padded").add(switch_row(
            "receipts",
            t!(RECEIPTS_GIVE),
            t!(RECEIPTS_HINT),
            gives,
            change,
        )))
        .view()
}
