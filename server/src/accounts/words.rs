//! Recovery words as the server knows them: the public key that proves them, and the master key wrapped under them. Neither
//! says anything of the words.

use super::rows::{self, BlobKind};
use super::{keyrings, recovery_requests};
use crate::blobs;
use crate::db::schema::{account_blobs, accounts};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::rng;
use crate::vault::{Deposit, Place};
use api::recovery::{RecoveryKit, RecoveryState};
use api::{Bytes, Code, UserId};
use crypto::sign::VerifyingKey;
use diesel::prelude::*;
use std::io;

/// Words are never rewrapped: each wrap is the first.
const VERSION: u64 = 1;

/// Public half of the key that proves words; it names the words as well.
pub(crate) type WordsKey = [u8; 32];

/// Words that are about to be an account's.
pub(crate) struct NewWords {
    key: WordsKey,
    wrap: Bytes,
}

impl NewWords {
    /// Checks what a client sent.
    pub(crate) fn parse(kit: RecoveryKit) -> Outcome<Self> {
        let key = VerifyingKey::parse(&kit.key)
            .map_err(|_| AppError::new(Code::InvalidRequest).detail("recovery key"))?;
        keyrings::check_size(&kit.wrap)?;
        Ok(Self {
            key: *key.as_bytes(),
            wrap: kit.wrap,
        })
    }

    /// Puts the wrapped key into the vault.
    pub(crate) fn put(&self, deposit: &mut Deposit<'_>) -> io::Result<Place> {
        deposit.put(&rng::make_bytes(), &self.wrap)
    }
}

/// The key of an open account's words, if it has any.
pub(crate) fn find_key(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<Option<WordsKey>> {
    let key: Option<Option<B32>> = accounts::table
        .find(B16::from(user_id))
        .filter(accounts::state.eq("active"))
        .select(accounts::recovery_key)
        .first(connection)
        .optional()?;
    Ok(key.flatten().map(|key| key.0))
}

/// Refuses whoever proved words that are not the account's any more.
pub(crate) fn check(connection: &mut SqliteConnection, user_id: UserId, proven: &WordsKey) -> Outcome<()> {
    if find_key(connection, user_id)?.as_ref() == Some(proven) {
        Ok(())
    } else {
        Err(Code::RecoveryEnded.into())
    }
}

/// Gives an account words, whose wrap lies at `place`, in place of those from before. These are good for nothing any more:
/// their wrap is erased, and a waiting period that they began ends.
pub(crate) fn set(
    connection: &mut SqliteConnection,
    user_id: UserId,
    new: &NewWords,
    place: Place,
    now_ms: u64,
) -> Outcome<()> {
    remove(connection, user_id)?;
    blobs::insert_live(connection, place, blobs::Kind::Account, new.wrap.len(), now_ms)?;
    rows::insert_blob(connection, user_id, BlobKind::WrapRecovery, VERSION, &place.id)?;
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set((
            accounts::recovery_key.eq(Some(B32(new.key))),
            accounts::recovery_made_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Takes an account its words.
pub(crate) fn remove(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    let account_id = B16::from(user_id);
    let wrap = account_blobs::table.find((account_id, BlobKind::WrapRecovery.column()));
    let old: Option<B16> = diesel::delete(wrap)
        .returning(account_blobs::blob_id)
        .get_result(connection)
        .optional()?;
    if let Some(blob_id) = old {
        blobs::condemn(connection, &blob_id.0, None)?;
    }
    recovery_requests::delete(connection, user_id)?;
    diesel::update(accounts::table.find(account_id))
        .set((
            accounts::recovery_key.eq(None::<B32>),
            accounts::recovery_made_ms.eq(0),
            accounts::recovery_doubted.eq(0),
        ))
        .execute(connection)?;
    Ok(())
}

/// Notes that somebody else may have the words.
pub(crate) fn doubt(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<()> {
    diesel::update(accounts::table.find(B16::from(user_id)))
        .set(accounts::recovery_doubted.eq(1))
        .execute(connection)?;
    Ok(())
}

/// How an account stands with its words.
pub(crate) fn find_state(connection: &mut SqliteConnection, user_id: UserId) -> Outcome<RecoveryState> {
    let (made_ms, doubted): (i64, i64) = accounts::table
        .find(B16::from(user_id))
        .select((accounts::recovery_made_ms, accounts::recovery_doubted))
        .first(connection)?;
    Ok(RecoveryState {
        words_made_ms: Some(from_i64(made_ms)?).filter(|made_ms| *made_ms > 0),
        words_doubted: doubted != 0,
        wait: recovery_requests::find(connection, user_id)?,
    })
}
