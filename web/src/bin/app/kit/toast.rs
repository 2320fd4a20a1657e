//! What is told in passing.

use super::icon_button;
use crate::draw::{View, button, el};
use crate::state::notices::Notices;
use crate::texts::t;

/// The toast. Its region is always there, so that screen readers notice when it fills.
pub(crate) fn toast(notices: &'static Notices) -> View {
    el("div")
        .class("toasts")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .on("focusin", move |_| notices.held.set(true))
        .on("focusout", move |_| notices.held.set(false))
        .on("pointerenter", move |_| notices.held.set(true))
        .on("pointerleave", move |_| notices.held.set(false))
        .add(move || {
            notices.toast.get().map(|toast| {
                el("div")
                    .class("toast")
                    .add(el("span").add(toast.text))
                    .add(toast.action.map(|action| {
                        button("btn small quiet")
                            .on("click", move |_| notices.act())
                            .add(action.label)
                    }))
                    .add(icon_button("small", "x", t!(CLOSE), move || notices.close()))
            })
        })
        .view()
}

/// Words for screen readers alone.
pub(crate) fn live_region(notices: &'static Notices) -> View {
    el("p")
        .class("vh")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .add(move || notices.said.get())
        .view()
}
