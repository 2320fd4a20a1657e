//! Says that the server's audit log is not the one that was seen before.

use crate::draw::{View, el};
use crate::kit::{Tone, banner as kit_banner};
use crate::state::App;
use crate::trouble;

/// The banner, for as long as this sign-in lasts.
pub(super) fn banner(app: App) -> View {
    el("div")
        .attr("role", "status")
        .add(move || {
            app.session.log_fault.get().map(|fault| {
                let trouble = trouble::log_fault(fault);
                kit_banner(
                    Tone::Bad,
                    "triangle-alert",
                    trouble.title,
                    el("p").add(trouble.more),
                )
            })
        })
        .view()
}
