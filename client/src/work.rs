//! Computing what the server asks for before it goes on, some tries at a time, so that whatever else this program does goes on too.

use crate::call::Client;
use crate::error::Error;
use crate::platform::Platform;
use crate::transport::Transport;
use api::{Bytes, WorkAsked};
use crypto::work::Solver;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tries between two looks around: some hundredths of a second in a browser.
const TRIES: u32 = 1 << 15;
/// Long enough that others get their turn.
const PAUSE_MS: u64 = 1;

/// Counts how often the person has stopped such computing.
#[derive(Debug, Default)]
pub(crate) struct Stops(AtomicU64);

impl Stops {
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Shown from its beginning to its end, however it ends.
struct Shown<'a, P: Platform>(&'a P);

impl<'a, P: Platform> Shown<'a, P> {
    fn begin(platform: &'a P) -> Self {
        platform.works(true);
        Self(platform)
    }
}

impl<P: Platform> Drop for Shown<'_, P> {
    fn drop(&mut self) {
        self.0.works(false);
    }
}

impl<T: Transport, P: Platform> Client<T, P> {
    /// Gives up what is being computed for the server: what was asked for fails as cancelled.
    pub fn stop_work(&self) {
        self.stops().0.fetch_add(1, Ordering::SeqCst);
    }

    /// The solution of a challenge, unless the person has stopped more often than `stops` times.
    pub(crate) async fn solve(&self, asked: &WorkAsked, stops: u64) -> Result<Bytes, Error> {
        let mut solver = Solver::new(&asked.challenge).map_err(Error::bad_answer)?;
        let _shown = Shown::begin(self.platform());
        loop {
            self.check_open()?;
            if self.stops().count() != stops {
                return Err(Error::Cancelled);
            }
            if let Some(solution) = solver.work(TRIES) {
                return Ok(solution.into());
            }
            self.platform().sleep(PAUSE_MS).await;
        }
    }
}
