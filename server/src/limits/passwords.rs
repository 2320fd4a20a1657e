//! How many passwords were wrong at an account in a day, so that its owner is told. They close nothing: that would let any
//! stranger close an account. An address without an account is counted in the same way.

use crate::db::schema::{accounts, wrong_passwords};
use crate::db::{B16, to_i64};
use crate::error::Outcome;
use api::UserId;
use diesel::prelude::*;

/// More than anyone mistypes.
const TOLD_AT: i64 = 10;
const WINDOW_MS: u64 = 24 * 60 * 60 * 1000;

/// Counts one. `subject` is the account's id, or the one that is made up for an address without an account.
pub(crate) fn note(connection: &mut SqliteConnection, subject: UserId, now_ms: u64) -> Outcome<()> {
    let one = (
        wrong_passwords::subject.eq(B16::from(subject)),
        wrong_passwords::wrong.eq(1),
        wrong_passwords::from_ms.eq(to_i64(now_ms)),
    );
    diesel::insert_into(wrong_passwords::table)
        .values(one)
        .on_conflict(wrong_passwords::subject)
        .do_update()
        .set(wrong_passwords::wrong.eq(wrong_passwords::wrong + 1))
        .execute(connection)?;
    Ok(())
}

/// Notes that so many were wrong, over however many days, that the owner is told as if they were all of today. `subject`
/// is as for [`note`].
pub(crate) fn note_many(connection: &mut SqliteConnection, subject: UserId, now_ms: u64) -> Outcome<()> {
    let many = (
        wrong_passwords::subject.eq(B16::from(subject)),
        wrong_passwords::wrong.eq(TOLD_AT),
        wrong_passwords::from_ms.eq(to_i64(now_ms)),
    );
    let known = wrong_passwords::table.find(B16::from(subject));
    diesel::update(known.filter(wrong_passwords::wrong.lt(TOLD_AT)))
        .set(wrong_passwords::wrong.eq(TOLD_AT))
        .execute(connection)?;
    diesel::insert_into(wrong_passwords::table)
        .values(many)
        .on_conflict_do_nothing()
        .execute(connection)?;
    Ok(())
}

/// Accounts whose owners are to be told, at most `limit`: each once a day.
pub(crate) fn take_untold(connection: &mut SqliteConnection, limit: i64) -> Outcome<Vec<UserId>> {
    let untold: Vec<B16> = wrong_passwords::table
        .inner_join(accounts::table.on(accounts::id.eq(wrong_passwords::subject)))
        .filter(
            wrong_passwords::told
                .eq(0)
                .and(wrong_passwords::wrong.ge(TOLD_AT)),
        )
        .filter(accounts::state.eq("active"))
        .limit(limit)
        .select(wrong_passwords::subject)
        .load(connection)?;
    diesel::update(wrong_passwords::table.filter(wrong_passwords::subject.eq_any(&untold)))
        .set(wrong_passwords::told.eq(1))
        .execute(connection)?;
    Ok(untold.into_iter().map(UserId::from).collect())
}

/// Forgets an account's.
pub(crate) fn delete(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::delete(wrong_passwords::table.find(B16::from(user_id))).execute(connection)?;
    Ok(())
}

/// Forgets counts whose day is over, at most `limit`. Says how many.
pub(crate) fn forget(connection: &mut SqliteConnection, now_ms: u64, limit: i64) -> Outcome<usize> {
    let over: Vec<B16> = wrong_passwords::table
        .filter(wrong_passwords::from_ms.le(to_i64(now_ms.saturating_sub(WINDOW_MS))))
        .limit(limit)
        .select(wrong_passwords::subject)
        .load(connection)?;
    Ok(
        diesel::delete(wrong_passwords::table.filter(wrong_passwords::subject.eq_any(over)))
            .execute(connection)?,
    )
}
