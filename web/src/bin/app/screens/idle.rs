//! Two minutes before the session ends by itself: is someone there?

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, dialog};
use crate::signals::{Memo, RwSignal, untrack};
use crate::state::App;
use crate::texts::{t, text, times};

/// How long before the end this comes.
const WARNING_S: u64 = 120;
/// Screen readers hear the time at these moments and in between nothing.
const SAID_S: [u64; 4] = [120, 60, 30, 10];
/// The ring's length: twice pi times its radius of 39.
const RING: u64 = 245;

/// The warning.
pub(super) fn warning(app: App) -> View {
    dialog(
        Dialog {
            open: Memo::new(move || app.session.warning.get()),
            // Closed by the Escape key: whoever pressed it is there.
            closed: Box::new(move || {
                if app.session.warning.get_untracked() {
                    app.stay();
                }
            }),
            class: "dialog centered",
            role: "alertdialog",
            labelled_by: "idle-heading",
        },
        move || inside(app),
    )
}

fn seconds_left(app: App) -> u64 {
    let ends = app
        .session
        .times
        .get()
        .map_or(0, |times| times.idle_ends_ms.min(times.expires_ms));
    ends.saturating_sub(times::now_ms()).div_ceil(1000)
}

/// Whether staying is possible: the session's last end does not move.
fn can_stay(app: App) -> bool {
    app.session
        .times
        .get()
        .is_some_and(|times| times.idle_ends_ms < times.expires_ms)
}

fn inside(app: App) -> View {
    let left = RwSignal::new(untrack(move || seconds_left(app)));
    browser::every(1_000, move || left.set(untrack(move || seconds_left(app))));
    let said = Memo::of_last(move |before: Option<&u64>| {
        let now = left.get();
        let step = SAID_S
            .into_iter()
            .filter(|said| now <= *said)
            .min()
            .unwrap_or(WARNING_S);
        before.copied().map_or(step, |before| before.min(step))
    });
    let clock = move || {
        let left = left.get();
        format!("{}:{:02}", left / 60, left % 60)
    };
    let ring = move || format!("{} {RING}", (left.get().min(WARNING_S) * RING) / WARNING_S);
    let more = move || {
        let writing = app.writing.is_begun();
        match (can_stay(app), writing) {
            (true, true) => t!(IDLE_WRITING),
            (true, false) => t!(IDLE_MORE),
            (false, _) => t!(IDLE_LAST),
        }
    };
    group()
        .add(
            el("svg")
                .class("ring")
                .attr("viewBox", "0 0 88 88")
                .attr("aria-hidden", "true")
                .add(
                    el("circle")
                        .class("trk")
                        .attr("cx", "44")
                        .attr("cy", "44")
                        .attr("r", "39"),
                )
                .add(
                    el("circle")
                        .class("arc")
                        .attr("cx", "44")
                        .attr("cy", "44")
                        .attr("r", "39")
                        .attr("stroke-dasharray", ring)
                        .attr("transform", "rotate(-90 44 44)"),
                )
                .add(el("text").attr("x", "44").attr("y", "51").add(clock)),
        )
        .add(el("h2").attr("id", "idle-heading").words(text!(IDLE)))
        .add(el("p").class("muted").add(more))
        .add(
            el("p")
                .class("vh")
                .attr("aria-live", "polite")
                .add(move || t!(IDLE_LEFT, seconds = said.get())),
        )
        .add(
            el("div")
                .class("acts")
                .add(
                    button("btn secondary big")
                        .on("click", move |_| app.sign_out())
                        .words(text!(SIGN_OUT_NOW)),
                )
                .add(move || {
                    can_stay(app).then(|| {
                        button("btn primary big")
                            .attr("autofocus", "")
                            .on("click", move |_| app.stay())
                            .words(text!(STAY))
                    })
                }),
        )
        .view()
}
