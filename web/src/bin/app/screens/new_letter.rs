//! Beginning a letter while another is not sent yet: nothing is thrown away without being asked about.

use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, dialog};
use crate::place::Place;
use crate::signals::Memo;
use crate::state::App;
use crate::state::writing::Begin;
use crate::texts::text;

/// Begins a letter; asks first where that would overwrite another.
pub(super) fn ask_or_write(app: App, begin: Begin) {
    if matches!(begin, Begin::Blank) || !app.writing.has_content() {
        app.write(begin);
    } else {
        app.asked_begin.set(Some(begin));
    }
}

/// The question.
pub(super) fn question(app: App) -> View {
    let close = move || app.asked_begin.set(None);
    let go_on = move || {
        close();
        app.nav.go(Place::Write);
    };
    let replace = move || {
        let begin = app.asked_begin.get_untracked();
        close();
        if let Some(begin) = begin {
            app.cancel_files();
            app.write(begin);
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
