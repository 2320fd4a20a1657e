//! From where an account was signed in to before, so that its owner is told of what is new. Browser, system and provider
//! together, as a keyed hash: a phone that moves about within its provider's network is no news.

use super::rows::NewSession;
use crate::app::App;
use crate::db::schema::known_devices;
use crate::db::{B16, B32, to_i64};
use crate::error::Outcome;
use crate::limits::Network;
use crate::rng;
use api::UserId;
use crypto::Hash;
use crypto::hazmat::kdf::hmac_sha256;
use diesel::prelude::*;

/// What was not seen for so long is news again.
pub(crate) const KEPT_MS: u64 = 180 * 24 * 60 * 60 * 1000;

/// What is stored of where a session is opened from. No address has a zero byte, so this is none of the hashes of looked-up
/// addresses, which are made with the same key.
pub(super) fn hash(app: &App, new: &NewSession, network: Network) -> Hash {
    hmac_sha256(
        app.keys.lookup.expose(),
        &[
            b"known-device\0",
            &new.user_id.0,
            network.provider(),
            b"\0",
            new.device.as_bytes(),
        ],
    )
}

/// Remembers it. Says whether it is news, beside others from before.
pub(super) fn note(
    connection: &mut SqliteConnection,
    user_id: UserId,
    device: Hash,
    now_ms: u64,
) -> Outcome<bool> {
    let account_id = B16::from(user_id);
    let known: Vec<B32> = known_devices::table
        .filter(known_devices::account_id.eq(account_id))
        .select(known_devices::device_hmac)
        .load(connection)?;
    diesel::replace_into(known_devices::table)
        .values((
            known_devices::account_id.eq(account_id),
            known_devices::device_hmac.eq(B32(device)),
            known_devices::seen_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(!known.is_empty() && !known.contains(&B32(device)))
}

/// Trusts none of those of an account any more: wherever it is signed in to from now on is news.
pub(super) fn distrust_all(connection: &mut SqliteConnection, user_id: UserId, now_ms: u64) -> Outcome<()> {
    delete_all(connection, user_id)?;
    // In an account without any, the first one would be none.
    note(connection, user_id, rng::make_bytes(), now_ms)?;
    Ok(())
}

/// Forgets all of an account.
pub(crate) fn delete_all(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    let of_account = known_devices::table.filter(known_devices::account_id.eq(B16::from(user_id)));
    diesel::delete(of_account).execute(connection)?;
    Ok(())
}

/// Forgets what was not seen since `before_ms`, at most `limit`. Says how many.
pub(crate) fn forget(connection: &mut SqliteConnection, before_ms: u64, limit: i64) -> Outcome<usize> {
    let old: Vec<(B16, B32)> = known_devices::table
        .filter(known_devices::seen_ms.lt(to_i64(before_ms)))
        .limit(limit)
        .select((known_devices::account_id, known_devices::device_hmac))
        .load(connection)?;
    for key in &old {
        diesel::delete(known_devices::table.find(*key)).execute(connection)?;
    }
    Ok(old.len())
}
