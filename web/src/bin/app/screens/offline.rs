//! No connection: what still works, and what does not.

use crate::draw::{View, el};
use crate::kit::icon;
use crate::state::App;
use crate::texts::{t, text, times};

/// The banner, while there is no connection.
pub(super) fn banner(app: App) -> View {
    el("div")
        .attr("role", "status")
        .add(move || {
            app.session.offline_since.get().map(|since| {
                el("div").class("banner warn").add(icon("wifi-off")).add(
                    el("div")
                        .add(
                            el("p")
                                .class("t")
                                .add(t!(OFFLINE_SINCE, time = times::time(since))),
                        )
                        .add(el("p").words(text!(OFFLINE_MORE))),
                )
            })
        })
        .view()
}
