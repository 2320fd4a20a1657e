//! Files: their little picture, and the words about one that is on its way.

use crate::draw::{View, el};
use crate::plain::ending;
use crate::state::transfers::{Pace, Progress};
use crate::texts::{intl::size, t, times};

/// The ending of the file's name in a frame.
pub(crate) fn file_icon(name: &str) -> View {
    let ending = ending(name);
    let shown = if ending.is_empty() {
        t!(FILE_NO_ENDING)
    } else {
        ending
    };
    el("span")
        .class("ficon")
        .attr("aria-hidden", "true")
        .add(shown)
        .view()
}

/// `24.6 MB of 38.2 MB · 2.1 MB/s · 7 s left`
pub(crate) fn progress_words(progress: &Progress) -> String {
    let done = t!(
        TRANSFER_DONE,
        done = size(progress.done_bytes),
        total = size(progress.total_bytes)
    );
    match progress.pace {
        Pace::Paused => t!(TRANSFER_PAUSED, done = done),
        Pace::Stalled => t!(TRANSFER_STALLED, done = done),
        Pace::Going => match progress.seconds_left() {
            Some(seconds) => {
                let rate = size(progress.rate);
                t!(
                    TRANSFER_GOING,
                    done = done,
                    rate = rate,
                    span = times::left(seconds.max(1))
                )
            }
            None => done,
        },
    }
}
