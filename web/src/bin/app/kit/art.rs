//! Icons and drawings. Icons are a file of their own, found by its hashed address; marks and drawings take their colours
//! from the style sheet, which reaches only into the page itself, so they stand in index.html.

use crate::browser::asset;
use crate::draw::{View, el, group};

fn sprite(name: &str) -> String {
    thread_local! {
        static ADDRESS: String = asset("icons.svg");
    }
    ADDRESS.with(|address| format!("{address}#{name}"))
}

/// An icon beside words.
pub(crate) fn icon(name: &'static str) -> View {
    icon_with("icon", name)
}

/// A small one.
pub(crate) fn icon_small(name: &'static str) -> View {
    icon_with("icon s", name)
}

/// An icon of another kind.
pub(crate) fn icon_with(class: &'static str, name: &'static str) -> View {
    el("svg")
        .class(class)
        .attr("aria-hidden", "true")
        .add(el("use").attr("href", sprite(name)))
        .view()
}

/// A mark or drawing of index.html.
pub(crate) fn symbol(class: &'static str, name: &'static str) -> View {
    el("svg")
        .class(class)
        .attr("aria-hidden", "true")
        .add(el("use").attr("href", format!("#{name}")))
        .view()
}

/// The product's mark and name.
pub(crate) fn mark() -> View {
    group()
        .add(symbol("logo", "f-mark"))
        .add(el("span").add("Forsegla"))
        .view()
}

/// The large wax seal.
pub(crate) fn seal_mark(class: &'static str) -> View {
    symbol(class, "f-seal")
}
