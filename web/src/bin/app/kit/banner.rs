//! One thing worth knowing, in a title and a sentence.

use super::icon;
use crate::draw::{Draw, View, el};
use crate::signals::RwSignal;
use crate::trouble::Trouble;

/// What kind of thing.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    Plain,
    Info,
    Warn,
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "banner plain",
            Self::Info => "banner",
            Self::Warn => "banner warn",
            Self::Bad => "banner bad",
        }
    }
}

/// A banner; `more` may hold what can be done.
pub(crate) fn banner(tone: Tone, icon_name: &'static str, title: String, more: impl Draw) -> View {
    el("div")
        .class(tone.class())
        .add(icon(icon_name))
        .add(el("div").add(el("p").class("t").add(title)).add(more))
        .view()
}

/// What went wrong, where it went wrong. Screen readers are told at once; `id` is where the focus can be put.
pub(crate) fn trouble_banner(id: &'static str, trouble: Trouble, acts: impl Draw) -> View {
    el("div")
        .class("banner bad")
        .attr("role", "alert")
        .attr("id", id)
        .add(icon("circle-alert"))
        .add(
            el("div")
                .add(el("p").class("t").add(trouble.title))
                .add(el("p").add(trouble.more))
                .add(acts),
        )
        .view()
}

/// The banner of a form, as long as something is wrong.
pub(crate) fn trouble_in(id: &'static str, trouble: RwSignal<Option<Trouble>>) -> impl Draw {
    move || trouble.get().map(|trouble| trouble_banner(id, trouble, ()))
}
