//! Runs of the same security event within a day, each told in one line: what a stranger can repeat hides nothing.

use api::account::{SecurityEvent, SecurityEventKind};

/// The same thing, once or several times in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub kind: SecurityEventKind,
    /// At least one.
    pub count: u64,
    pub first_ms: u64,
    pub last_ms: u64,
}

/// Joins events that follow one another, are of one kind and of one day. Newest first, as they come.
pub fn join(events: &[SecurityEvent], is_same_day: impl Fn(u64, u64) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for event in events {
        match runs.last_mut() {
            Some(run) if run.kind == event.kind && is_same_day(run.first_ms, event.server_ms) => {
                run.count += 1;
                run.first_ms = event.server_ms;
            }
            _ => runs.push(Run {
                kind: event.kind,
                count: 1,
                first_ms: event.server_ms,
                last_ms: event.server_ms,
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use SecurityEventKind::{SignedIn, WrongPassword};

    const DAY_MS: u64 = 86_400_000;

    fn joined(events: &[(SecurityEventKind, u64)]) -> Vec<(SecurityEventKind, u64, u64, u64)> {
        let event = |&(kind, server_ms): &(SecurityEventKind, u64)| SecurityEvent { kind, server_ms };
        let events: Vec<_> = events.iter().map(event).collect();
        let runs = join(&events, |a, b| a / DAY_MS == b / DAY_MS);
        let told = |run: Run| (run.kind, run.count, run.first_ms, run.last_ms);
        runs.into_iter().map(told).collect()
    }

    #[test]
    fn a_run_of_one_kind_and_day_is_one_line() {
        assert_eq!(joined(&[]), []);
        assert_eq!(joined(&[(SignedIn, 7)]), [(SignedIn, 1, 7, 7)]);
        assert_eq!(
            joined(&[(WrongPassword, 30), (WrongPassword, 20), (WrongPassword, 10)]),
            [(WrongPassword, 3, 10, 30)]
        );
    }

    #[test]
    fn another_event_or_midnight_ends_a_run() {
        let events = [
            (WrongPassword, DAY_MS + 5),
            (WrongPassword, DAY_MS),
            (WrongPassword, DAY_MS - 1),
            (SignedIn, DAY_MS - 2),
            (WrongPassword, DAY_MS - 3),
        ];
        assert_eq!(
            joined(&events),
            [
                (WrongPassword, 2, DAY_MS, DAY_MS + 5),
                (WrongPassword, 1, DAY_MS - 1, DAY_MS - 1),
                (SignedIn, 1, DAY_MS - 2, DAY_MS - 2),
                (WrongPassword, 1, DAY_MS - 3, DAY_MS - 3),
            ]
        );
    }
}
