//! Token buckets, as the generic cell rate algorithm (ITU-T I.371) keeps them: of each only the moment at which it is
//! full again.

use super::rules::{Rate, Rule};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whom a bucket is about: an account, a network, or a keyed hash of either.
pub(crate) type Subject = [u8; 16];

/// Names a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) rule: Rule,
    pub(crate) subject: Subject,
}

/// A bucket as it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) key: Key,
    pub(crate) full_us: u64,
}

/// A bucket that may be drawn below empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    pub(super) key: Key,
    /// It is never further below empty than this.
    pub(super) beyond_max: u64,
}

impl Draw {
    /// When the bucket is full again after one more was taken, and how many it lacks then.
    fn after_one(&self, factor: u64, full_us: u64, now_us: u64) -> (u64, u64) {
        let rate = self.key.rule.rate(factor);
        let each_us = rate.each_us().max(1);
        let empty_us = now_us.saturating_add(rate.window_us());
        let bottom_us = empty_us.saturating_add(each_us.saturating_mul(self.beyond_max));
        let next_us = full_us.clamp(now_us, bottom_us).saturating_add(each_us);
        let lacks = next_us.saturating_sub(empty_us).div_ceil(each_us);
        (next_us.min(bottom_us), lacks)
    }
}

/// Why nothing was taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// For so many seconds.
    Time(u64),
    /// How many each of the buckets that may be drawn below empty would lack.
    Work(Vec<u64>),
}

/// Buckets that are not full; one that is full is not kept.
pub(super) struct Buckets {
    inner: Mutex<Inner>,
    /// How many may be kept.
    buckets_max: usize,
    /// How many times its rate a rule for ordinary use gives.
    factor: u64,
}

#[derive(Default)]
struct Inner {
    full_us: HashMap<Key, u64>,
    /// What has changed since it was last written down, of rules that outlive a restart.
    changed: HashMap<Key, u64>,
}

impl Buckets {
    pub(super) fn new(buckets_max: usize, factor: u64, known: Vec<Level>) -> Self {
        let full_us = known.into_iter().map(|level| (level.key, level.full_us));
        let inner = Inner {
            full_us: full_us.collect(),
            changed: HashMap::new(),
        };
        Self {
            inner: Mutex::new(inner),
            buckets_max,
            factor,
        }
    }

    /// Takes one from each bucket, or from none of them and says in how many seconds to come again.
    pub(super) fn take(&self, keys: &[Key], now_ms: u64) -> Result<(), u64> {
        self.take_and_draw(keys, &[], now_ms, |_| true)
            .map_err(|lack| match lack {
                Lack::Time(seconds) => seconds,
                Lack::Work(_) => 0,
            })
    }

    /// Takes one from each bucket of `keys`, and one from each that may be drawn below empty, as far as it says. `may` is told how many
    /// each of these lacks by then, and decides. All are taken from, or none.
    pub(super) fn take_and_draw(
        &self,
        keys: &[Key],
        draws: &[Draw],
        now_ms: u64,
        may: impl FnOnce(&[u64]) -> bool,
    ) -> Result<(), Lack> {
        let now_us = now_ms.saturating_mul(1000);
        let mut inner = self.lock();
        let (mut taken, mut wait_s) = (Vec::with_capacity(keys.len()), None);
        for &key in keys {
            let full_us = inner.full_us.get(&key).copied().unwrap_or(now_us);
            match after_one(key.rule.rate(self.factor), full_us, now_us) {
                Ok(full_us) => taken.push(Level { key, full_us }),
                Err(seconds) => wait_s = wait_s.max(Some(seconds)),
            }
        }
        if let Some(seconds) = wait_s {
            return Err(Lack::Time(seconds));
        }
        let mut beyond = Vec::with_capacity(draws.len());
        for draw in draws {
            let full_us = inner.full_us.get(&draw.key).copied().unwrap_or(now_us);
            let (full_us, lacks) = draw.after_one(self.factor, full_us, now_us);
            taken.push(Level {
                key: draw.key,
                full_us,
            });
            beyond.push(lacks);
        }
        if !may(&beyond) {
            return Err(Lack::Work(beyond));
        }
        for level in taken {
            if inner.full_us.len() >= self.buckets_max && !inner.full_us.contains_key(&level.key) {
                for key in make_room(&mut inner.full_us, self.factor, now_us) {
                    self.note(&mut inner, Level { key, full_us: 0 });
                }
            }
            inner.full_us.insert(level.key, level.full_us);
            self.note(&mut inner, level);
        }
        Ok(())
    }

    /// Fills buckets again.
    pub(super) fn fill(&self, keys: &[Key]) {
        let mut inner = self.lock();
        for &key in keys {
            inner.full_us.remove(&key);
            self.note(&mut inner, Level { key, full_us: 0 });
        }
    }

    /// Puts back what was taken once, and no more.
    pub(super) fn give_back(&self, key: Key) {
        let mut inner = self.lock();
        if let Some(full_us) = inner.full_us.get_mut(&key) {
            *full_us = full_us.saturating_sub(key.rule.rate(self.factor).each_us());
            let full_us = *full_us;
            self.note(&mut inner, Level { key, full_us });
        }
    }

    /// Forgets those that are full by now.
    pub(super) fn sweep(&self, now_ms: u64) {
        let now_us = now_ms.saturating_mul(1000);
        self.lock().full_us.retain(|_, full_us| *full_us > now_us);
    }

    /// What is to be written down, once.
    pub(super) fn take_changed(&self) -> Vec<Level> {
        let changed = std::mem::take(&mut self.lock().changed);
        let levels = changed.into_iter().map(|(key, full_us)| Level { key, full_us });
        levels.collect()
    }

    /// Takes back what could not be written down. What has changed once more since then is newer.
    pub(super) fn keep_changed(&self, levels: Vec<Level>) {
        let mut inner = self.lock();
        for level in levels {
            if inner.changed.len() < self.buckets_max {
                inner.changed.entry(level.key).or_insert(level.full_us);
            }
        }
    }

    fn note(&self, inner: &mut Inner, level: Level) {
        let has_room = inner.changed.len() < self.buckets_max || inner.changed.contains_key(&level.key);
        if level.key.rule.outlives_restart() && has_room {
            inner.changed.insert(level.key, level.full_us);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When a bucket is full again after one more was taken; or, if it holds none, the seconds until it does. A time that
/// lies further ahead than an empty bucket needs comes from a clock that was set back since.
fn after_one(rate: Rate, full_us: u64, now_us: u64) -> Result<u64, u64> {
    let window_us = rate.window_us();
    let empty_us = now_us.saturating_add(window_us);
    let next_us = full_us.clamp(now_us, empty_us).saturating_add(rate.each_us());
    if next_us > empty_us {
        return Err((next_us - empty_us).div_ceil(1_000_000));
    }
    Ok(next_us)
}

/// Forgets what is full, and then the eighth that lacks least: so whoever comes from many networks pushes out what these
/// have hardly used, and not the bucket that somebody has emptied. Returns these, so that their rows go as well.
fn make_room(full_us: &mut HashMap<Key, u64>, factor: u64, now_us: u64) -> Vec<Key> {
    let before = full_us.len();
    full_us.retain(|_, full_us| *full_us > now_us);
    let surplus = (before / 8).max(1).saturating_sub(before - full_us.len());
    if surplus == 0 {
        return Vec::new();
    }
    // Millionths of the bucket that are missing.
    let lacks = |key: &Key, full_us: u64| {
        let window_us = key.rule.rate(factor).window_us().max(1);
        full_us.saturating_sub(now_us).saturating_mul(1000) / (window_us / 1000).max(1)
    };
    let mut least: Vec<(u64, Key)> = full_us
        .iter()
        .map(|(key, full_us)| (lacks(key, *full_us), *key))
        .collect();
    least.select_nth_unstable_by_key(surplus - 1, |(lacks, _)| *lacks);
    let forgotten: Vec<Key> = least.into_iter().take(surplus).map(|(_, key)| key).collect();
    for key in &forgotten {
        full_us.remove(key);
    }
    forgotten
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;

    fn key(rule: Rule, n: u32) -> Key {
        let mut subject = [0; 16];
        subject[..4].copy_from_slice(&n.to_be_bytes());
        Key { rule, subject }
    }

    fn buckets(buckets_max: usize) -> Buckets {
        Buckets::new(buckets_max, 1, Vec::new())
    }

    #[test]
    fn what_is_put_back_is_one_and_never_more_than_was_taken() {
        let buckets = buckets(100);
        let anna = [key(Rule::FirstTries, 1)];
        for _ in 0..5 {
            assert_eq!(buckets.take(&anna, NOW_MS), Ok(()));
        }
        buckets.give_back(anna[0]);
        assert_eq!(buckets.take(&anna, NOW_MS), Ok(()));
        assert_eq!(buckets.take(&anna, NOW_MS), Err(60));
        for _ in 0..20 {
            buckets.give_back(anna[0]);
        }
        for _ in 0..5 {
            assert_eq!(buckets.take(&anna, NOW_MS), Ok(()));
        }
        assert_eq!(buckets.take(&anna, NOW_MS), Err(60));
    }

    #[test]
    fn a_bucket_gives_what_it_holds_and_fills_up_again_bit_by_bit() {
        let buckets = buckets(100);
        let anna = [key(Rule::FirstTries, 1)];
        for _ in 0..5 {
            assert_eq!(buckets.take(&anna, NOW_MS), Ok(()));
        }
        assert_eq!(buckets.take(&anna, NOW_MS), Err(60));
        assert_eq!(buckets.take(&[key(Rule::FirstTries, 2)], NOW_MS), Ok(()));
        assert_eq!(buckets.take(&anna, NOW_MS + 59_001), Err(1));
        assert_eq!(buckets.take(&anna, NOW_MS + 60_000), Ok(()));
        assert_eq!(buckets.take(&anna, NOW_MS + 60_000), Err(60));
        for _ in 0..5 {
            assert_eq!(buckets.take(&anna, NOW_MS + 600_000), Ok(()));
        }
    }

    #[test]
    fn a_refusal_takes_nothing_from_any_bucket() {
        let buckets = buckets(100);
        let (first, more) = (key(Rule::FirstTries, 1), key(Rule::MoreTries, 1));
        for _ in 0..5 {
            assert_eq!(buckets.take(&[more, first], NOW_MS), Ok(()));
        }
        for _ in 0..20 {
            assert_eq!(buckets.take(&[more, first], NOW_MS), Err(60));
        }
        for _ in 0..5 {
            assert_eq!(buckets.take(&[more], NOW_MS), Ok(()));
        }
        assert_eq!(buckets.take(&[more], NOW_MS), Err(900));
    }

    #[test]
    fn a_clock_that_was_set_back_closes_nothing_for_longer_than_an_empty_bucket_would() {
        let buckets = buckets(100);
        let anna = [key(Rule::FirstTries, 1)];
        buckets.take(&anna, NOW_MS + 365 * 86_400_000).unwrap();
        assert_eq!(buckets.take(&anna, NOW_MS), Err(60));
    }

    #[test]
    fn a_bucket_that_may_be_drawn_below_empty_says_how_far_and_fills_up_again() {
        let buckets = buckets(100);
        let draw = Draw {
            key: key(Rule::LoginsOfAddress, 1),
            beyond_max: 3,
        };
        let lacks = |now_ms| match buckets.take_and_draw(&[], &[draw], now_ms, |_| false) {
            Err(Lack::Work(beyond)) => beyond[0],
            other => panic!("{other:?}"),
        };
        let take = |now_ms| buckets.take_and_draw(&[], &[draw], now_ms, |_| true).unwrap();
        for _ in 0..10 {
            assert_eq!(lacks(NOW_MS), 0);
            take(NOW_MS);
        }
        for n in [1, 2, 3, 4, 4] {
            assert_eq!(lacks(NOW_MS), n, "asking takes nothing");
            take(NOW_MS);
        }
        assert_eq!(lacks(NOW_MS + 60_000), 3);
        assert_eq!(lacks(NOW_MS + 4 * 60_000), 0);
    }

    #[test]
    fn what_lacks_time_draws_from_nothing_and_nobody_is_asked() {
        let buckets = buckets(100);
        let (keys, draw) = (
            [key(Rule::FirstTries, 1)],
            Draw {
                key: key(Rule::WrongOfAddress, 1),
                beyond_max: 1,
            },
        );
        while buckets.take(&keys, NOW_MS).is_ok() {}
        let lack = buckets.take_and_draw(&keys, &[draw], NOW_MS, |_| panic!("asked"));
        assert_eq!(lack, Err(Lack::Time(60)));
        assert!(!buckets.lock().full_us.contains_key(&draw.key));
    }

    #[test]
    fn a_filled_bucket_gives_everything_again() {
        let buckets = buckets(100);
        let anna = [key(Rule::FirstTries, 1)];
        while buckets.take(&anna, NOW_MS).is_ok() {}
        buckets.fill(&anna);
        for _ in 0..5 {
            assert_eq!(buckets.take(&anna, NOW_MS), Ok(()));
        }
    }

    #[test]
    fn the_buckets_are_bounded_and_an_empty_one_is_not_pushed_out() {
        let buckets = buckets(64);
        let anna = [key(Rule::FirstTries, 0)];
        while buckets.take(&anna, NOW_MS).is_ok() {}
        let mut rows = HashMap::new();
        for n in 1..10_000 {
            buckets.take(&[key(Rule::Logins, n)], NOW_MS + 1).unwrap();
            assert!(buckets.lock().full_us.len() <= 64);
            assert!(buckets.lock().changed.len() <= 64);
            let changed = buckets.take_changed().into_iter();
            rows.extend(changed.map(|level| (level.key, level.full_us)));
        }
        rows.retain(|_, full_us| *full_us > 0);
        assert_eq!(rows, buckets.lock().full_us, "nor are there more rows");
        assert_eq!(buckets.take(&anna, NOW_MS + 1), Err(60));
        buckets.sweep(NOW_MS + 86_400_000);
        assert!(buckets.lock().full_us.is_empty());
    }

    #[test]
    fn two_hundred_at_once_get_no_more_than_the_bucket_holds() {
        let buckets = buckets(100);
        let net = [key(Rule::Logins, 1)];
        let passed = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..200)
                .map(|_| scope.spawn(|| buckets.take(&net, NOW_MS).is_ok()))
                .collect();
            takers
                .into_iter()
                .filter_map(|taker| taker.join().ok())
                .filter(|passed| *passed)
                .count()
        });
        assert_eq!(passed, 30);
    }

    #[test]
    fn only_what_outlives_a_restart_is_written_down_and_the_newest_of_it() {
        let buckets = buckets(100);
        let (kept, forgotten) = (key(Rule::Logins, 1), key(Rule::Requests, 1));
        buckets.take(&[kept, forgotten], NOW_MS).unwrap();
        let first = buckets.take_changed();
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].key, kept);
        assert!(buckets.take_changed().is_empty());
        buckets.take(&[kept], NOW_MS).unwrap();
        buckets.keep_changed(first.clone());
        let second = buckets.take_changed();
        assert_eq!(second.len(), 1);
        assert!(second[0].full_us > first[0].full_us);
    }
}
