//! Half-done handshakes: kept in memory, for a short time, under an unguessable name.

use crate::rng;
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

    /// Keeps a value; returns its name and when it ends. Where no place is free the oldest entry gives way: whoever fills
    /// the set with handshakes that nobody finishes locks nobody out who finishes theirs at once.
    pub(crate) fn insert(&self, value: T, now_ms: u64) -> (Token, u64) {
        let mut entries = self.lock();
        if entries.len() >= self.entries_max {
            let oldest = entries
                .iter()
                .min_by_key(|(_, entry)| entry.ends_ms)
                .map(|(token, _)| *token);
            if let Some(oldest) = oldest {
                entries.remove(&oldest);
            }
        }
        let (token, ends_ms) = (rng::make_bytes(), now_ms + self.lifetime_ms);
        entries.insert(token, Entry { ends_ms, value });
        (token, ends_ms)
    }

    /// Forgets entries whose time is over.
    pub(crate) fn sweep(&self, now_ms: u64) {
        self.lock().retain(|_, entry| entry.ends_ms > now_ms);
    }

    /// Forgets the values that are meant.
    pub(crate) fn forget(&self, is_meant: impl Fn(&T) -> bool) {
        self.lock().retain(|_, entry| !is_meant(&entry.value));
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

    /// Lets an entry live as long again as a new one.
    pub(crate) fn prolong(&self, token: &[u8], now_ms: u64) {
        let mut entries = self.lock();
        let entry = Token::try_from(token)
            .ok()
            .and_then(|token| entries.get_mut(&token));
        if let Some(entry) = entry.filter(|entry| entry.ends_ms > now_ms) {
            entry.ends_ms = now_ms + self.lifetime_ms;
        }
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
        let (token, ends_ms) = pending.insert("a", 0);
        assert_eq!(ends_ms, 1000);
        assert_eq!(pending.take(&token, 999), Some("a"));
        assert_eq!(pending.take(&token, 999), None);
        let (token, _) = pending.insert("b", 0);
        assert_eq!(pending.with(&token, 1000, |value| *value), None);
        assert_eq!(pending.take(&token, 1000), None);
        assert_eq!(pending.take(b"short", 0), None);
    }

    #[test]
    fn the_set_is_bounded_and_the_oldest_gives_way() {
        let pending = Pending::new(2, 1000);
        let (first, _) = pending.insert(1, 0);
        let (second, _) = pending.insert(2, 1);
        let (third, _) = pending.insert(3, 2);
        assert_eq!(pending.take(&first, 3), None);
        assert_eq!(pending.take(&second, 3), Some(2));
        assert_eq!(pending.take(&third, 3), Some(3));
    }

    #[test]
    fn those_that_are_meant_are_forgotten() {
        let pending = Pending::new(2, 1000);
        let (first, _) = pending.insert("a", 0);
        let (second, _) = pending.insert("b", 0);
        pending.forget(|value| *value == "a");
        assert_eq!(pending.take(&first, 1), None);
        assert_eq!(pending.take(&second, 1), Some("b"));
    }

    #[test]
    fn an_entry_is_prolonged_while_it_lives() {
        let pending = Pending::new(2, 1000);
        let (token, _) = pending.insert("a", 0);
        pending.prolong(&token, 900);
        assert_eq!(pending.with(&token, 1800, |value| *value), Some("a"));
        pending.prolong(&token, 1900);
        assert_eq!(pending.take(&token, 1900), None);
    }

    #[test]
    fn ended_entries_are_swept() {
        let pending = Pending::new(2, 1000);
        pending.insert(1, 0);
        let (kept, _) = pending.insert(2, 500);
        pending.sweep(1000);
        assert_eq!(pending.lock().len(), 1);
        assert_eq!(pending.take(&kept, 1000), Some(2));
    }
}
