//! Beginning a letter while another could not be kept: nothing is thrown away without being asked about.

use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, dialog};
use crate::signals::Memo;
use crate::state::App;
use crate::texts::text;
use wasm_bindgen_futures::spawn_local;

/// The question.
pub(super) fn question(app: App) -> View {
    let close = move || app.asked_begin.set(None);
    let go_on = move || {
        close();
        app.nav.go(app.written());
    };
    let replace = move || {
        let begin = app.asked_begin.get_untracked();
        close();
        if let Some(begin) = begin {
            spawn_local(app.begin_letter(begin));
        }
    };
    dialog(
        Dialog {
            open: Memo::new(move || app.asked_begin.with(Option::is_some)),
            closed: Box::new(close),
            class: "dialog",
            role: "alertdialog",
            labelled_by: "question-heading",
        },
        move || {
            group()
                .add(el("h2").attr("id", "question-heading").words(text!(UNSENT)))
                .add(el("p").class("muted").words(text!(UNSENT_MORE)))
                .add(
                    el("div")
                        .class("acts")
                        .add(
                            button("btn danger-quiet big")
                                .on("click", move |_| replace())
                                .words(text!(UNSENT_REPLACE)),
                        )
                        .add(
                            button("btn primary big")
                                .attr("autofocus", "")
                                .on("click", move |_| go_on())
                                .words(text!(CONTINUE_LETTER)),
                        ),
                )
                .view()
        },
    )
}
