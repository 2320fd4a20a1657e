//! Files on their way: how far each is, how fast, and how long it will take.

use crate::signals::{SharedSignal, StoredValue};
use crate::texts::times::now_ms;
use web::bridge::Transfer;

/// How a transfer is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Bytes flow.
    Going,
    /// The person paused it.
    Paused,
    /// The connection is lost; it goes on by itself.
    Stalled,
}

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Bytes done.
    pub(crate) done_bytes: u64,
    /// Bytes in all.
    pub(crate) total_bytes: u64,
    /// Bytes a second; 0 while not known.
    pub(crate) rate: u64,
    /// How it is doing.
    pub(crate) pace: Pace,
    counted_ms: u64,
}

impl Progress {
    /// Of one that is over.
    pub(crate) fn done(total_bytes: u64) -> Self {
        Self {
            done_bytes: total_bytes,
            ..Self::new(total_bytes, now_ms())
        }
    }

    fn new(total_bytes: u64, now_ms: u64) -> Self {
        Self {
            done_bytes: 0,
            total_bytes,
            rate: 0,
            pace: Pace::Going,
            counted_ms: now_ms,
        }
    }

    /// Seconds until the end; none while not known.
    pub(crate) fn seconds_left(&self) -> Option<u64> {
        self.total_bytes
            .saturating_sub(self.done_bytes)
            .checked_div(self.rate)
    }

    /// From 0 to 100.
    pub(crate) fn percent(&self) -> u32 {
        let percent = self
            .done_bytes
            .saturating_mul(100)
            .checked_div(self.total_bytes)
            .unwrap_or(0);
        u32::try_from(percent.min(100)).unwrap_or(100)
    }

    /// Counts news. The rate is smoothed, so that it does not flicker.
    fn count(&mut self, done_bytes: u64, total_bytes: u64, now_ms: u64) {
        let span_ms = now_ms.saturating_sub(self.counted_ms);
        if self.pace == Pace::Stalled {
            self.pace = Pace::Going;
        }
        if span_ms >= 200 || done_bytes >= total_bytes {
            let news = done_bytes.saturating_sub(self.done_bytes).saturating_mul(1000) / span_ms.max(1);
            self.rate = if self.rate == 0 {
                news
            } else {
                (self.rate * 3 + news) / 4
            };
            self.counted_ms = now_ms;
            self.done_bytes = done_bytes;
        }
        self.total_bytes = total_bytes;
    }
}

/// All of them.
pub(crate) struct Transfers {
    all: StoredValue<Vec<(Transfer, SharedSignal<Progress>)>>,
    next: StoredValue<Transfer>,
}

impl Transfers {
    pub(super) fn new() -> Self {
        Self {
            all: StoredValue::new(Vec::new()),
            next: StoredValue::new(1),
        }
    }

    /// A new one.
    pub(crate) fn start(&'static self, total_bytes: u64) -> (Transfer, SharedSignal<Progress>) {
        let transfer = self.next.get_value();
        self.next.set_value(transfer.wrapping_add(1));
        let progress = SharedSignal::new(Progress::new(total_bytes, now_ms()));
        self.all
            .update_value(|all| all.push((transfer, progress.clone())));
        (transfer, progress)
    }

    /// It is over.
    pub(crate) fn end(&'static self, transfer: Transfer) {
        self.all
            .update_value(|all| all.retain(|(other, _)| *other != transfer));
    }

    pub(super) fn progress(&'static self, transfer: Transfer, done_bytes: u64, total_bytes: u64) {
        if let Some(progress) = self.of(transfer) {
            progress.update(|progress| progress.count(done_bytes, total_bytes, now_ms()));
        }
    }

    pub(super) fn stalled(&'static self, transfer: Transfer) {
        self.set_pace(transfer, Pace::Stalled);
    }

    /// It was paused, or goes on.
    pub(crate) fn set_pace(&'static self, transfer: Transfer, pace: Pace) {
        if let Some(progress) = self.of(transfer) {
            progress.update(|progress| {
                progress.pace = pace;
                progress.rate = 0;
                progress.counted_ms = now_ms();
            });
        }
    }

    fn of(&'static self, transfer: Transfer) -> Option<SharedSignal<Progress>> {
        self.all.with_value(|all| {
            all.iter()
                .find(|(other, _)| *other == transfer)
                .map(|(_, progress)| progress.clone())
        })
    }

    /// Forgets all.
    pub(super) fn clear(&'static self) {
        self.all.update_value(Vec::clear);
    }
}

#[cfg(test)]
mod tests {
    use super::{Pace, Progress};

    #[test]
    fn rate_and_time_left_follow_the_bytes() {
        let mut progress = Progress::new(10_000_000, 0);
        assert_eq!((progress.seconds_left(), progress.percent()), (None, 0));
        progress.count(2_000_000, 10_000_000, 1000);
        assert_eq!(
            (progress.rate, progress.seconds_left(), progress.percent()),
            (2_000_000, Some(4), 20)
        );
        progress.count(2_100_000, 10_000_000, 1050);
        assert_eq!(progress.done_bytes, 2_000_000, "too soon to count");
        progress.count(6_000_000, 10_000_000, 2000);
        assert_eq!(progress.rate, 2_500_000);
        progress.count(10_000_000, 10_000_000, 2010);
        assert_eq!(progress.percent(), 100);
    }

    #[test]
    fn news_end_a_stall_but_not_a_pause() {
        let mut progress = Progress::new(10, 0);
        progress.pace = Pace::Stalled;
        progress.count(1, 10, 300);
        assert_eq!(progress.pace, Pace::Going);
        progress.pace = Pace::Paused;
        progress.count(2, 10, 600);
        assert_eq!(progress.pace, Pace::Paused);
    }

    #[test]
    fn an_empty_file_divides_nothing_by_nothing() {
        assert_eq!(Progress::new(0, 0).percent(), 0);
    }
}
