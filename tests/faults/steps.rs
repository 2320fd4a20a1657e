//! Counts the steps of the server's work on the disk, and ends its process after one of them.

use server::storage::STEP;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// From now on this process kills itself, as a power button would, after the step of this number.
pub(crate) fn kill_after(steps: u64) {
    tracing::subscriber::set_global_default(Countdown(AtomicU64::new(steps))).unwrap();
}

struct Countdown(AtomicU64);

impl Subscriber for Countdown {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == STEP
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        if self.0.fetch_sub(1, Ordering::SeqCst) == 1 {
            let this = rustix::process::getpid();
            rustix::process::kill_process(this, rustix::process::Signal::KILL).unwrap();
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
