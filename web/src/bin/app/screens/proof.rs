//! Saving the proof of a sent letter: with the letter in it, or without.

use crate::browser;
use crate::draw::{View, button, el};
use crate::kit::icon;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use api::MessageId;
use client::{Content, Error};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// What it is, and a button for each kind.
pub(super) fn proof(app: App, message_id: MessageId) -> View {
    let busy = RwSignal::new(false);
    let save = move |content| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let told = match app.ask(Ask::Prove { message_id, content }).await {
                Ok(Answer::ProofFile(file)) => keep(&file, message_id),
                Ok(_) => Trouble::from(&Error::BadAnswer(String::new())).line(),
                Err(error) => Trouble::from(&error).line(),
            };
            app.notices.tell(told);
            if busy.try_get_untracked().is_some() {
                busy.set(false);
            }
        });
    };
    let one = move |class: &'static str, content, words: String| {
        button(class)
            .attr("aria-disabled", move || busy.get().then_some("true"))
            .on("click", move |_| save(content))
            .add(icon("download"))
            .add(words)
    };
    el("section")
        .class("stack near no-print")
        .attr("aria-labelledby", "proof-file")
        .add(
            el("h2")
                .class("display")
                .attr("id", "proof-file")
                .words(text!(PROOF_FILE)),
        )
        .add(el("p").class("mid muted").words(text!(PROOF_FILE_MORE)))
        .add(
            el("div")
                .class("row wrap")
                .add(one("btn secondary", Content::LeftOut, t!(PROOF_SAVE_WITHOUT)))
                .add(one("btn quiet", Content::Included, t!(PROOF_SAVE_WITH))),
        )
        .view()
}

/// Hands the file to the browser's downloads, and says how that went.
fn keep(file: &[u8], message_id: MessageId) -> String {
    let name = format!(
        "forsegla-{}-{message_id}.proof",
        times::for_field(times::now_ms())
    );
    let saved = browser::file_of(file).and_then(|file| browser::download(&file, &name));
    if saved.is_some() {
        t!(PROOF_SAVED)
    } else {
        t!(ERR_FILE_UNWRITABLE)
    }
}
