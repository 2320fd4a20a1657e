//! Half-done handshakes: kept in memory, for a short time, under an unguessable name.

use crate::error::{AppError, Outcome};
use crate::rng;
use api::Code;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Name of an entry: 32 random bytes that only the client that began it knows.
pub(crate) type Token = [u8; 32];

/// A bounded set of entries that end by themselves. A restart of the server ends them all, and the client begins again.
pub(crate) struct Pending<T> {
    entries: Mutex<HashMap<Token, Entry<T>>>,
    entries_max: usize,
    lifetime_ms: u64,
}

struct Entry<T> {
    ends_ms: u64,
    value: T,
}

impl<T> Pending<T> {
    pub(crate) fn new(entries_max: usize, lifetime_ms: u64) -> Self {
        Self {
            entries: Mutex::new(HashMap::new()),
            entries_max,
            lifetime_ms,
        }
    }

    /// Keeps a value; returns its name and when it ends. `Busy` when no place is free.
    pub(crate) fn insert(&self, value: T, now_ms: u64) -> Outcome<(Token, u64)> {
        let mut entries = self.lock();
        if entries.len() >= self.entries_max {
            entries.retain(|_, entry| entry.ends_ms > now_ms);
        }
        if entries.len() >= self.entries_max {
            return Err(AppError::new(Code::Busy).retry_after_s(5));
        }
        let (token, ends_ms) = (rng::make_bytes(), now_ms + self.lifetime_ms);
        entries.insert(token, Entry { ends_ms, value });
        Ok((token, ends_ms))
    }

    /// Takes a value out: good once.
    pub(crate) fn take(&self, token: &[u8], now_ms: u64) -> Option<T> {
        let entry = self.lock().remove(&Token::try_from(token).ok()?)?;
        (entry.ends_ms > now_ms).then_some(entry.value)
    }

    /// Looks at a value, or changes it, in place.
    pub(crate) fn with<R>(&self, token: &[u8], now_ms: u64, look: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut entries = self.lock();
        let entry = entries.get_mut(&Token::try_from(token).ok()?)?;
        (entry.ends_ms > now_ms).then(|| look(&mut entry.value))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Token, Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_good_once_and_for_its_time() {
        let pending = Pending::new(10, 1000);
        let (token, ends_ms) = pending.insert("a", 0).unwrap();
        assert_eq!(ends_ms, 1000);
        assert_eq!(pending.take(&token, 999), Some("a"));
        assert_eq!(pending.take(&token, 999), None);
        let (token, _) = pending.insert("b", 0).unwrap();
        assert_eq!(pending.with(&token, 1000, |value| *value), None);
        assert_eq!(pending.take(&token, 1000), None);
        assert_eq!(pending.take(b"short", 0), None);
    }

    #[test]
    fn the_set_is_bounded_and_ended_entries_make_room() {
        let pending = Pending::new(2, 1000);
        pending.insert(1, 0).unwrap();
        pending.insert(2, 0).unwrap();
        assert_eq!(pending.insert(3, 999).unwrap_err().code(), Code::Busy);
        assert!(pending.insert(3, 1000).is_ok());
    }
}
