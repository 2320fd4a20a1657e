//! New recovery words: first on paper, then into use with the password and a code.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, password_field, submit_button, trouble_in};
use crate::screens::code_input::{Asking, CodeInput};
use crate::screens::recovery_kit::Kit;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

/// Both steps; `close` when the words are in use or not wanted.
pub(super) fn words(app: App, close: impl Fn() + Copy + 'static) -> View {
    let kit = Kit::new();
    let on_paper = RwSignal::new(false);
    let go_on = move || {
        on_paper.set(true);
        browser::focus_soon("change");
    };
    let has_some = app
        .session
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.recovery.words_made_ms.is_some()));
    el("div")
        .class("padded stack")
        .add(move || {
            if on_paper.get() {
                return confirm(app, kit, close);
            }
            group()
                .add(el("p").class("muted no-print").words(text!(WORDS_LEAD)))
                .add(has_some.then(|| el("p").class("no-print").words(text!(WORDS_VOID))))
                .add(kit.view(app, move || app.session.address(), go_on, (t!(NOT_NOW), close)))
                .view()
        })
        .view()
}

fn confirm(app: App, kit: Kit, close: impl Fn() + Copy + 'static) -> View {
    let password = RwSignal::new(String::new());
    let code = CodeInput::new();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let submit = move |event: Event| {
        event.prevent_default();
        let Some(words) = kit.words().filter(|_| !busy.get_untracked()) else {
            return;
        };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let ask = Ask::SetWords {
                password: password.get_untracked(),
                code: code.given(),
                words,
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.notices.tell(t!(WORDS_IN_USE));
                    close();
                }
                Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    code.clear();
                    browser::focus_soon("words-trouble");
                }
            }
        });
    };
    let no_fault = Memo::new(|| None);
    el("form")
        .class("stack loose")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("p").class("muted").words(text!(WORDS_CONFIRM_LEAD)))
        .add(trouble_in("words-trouble", trouble))
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
                    || t!(WORDS_USE),
                    || t!(CODE_CHECKING),
                ))
                .add(
                    button("btn quiet")
                        .on("click", move |_| close())
                        .words(text!(NOT_NOW)),
                ),
        )
        .view()
}
