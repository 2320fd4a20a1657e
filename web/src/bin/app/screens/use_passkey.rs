//! A passkey in place of the code: one press, and the browser asks for finger, face or PIN.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{icon, trouble_in};
use crate::passkey;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::{self, Trouble};
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Given};

const TROUBLE: &str = "passkey-trouble";

/// The button, and what came of it. `over` where the password must be given again.
pub(super) fn use_passkey(app: App, keep: RwSignal<bool>, over: impl Fn(Trouble) + Copy + 'static) -> View {
    let busy = RwSignal::new(false);
    let shown = RwSignal::new(None::<Trouble>);
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        shown.set(None);
        spawn_local(async move {
            let outcome = enter(app, keep.get_untracked()).await;
            busy.set(false);
            match outcome {
                Ok(()) => {}
                Err(Refusal { trouble, over: true }) => over(trouble),
                Err(Refusal { trouble, .. }) => {
                    shown.set(Some(trouble));
                    browser::focus_soon(TROUBLE);
                }
            }
        });
    };
    group()
        .add(trouble_in(TROUBLE, shown))
        .add(
            button("btn primary big wide")
                .attr("id", "passkey")
                .attr("aria-disabled", move || busy.get().then_some("true"))
                .on("click", press)
                .add(icon("key-round"))
                .add(move || {
                    if busy.get() {
                        t!(PASSKEY_WAITING)
                    } else {
                        t!(PASSKEY_USE)
                    }
                }),
        )
        .add(el("p").class("muted").words(text!(PASSKEY_OR_CODE)))
        .view()
}

/// Why nobody came in, and whether that ends the right to try.
struct Refusal {
    trouble: Trouble,
    over: bool,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self {
            over: error.code() == Some(Code::SecondFactorEnded) || matches!(error, Error::OutOfTurn),
            trouble: why(&error, true),
        }
    }
}

impl From<Failed> for Refusal {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::ByServer(error) => error.into(),
            Failed::ByDevice(failure) => Self {
                trouble: trouble::passkey(failure),
                over: false,
            },
        }
    }
}

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        Refusal::from(failed).trouble
    }
}

async fn enter(app: App, keep: bool) -> Result<(), Refusal> {
    let assertion = answer(app, Ask::AskPasskey).await?;
    let code = Given::Passkey(assertion);
    match app.ask(Ask::Code { code, keep }).await? {
        Answer::Who(Some((me, times))) => {
            app.enter(me, times);
            Ok(())
        }
        _ => Err(Error::BadAnswer(String::new()).into()),
    }
}

/// Why there is no answer of a passkey.
pub(super) enum Failed {
    ByServer(Error),
    ByDevice(passkey::Failure),
}

/// Has the server say what to ask, and a passkey answer it.
pub(super) async fn answer(app: App, ask: Ask) -> Result<String, Failed> {
    match app.ask(ask).await.map_err(Failed::ByServer)? {
        Answer::PasskeyAsked(options) => passkey::get(&options).await.map_err(Failed::ByDevice),
        _ => Err(Failed::ByServer(Error::BadAnswer(String::new()))),
    }
}

/// Why a code, or what a passkey answered in its place, leads nowhere.
pub(super) fn why(error: &Error, by_passkey: bool) -> Trouble {
    if by_passkey && error.code() == Some(Code::CodeRefused) {
        trouble::passkey_refused()
    } else {
        Trouble::from(error)
    }
}
