//! Accounts whose owners have asked for their end, until it comes or is stopped.

use super::tell;
use crate::audit::{self, Access};
use crate::db::schema::account_ends;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use crate::notices::Notice;
use crate::outbox::Outbox;
use api::UserId;
use diesel::prelude::*;

/// Notes that an account is to end. Says whether it was not going to yet.
pub(crate) fn begin(
    connection: &mut SqliteConnection,
    user_id: UserId,
    ends_ms: u64,
    now_ms: u64,
) -> Outcome<bool> {
    let begun = diesel::insert_or_ignore_into(account_ends::table)
        .values((
            account_ends::account_id.eq(B16::from(user_id)),
            account_ends::requested_ms.eq(to_i64(now_ms)),
            account_ends::ends_ms.eq(to_i64(ends_ms)),
        ))
        .execute(connection)?;
    Ok(begun == 1)
}

/// When the account ends, if its owner has asked for that.
pub(crate) fn find_ms(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Option<u64>> {
    let ends_ms: Option<i64> = account_ends::table
        .find(B16::from(user_id))
        .select(account_ends::ends_ms)
        .first(connection)
        .optional()?;
    ends_ms.map(from_i64).transpose()
}

/// The account is not to end. Says whether it was going to.
pub(crate) fn delete(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<bool> {
    Ok(diesel::delete(account_ends::table.find(B16::from(user_id))).execute(connection)? == 1)
}

/// The account is not to end, and its owner is told, if it was going to.
pub(crate) fn stop(
    connection: &mut SqliteConnection,
    outbox: &Outbox,
    user_id: UserId,
    now_ms: u64,
) -> Outcome<()> {
    if delete(connection, user_id)? {
        tell::by_mail(connection, outbox, user_id, Notice::DeletionStopped, now_ms)?;
        audit::append_access(connection, Access::EndStopped, Some(user_id), now_ms)?;
    }
    Ok(())
}
