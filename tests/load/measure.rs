//! Runs work from several clients at once and keeps every latency.

use crate::people::Sender;
use futures_util::future::join_all;
use std::time::{Duration, Instant};

/// What was measured.
pub(crate) struct Figures {
    latencies: Vec<Duration>,
    whole: Duration,
}

impl Figures {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.whole.as_secs_f64()
    }

    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len() - 1);
        self.latencies[at].as_secs_f64() * 1000.0
    }
}

/// Each client does its own list of work, one after the other; all clients at once.
pub(crate) async fn each<W, F>(
    people: &[Sender],
    work: Vec<Vec<W>>,
    act: impl Fn(Sender, W) -> F + Copy,
) -> Figures
where
    F: Future<Output = ()>,
{
    let begun = Instant::now();
    let clients = people.iter().zip(work).map(|(person, work)| async move {
        let mut latencies = Vec::with_capacity(work.len());
        for one in work {
            let since = Instant::now();
            act(person.clone(), one).await;
            latencies.push(since.elapsed());
        }
        latencies
    });
    let mut latencies: Vec<Duration> = join_all(clients).await.into_iter().flatten().collect();
    let whole = begun.elapsed();
    latencies.sort();
    Figures { latencies, whole }
}
