//! Says that somebody with a session had overwritten the keyrings, and what to do now. They work again already.

use crate::draw::{View, el, group};
use crate::kit::{Tone, banner as kit_banner};
use crate::place::{Place, Section};
use crate::signals::Memo;
use crate::state::App;
use crate::texts::{t, text};

/// The banner, for as long as this sign-in lasts.
pub(super) fn banner(app: App) -> View {
    let restored = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.keyrings_restored))
    });
    el("div")
        .attr("role", "status")
        .add(move || restored.get().then(what_to_do))
        .view()
}

fn what_to_do() -> View {
    let link = |section, words: String| {
        el("a")
            .class("btn secondary small")
            .attr("href", Place::Settings(section).path())
            .add(words)
    };
    kit_banner(
        Tone::Bad,
        "triangle-alert",
        t!(KEYRINGS_RESTORED),
        group().add(el("p").words(text!(KEYRINGS_RESTORED_MORE))).add(
            el("p")
                .class("row wrap acts")
                .add(link(Section::Devices, t!(KEYRINGS_RESTORED_DEVICES)))
                .add(link(Section::Security, t!(KEYRINGS_RESTORED_SECURITY))),
        ),
    )
}
