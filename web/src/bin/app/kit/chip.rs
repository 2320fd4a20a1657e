//! A recipient in a small frame.

use super::{icon, icon_small};
use crate::draw::{View, el};
use crate::texts::{Theirs, t};

/// A chip: a kind (`ok`, `info`, `some`, `bad`), an icon, a name, perhaps a word on what is the matter, and a way out.
pub(crate) fn chip(
    kind: &'static str,
    icon_name: &'static str,
    name: &str,
    title: String,
    note: Option<String>,
    remove: impl Fn() + 'static,
) -> View {
    let shown = name.to_owned();
    el("span")
        .class(format!("chip {kind}"))
        .attr("title", title)
        .add(icon_small(icon_name))
        .add(el("bdi").class("ell").add(shown))
        .add(note.map(|note| el("small").add(note)))
        .add(
            el("button")
                .attr("type", "button")
                .attr("aria-label", t!(CHIP_REMOVE, name = Theirs(name)))
                .on("click", move |_| remove())
                .add(icon("x")),
        )
        .view()
}
