//! Rows of passkeys.

use super::passkey_wraps;
use crate::db::schema::{passkey_wraps as wraps, passkeys};
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use crate::webauthn::Credential;
use api::passkeys::Passkey;
use api::{PasskeyId, UserId};
use diesel::prelude::*;

/// What an assertion is checked against.
pub(crate) struct Known {
    pub(crate) passkey_id: PasskeyId,
    /// A COSE_Key.
    pub(crate) public_key: Vec<u8>,
}

/// What came of using a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Used {
    Yes,
    /// Its counter was not ahead of the one from before.
    CounterBack,
    /// It was removed meanwhile.
    Gone,
}

type Columns = (B16, String, i64, Option<i64>, Option<i64>);

/// The passkeys of an account, oldest first.
pub(crate) fn find_all(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Vec<Passkey>> {
    let rows: Vec<Columns> = passkeys::table
        .left_join(wraps::table.on(wraps::passkey_id.eq(passkeys::id)))
        .filter(passkeys::account_id.eq(B16::from(user_id)))
        .order((passkeys::created_ms, passkeys::id))
        .select((
            passkeys::id,
            passkeys::name,
            passkeys::created_ms,
            passkeys::used_ms,
            wraps::made_ms.nullable(),
        ))
        .load(connection)?;
    let passkey = |(id, name, created_ms, used_ms, opens_since_ms): Columns| {
        Ok(Passkey {
            passkey_id: id.into(),
            name,
            created_ms: from_i64(created_ms)?,
            used_ms: used_ms.map(from_i64).transpose()?,
            opens_since_ms: opens_since_ms.map(from_i64).transpose()?,
        })
    };
    rows.into_iter().map(passkey).collect()
}

/// How many there are.
pub(crate) fn count(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<u32> {
    let count: i64 = passkeys::table
        .filter(passkeys::account_id.eq(B16::from(user_id)))
        .count()
        .get_result(connection)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The names that the authenticators know the account's passkeys by.
pub(crate) fn find_credential_ids(
    connection: &mut SqliteConnection,
    user_id: UserId,
) -> Outcome<Vec<Vec<u8>>> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(B16::from(user_id)))
        .order((passkeys::created_ms, passkeys::id))
        .select(passkeys::credential_id)
        .load(connection)?)
}

/// Whether a credential is somebody's already.
pub(crate) fn is_known(connection: &mut SqliteConnection, credential_id: &[u8]) -> Outcome<bool> {
    let known: i64 = passkeys::table
        .filter(passkeys::credential_id.eq(credential_id))
        .count()
        .get_result(connection)?;
    Ok(known > 0)
}

/// A passkey of an account, by the authenticator's name for it.
pub(crate) fn find(
    connection: &mut SqliteConnection,
    user_id: UserId,
    credential_id: &[u8],
) -> Outcome<Option<Known>> {
    let row: Option<(B16, Vec<u8>)> = passkeys::table
        .filter(passkeys::account_id.eq(B16::from(user_id)))
        .filter(passkeys::credential_id.eq(credential_id))
        .select((passkeys::id, passkeys::public_key))
        .first(connection)
        .optional()?;
    Ok(row.map(|(id, public_key)| Known {
        passkey_id: id.into(),
        public_key,
    }))
}

pub(crate) fn insert(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
    credential: &Credential,
    name: &str,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(B16::from(passkey_id)),
            passkeys::account_id.eq(B16::from(user_id)),
            passkeys::credential_id.eq(&credential.id),
            passkeys::public_key.eq(&credential.public_key),
            passkeys::counter.eq(i64::from(credential.counter)),
            passkeys::name.eq(name),
            passkeys::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Notes a use. The counter must be ahead of the one from before, unless the authenticator does not count at all (WebAuthn
/// section 7.2, step 22): otherwise two devices have the key.
pub(crate) fn mark_used(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
    counter: u32,
    now_ms: u64,
) -> Outcome<Used> {
    let this = passkeys::table
        .find(B16::from(passkey_id))
        .filter(passkeys::account_id.eq(B16::from(user_id)));
    let before: Option<i64> = this.select(passkeys::counter).first(connection).optional()?;
    let (counter, Some(before)) = (i64::from(counter), before) else {
        return Ok(Used::Gone);
    };
    if counter <= before && (counter, before) != (0, 0) {
        return Ok(Used::CounterBack);
    }
    diesel::update(this)
        .set((
            passkeys::counter.eq(counter),
            passkeys::used_ms.eq(Some(to_i64(now_ms))),
        ))
        .execute(connection)?;
    Ok(Used::Yes)
}

/// What a passkey of an account is called.
pub(crate) fn find_name(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
) -> Outcome<Option<String>> {
    Ok(passkeys::table
        .find(B16::from(passkey_id))
        .filter(passkeys::account_id.eq(B16::from(user_id)))
        .select(passkeys::name)
        .first(connection)
        .optional()?)
}

/// Removes a passkey of an account with its wrap; says what it was called.
pub(crate) fn delete(
    connection: &mut SqliteConnection,
    user_id: UserId,
    passkey_id: PasskeyId,
) -> Outcome<Option<String>> {
    let name = find_name(connection, user_id, passkey_id)?;
    if name.is_some() {
        passkey_wraps::remove(connection, user_id, passkey_id)?;
        diesel::delete(passkeys::table.find(B16::from(passkey_id))).execute(connection)?;
    }
    Ok(name)
}

/// Removes all passkeys of an account with their wraps.
pub(crate) fn delete_all(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    passkey_wraps::condemn_all(connection, user_id, None)?;
    let all = passkeys::table.filter(passkeys::account_id.eq(B16::from(user_id)));
    diesel::delete(all).execute(connection)?;
    Ok(())
}
