//! Wraps of the master key under what passkeys yield: one for each passkey that opens the mailbox without the password. Without
//! the passkey's authenticator a wrap is nothing.

use super::rows::BlobRow;
use crate::blobs::{self, Reported};
use crate::db::schema::passkey_wraps;
use crate::db::{B16, to_i64};
use crate::error::Outcome;
use crate::vault::Place;
use api::{PasskeyId, UserId};
use diesel::prelude::*;

/// Wraps are never rewrapped: each is the first.
const VERSION: u64 = 1;

/// Lets a passkey open the mailbox with the wrap of `len` bytes that lies at `place`. One from before is erased.
pub(crate) fn set(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
    place: Place,
    len: usize,
    now_ms: u64,
) -> Outcome<()> {
    remove(connection, user_id, passkey_id)?;
    blobs::insert_live(connection, place, blobs::Kind::Account, len, now_ms)?;
    diesel::insert_into(passkey_wraps::table)
        .values((
            passkey_wraps::passkey_id.eq(B16::from(passkey_id)),
            passkey_wraps::account_id.eq(B16::from(user_id)),
            passkey_wraps::blob_id.eq(B16(place.id)),
            passkey_wraps::made_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Where the wrap of a passkey lies, if it opens the mailbox.
pub(crate) fn find(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
) -> Outcome<Option<BlobRow>> {
    let blob_id: Option<B16> = passkey_wraps::table
        .find(B16::from(passkey_id))
        .filter(passkey_wraps::account_id.eq(B16::from(user_id)))
        .select(passkey_wraps::blob_id)
        .first(connection)
        .optional()?;
    Ok(blob_id.map(|blob_id| BlobRow {
        version: VERSION,
        blob_id: blob_id.0,
    }))
}

/// How many passkeys of an account open the mailbox.
pub(crate) fn count(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<u32> {
    let count: i64 = passkey_wraps::table
        .filter(passkey_wraps::account_id.eq(B16::from(user_id)))
        .count()
        .get_result(connection)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Takes a passkey its wrap, which is erased. Says whether it had one.
pub(crate) fn remove(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
) -> Outcome<bool> {
    let Some(row) = find(connection, user_id, passkey_id)? else {
        return Ok(false);
    };
    blobs::condemn(connection, &row.blob_id, None)?;
    diesel::delete(passkey_wraps::table.find(B16::from(passkey_id))).execute(connection)?;
    Ok(true)
}

/// Takes all passkeys of an account their wraps, which are erased; a report may wait for that. For whatever leaves nothing from
/// before, such as another master key.
pub(crate) fn condemn_all(
    connection: &mut SqliteConnection,
    user_id: UserId,
    reported: Option<Reported>,
) -> Outcome<()> {
    let of_account = passkey_wraps::table.filter(passkey_wraps::account_id.eq(B16::from(user_id)));
    let held: Vec<B16> = of_account.select(passkey_wraps::blob_id).load(connection)?;
    for blob_id in held {
        blobs::condemn(connection, &blob_id.0, reported)?;
    }
    diesel::delete(of_account).execute(connection)?;
    Ok(())
}
