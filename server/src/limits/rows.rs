//! Rows of the buckets that outlive a restart.

use super::buckets::{Key, Level};
use super::rules::Rule;
use crate::db::schema::rate_buckets;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use diesel::prelude::*;

/// Writes down how buckets stand.
pub(crate) fn keep(connection: &mut SqliteConnection, levels: &[Level]) -> Outcome<()> {
    for level in levels {
        let full_us = to_i64(level.full_us);
        diesel::insert_into(rate_buckets::table)
            .values((
                rate_buckets::rule.eq(level.key.rule.number()),
                rate_buckets::subject.eq(B16(level.key.subject)),
                rate_buckets::full_us.eq(full_us),
            ))
            .on_conflict((rate_buckets::rule, rate_buckets::subject))
            .do_update()
            .set(rate_buckets::full_us.eq(full_us))
            .execute(connection)?;
    }
    Ok(())
}

/// The buckets that are furthest from full, at most `max`.
pub(crate) fn find(connection: &mut SqliteConnection, max: usize) -> Outcome<Vec<Level>> {
    let rows: Vec<(i64, B16, i64)> = rate_buckets::table
        .order(rate_buckets::full_us.desc())
        .limit(i64::try_from(max).unwrap_or(i64::MAX))
        .select((rate_buckets::rule, rate_buckets::subject, rate_buckets::full_us))
        .load(connection)?;
    let mut levels = Vec::with_capacity(rows.len());
    for (rule, subject, full_us) in rows {
        let full_us = from_i64(full_us)?;
        // A rule that this version does not have limits nothing.
        levels.extend(Rule::from_number(rule).map(|rule| Level {
            key: Key {
                rule,
                subject: subject.0,
            },
            full_us,
        }));
    }
    Ok(levels)
}

/// Forgets buckets that are full again.
pub(crate) fn forget_full(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<usize> {
    let full: Vec<(i64, B16)> = rate_buckets::table
        .filter(rate_buckets::full_us.le(to_i64(now_ms.saturating_mul(1000))))
        .limit(limit)
        .select((rate_buckets::rule, rate_buckets::subject))
        .load(connection)?;
    for &key in &full {
        diesel::delete(rate_buckets::table.find(key)).execute(connection)?;
    }
    Ok(full.len())
}
