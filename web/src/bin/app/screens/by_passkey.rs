//! Signing in by a passkey alone: the address, one press, and the browser asks for finger, face or PIN.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::icon;
use crate::passkey;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::{self, Trouble};
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The button. `address` is what was typed, once it can be one; what goes wrong is shown at `trouble`, in the element `place`.
pub(super) fn by_passkey(
    app: App,
    address: impl Fn() -> Option<String> + 'static,
    trouble: RwSignal<Option<Trouble>>,
    place: &'static str,
) -> View {
    let busy = RwSignal::new(false);
    let press = move |_| {
        if busy.get_untracked() {
            return;
        }
        let Some(address) = address() else {
            return;
        };
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let outcome = enter(app, address).await;
            busy.set(false);
            if let Err(why) = outcome {
                trouble.set(Some(why));
                browser::focus_soon(place);
            }
        });
    };
    let words = move || {
        if busy.get() {
            t!(PASSKEY_WAITING)
        } else {
            t!(BY_PASSKEY)
        }
    };
    group()
        .add(
            button("btn secondary big wide")
                .attr("id", "by-passkey")
                .attr("aria-disabled", move || busy.get().then_some("true"))
                .attr("aria-describedby", "by-passkey-hint")
                .on("click", press)
                .add(icon("key-round"))
                .add(words),
        )
        .add(
            el("p")
                .class("hint mid")
                .attr("id", "by-passkey-hint")
                .words(text!(BY_PASSKEY_HINT)),
        )
        .view()
}

async fn enter(app: App, address: String) -> Result<(), Trouble> {
    let in_words = |error: Error| Trouble::from(&error);
    let bad_answer = || in_words(Error::BadAnswer(String::new()));
    let asked = app.ask(Ask::KnockByPasskey { address }).await.map_err(in_words)?;
    let Answer::PasskeyAsked(options) = asked else {
        return Err(bad_answer());
    };
    let answer = passkey::get(&options).await.map_err(trouble::opening_passkey)?;
    // The device is the person's own as a rule: it reopens after a reload.
    let entering = app.ask(Ask::EnterByPasskey { answer, keep: true });
    match entering.await.map_err(in_words)? {
        Answer::Who(Some((me, times))) => {
            app.enter(me, times);
            Ok(())
        }
        _ => Err(bad_answer()),
    }
}
