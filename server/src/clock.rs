//! Where the server gets the time from, so that tests need not wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A source of time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved.
    Manual(Arc<Hands>),
}

/// What a manual clock shows.
#[derive(Debug)]
pub struct Hands {
    wall_ms: AtomicU64,
    monotonic_ms: AtomicU64,
}

impl Clock {
    /// A clock for tests, standing at the given time.
    pub fn manual(now_ms: u64) -> Self {
        Self::Manual(Arc::new(Hands {
            wall_ms: AtomicU64::new(now_ms),
            monotonic_ms: AtomicU64::new(0),
        }))
    }

    /// Milliseconds since 1970-01-01 UTC. May jump, where somebody sets the machine's clock.
    pub fn now_ms(&self) -> u64 {
        match self {
            Self::System => system_ms(),
            Self::Manual(hands) => hands.wall_ms.load(Ordering::SeqCst),
        }
    }

    /// Milliseconds since some time before. Never jumps.
    pub(crate) fn monotonic_ms(&self) -> u64 {
        match self {
            Self::System => elapsed_ms(),
            Self::Manual(hands) => hands.monotonic_ms.load(Ordering::SeqCst),
        }
    }

    /// Lets time pass on a clock for tests; the machine's own is left alone.
    pub fn advance_ms(&self, by_ms: u64) {
        self.set_ahead_ms(by_ms);
        if let Self::Manual(hands) = self {
            hands.monotonic_ms.fetch_add(by_ms, Ordering::SeqCst);
        }
    }

    /// Sets a clock for tests ahead, as a person or a time server might, without time passing.
    pub fn set_ahead_ms(&self, by_ms: u64) {
        if let Self::Manual(hands) = self {
            hands.wall_ms.fetch_add(by_ms, Ordering::SeqCst);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for the time"
)]
fn system_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn elapsed_ms() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
}
