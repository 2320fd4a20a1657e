//! The server asks for some computing before it goes on: that it does, why, and a way to stop it.

use crate::draw::{View, button, el, group};
use crate::kit::{Tone, after_a_moment, banner};
use crate::state::App;
use crate::texts::{t, text};
use web::bridge::Ask;

/// The line, while something is computed that takes more than a moment. Screen readers are told as well.
pub(super) fn line(app: App) -> View {
    el("div")
        .attr("role", "status")
        .attr("id", "work")
        .add(move || app.working.get().then(|| after_a_moment(move || told(app))))
        .view()
}

fn told(app: App) -> View {
    let stop = button("btn secondary small")
        .on("click", move |_| app.tell(Ask::StopWork))
        .words(text!(WORK_STOP));
    let more = group()
        .add(el("p").words(text!(WORK_MORE)))
        .add(el("p").class("acts").add(stop));
    banner(Tone::Info, "shield-check", t!(WORK), more)
}
