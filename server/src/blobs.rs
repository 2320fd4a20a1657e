//! The rows of the vault: which blobs and slots exist, and what waits to be overwritten.
//!
//! Condemning is one transaction with whatever hides the blob; from then on the eraser owns it.

use crate::db::schema::{blobs, erasure_jobs, installation, sessions};
use crate::db::{B16, B32, Db, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::vault::{Known, Place};
use crypto::{Hash, Id};
use diesel::prelude::*;

/// What a blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A letter for one mailbox.
    Envelope,
    /// An attachment.
    Part,
    /// A wrapped key or a keyring.
    Account,
}

impl Kind {
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Part => "part",
            Self::Account => "account",
        }
    }
}

/// For a letter, so that its erasure can be reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported {
    pub(crate) erasure_id: Id,
    pub(crate) message_id: Id,
    pub(crate) envelope_sha256: Hash,
}

/// Blobs with which the vault tries its keys at the start.
const SAMPLES: i64 = 8;

const KEYS_FINGERPRINT: &str = "keys";

/// Remembers the fingerprint of the keys at first use; later says whether it is the same.
pub(crate) async fn claim_installation(db: &Db, fingerprint: Hash) -> Outcome<bool> {
    db.write(move |connection| {
        diesel::insert_or_ignore_into(installation::table)
            .values((
                installation::name.eq(KEYS_FINGERPRINT),
                installation::value.eq(B32(fingerprint)),
            ))
            .execute(connection)?;
        let known: B32 = installation::table
            .find(KEYS_FINGERPRINT)
            .select(installation::value)
            .first(connection)?;
        Ok(known.0 == fingerprint)
    })
    .await
}

/// Everything in the vault that some row names.
pub(crate) fn find_known(connection: &mut SqliteConnection) -> Outcome<Known> {
    let stored: Vec<(B16, i64)> = blobs::table.select((blobs::id, blobs::slot)).load(connection)?;
    let newest: Vec<(B16, i64)> = blobs::table
        .filter(blobs::state.eq("live"))
        .order(blobs::created_ms.desc())
        .limit(SAMPLES)
        .select((blobs::id, blobs::slot))
        .load(connection)?;
    let unlock: Vec<Option<i64>> = sessions::table.select(sessions::slot).load(connection)?;
    let condemned: Vec<i64> = erasure_jobs::table.select(erasure_jobs::slot).load(connection)?;
    let slots = stored
        .iter()
        .map(|(_, slot)| *slot)
        .chain(unlock.into_iter().flatten())
        .chain(condemned);
    Ok(Known {
        slots: slots.map(from_i64).collect::<Result<_, AppError>>()?,
        blobs: stored.iter().map(|(id, _)| id.0).collect(),
        samples: newest
            .into_iter()
            .map(|(id, slot)| Ok(Place { id: id.0, slot: from_i64(slot)? }))
            .collect::<Result<_, AppError>>()?,
    })
}

/// Notes a complete blob.
pub(crate) fn insert_live(
    connection: &mut SqliteConnection,
    place: Place,
    kind: Kind,
    size_bytes: usize,
    now_ms: u64,
) -> Outcome<()> {
    let size_bytes = i64::try_from(size_bytes).map_err(AppError::internal)?;
    diesel::insert_into(blobs::table)
        .values((
            blobs::id.eq(B16(place.id)),
            blobs::kind.eq(kind.column()),
            blobs::state.eq("live"),
            blobs::slot.eq(to_i64(place.slot)),
            blobs::size_bytes.eq(size_bytes),
            blobs::accepted_bytes.eq(size_bytes),
            blobs::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Where a live blob lies.
pub(crate) fn find_place(connection: &mut SqliteConnection, id: &Id) -> Outcome<Option<Place>> {
    let slot: Option<i64> = blobs::table
        .find(B16(*id))
        .filter(blobs::state.eq("live"))
        .select(blobs::slot)
        .first(connection)
        .optional()?;
    slot.map(|slot| {
        Ok(Place {
            id: *id,
            slot: from_i64(slot)?,
        })
    })
    .transpose()
}

/// Ends a blob: nothing can refer to it any more, and the eraser will overwrite it. Says whether this call won.
pub(crate) fn condemn(
    connection: &mut SqliteConnection,
    id: &Id,
    reported: Option<Reported>,
    now_ms: u64,
) -> Outcome<bool> {
    let slot: Option<i64> = diesel::update(blobs::table.find(B16(*id)).filter(blobs::state.ne("erasing")))
        .set(blobs::state.eq("erasing"))
        .returning(blobs::slot)
        .get_result(connection)
        .optional()?;
    let Some(slot) = slot else { return Ok(false) };
    diesel::insert_into(erasure_jobs::table)
        .values((
            erasure_jobs::erasure_id.eq(reported.map(|reported| B16(reported.erasure_id))),
            erasure_jobs::message_id.eq(reported.map(|reported| B16(reported.message_id))),
            erasure_jobs::envelope_sha256.eq(reported.map(|reported| B32(reported.envelope_sha256))),
            erasure_jobs::blob_id.eq(Some(B16(*id))),
            erasure_jobs::slot.eq(slot),
            erasure_jobs::next_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Ends a key that belongs to no blob.
pub(crate) fn condemn_slot(connection: &mut SqliteConnection, slot: u64, now_ms: u64) -> Outcome<()> {
    diesel::insert_into(erasure_jobs::table)
        .values((
            erasure_jobs::slot.eq(to_i64(slot)),
            erasure_jobs::next_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}
