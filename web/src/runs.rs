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

/// Whether strangers can make such events, as many as they like: they must not push others off the page by turns.
fn is_of_strangers(kind: SecurityEventKind) -> bool {
    use SecurityEventKind::{WrongCode, WrongPasskey, WrongPassword, WrongRecoveryWords};
    matches!(
        kind,
        WrongPassword | WrongCode | WrongRecoveryWords | WrongPasskey
    )
}

/// Joins events that follow one another, are of one kind and of one day; what strangers can make, also where others come
/// between. Newest first, as they come.
pub fn join(events: &[SecurityEvent], is_same_day: impl Fn(u64, u64) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for event in events {
        let is_same = |run: &&mut Run| run.kind == event.kind && is_same_day(run.first_ms, event.server_ms);
        let joined = if is_of_strangers(event.kind) {
            runs.iter_mut().rfind(is_same)
        } else {
            runs.last_mut().filter(is_same)
        };
        match joined {
            Some(run) => {
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
    use SecurityEventKind::{PasswordChanged, SignedIn, WrongPassword, WrongRecoveryWords};

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
            (SignedIn, DAY_MS + 5),
            (SignedIn, DAY_MS),
            (SignedIn, DAY_MS - 1),
            (PasswordChanged, DAY_MS - 2),
            (SignedIn, DAY_MS - 3),
        ];
        assert_eq!(
            joined(&events),
            [
                (SignedIn, 2, DAY_MS, DAY_MS + 5),
                (SignedIn, 1, DAY_MS - 1, DAY_MS - 1),
                (PasswordChanged, 1, DAY_MS - 2, DAY_MS - 2),
                (SignedIn, 1, DAY_MS - 3, DAY_MS - 3),
            ]
        );
    }

    #[test]
    fn what_strangers_can_repeat_by_turns_takes_one_line_of_each_a_day() {
        let by_turns = (0..40).map(|n| {
            let kind = if n % 2 == 0 {
                WrongPassword
            } else {
                WrongRecoveryWords
            };
            (kind, DAY_MS + 40 - n)
        });
        let mut events: Vec<_> = by_turns.collect();
        events.insert(20, (SignedIn, DAY_MS + 20));
        events.push((WrongPassword, DAY_MS - 1));
        assert_eq!(
            joined(&events),
            [
                (WrongPassword, 20, DAY_MS + 2, DAY_MS + 40),
                (WrongRecoveryWords, 20, DAY_MS + 1, DAY_MS + 39),
                (SignedIn, 1, DAY_MS + 20, DAY_MS + 20),
                (WrongPassword, 1, DAY_MS - 1, DAY_MS - 1),
            ]
        );
    }
}
