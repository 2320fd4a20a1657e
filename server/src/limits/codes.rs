//! How many codes an account may get wrong in thirty days, over all sign-ins (protocol.md 5.4). Only somebody who has the
//! password comes this far. A right code takes back its own try and no other: the owner, who signs in every day, would
//! otherwise give a thief new tries every day. The days run from the first wrong one and then begin anew: across such an edge up to
//! twice as many fit into as many days.

use crate::db::schema::wrong_codes;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use api::UserId;
use diesel::prelude::*;

/// Of the million codes three are right at a time: thirty find one with a probability of 1 in 11,000.
const WRONG_MAX: i64 = 30;
const WINDOW_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Spends a try, before the code is looked at. Where none is left, says in how many milliseconds there is.
pub(crate) fn spend(connection: &mut SqliteConnection, user_id: UserId, now_ms: u64) -> Outcome<Option<u64>> {
    let account_id = B16::from(user_id);
    let row: Option<(i64, i64)> = wrong_codes::table
        .find(account_id)
        .select((wrong_codes::wrong, wrong_codes::from_ms))
        .first(connection)
        .optional()?;
    let (mut wrong, mut from_ms) = match row {
        Some((wrong, from_ms)) => (wrong, from_i64(from_ms)?),
        None => (0, now_ms),
    };
    if from_ms.saturating_add(WINDOW_MS) <= now_ms {
        (wrong, from_ms) = (0, now_ms);
    }
    if wrong >= WRONG_MAX {
        return Ok(Some(from_ms.saturating_add(WINDOW_MS) - now_ms));
    }
    let spent = (
        wrong_codes::wrong.eq(wrong + 1),
        wrong_codes::from_ms.eq(to_i64(from_ms)),
    );
    diesel::insert_into(wrong_codes::table)
        .values((wrong_codes::account_id.eq(account_id), spent))
        .on_conflict(wrong_codes::account_id)
        .do_update()
        .set(spent)
        .execute(connection)?;
    Ok(None)
}

/// The code was right: its try was none.
pub(crate) fn give_back(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    let some_wrong = wrong_codes::table
        .find(B16::from(user_id))
        .filter(wrong_codes::wrong.gt(0));
    diesel::update(some_wrong)
        .set(wrong_codes::wrong.eq(wrong_codes::wrong - 1))
        .execute(connection)?;
    Ok(())
}

/// The person has shown another way in: the count begins anew.
pub(crate) fn forgive(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::delete(wrong_codes::table.find(B16::from(user_id))).execute(connection)?;
    Ok(())
}

/// Forgets counts whose time is over.
pub(crate) fn forget(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<usize> {
    let over: Vec<B16> = wrong_codes::table
        .filter(wrong_codes::from_ms.le(to_i64(now_ms.saturating_sub(WINDOW_MS))))
        .limit(limit)
        .select(wrong_codes::account_id)
        .load(connection)?;
    for id in &over {
        diesel::delete(wrong_codes::table.find(*id)).execute(connection)?;
    }
    Ok(over.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::open_app;

    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    const NOW_MS: u64 = 1_700_000_000_000;

    #[actix_web::test]
    async fn thirty_wrong_codes_are_all_until_thirty_days_have_passed() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let tested = app.db.write(|connection| {
            let anna = UserId([1; 16]);
            for day in 0..15 {
                let now_ms = NOW_MS + day * DAY_MS;
                // The owner's right code.
                assert_eq!(spend(connection, anna, now_ms)?, None);
                give_back(connection, anna)?;
                for _ in 0..2 {
                    assert_eq!(spend(connection, anna, now_ms)?, None);
                }
            }
            let late_ms = NOW_MS + 20 * DAY_MS;
            assert_eq!(spend(connection, anna, late_ms)?, Some(10 * DAY_MS));
            assert_eq!(spend(connection, UserId([2; 16]), late_ms)?, None);
            assert_eq!(forget(connection, NOW_MS + 30 * DAY_MS - 1, 100)?, 0);
            assert_eq!(spend(connection, anna, NOW_MS + 30 * DAY_MS)?, None);
            assert_eq!(forget(connection, NOW_MS + 60 * DAY_MS, 100)?, 2);
            Ok(())
        });
        tested.await.unwrap();
    }
}
