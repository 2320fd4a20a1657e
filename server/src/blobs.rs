//! The rows of the vault: which blobs and slots exist, and what waits to be overwritten.
//!
//! Condemning is one transaction with whatever hides the blob; from then on the eraser owns it.

use crate::db::schema::{blobs, erasure_jobs, installation, sessions, spent_blob_ids};
use crate::db::{B16, B32, Db, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::vault::{Known, Place};
use api::ErasureId;
use crypto::{Hash, Id};
use diesel::prelude::*;

/// What a blob is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A letter for one mailbox.
    Envelope,
    /// An attachment.
    Part,
    /// What belongs to one account: a wrapped key, a keyring, a local object.
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

/// The erasure that waits for a blob before it is reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported {
    pub(crate) erasure_id: Id,
    /// Where the blob is a letter that the report names or counts.
    pub(crate) letter: Option<ReportedLetter>,
}

/// What a report says of a letter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportedLetter {
    pub(crate) message_id: Id,
    pub(crate) envelope_sha256: Hash,
}

impl Reported {
    /// Waited for, and not mentioned.
    pub(crate) fn unnamed(erasure_id: ErasureId) -> Self {
        Self {
            erasure_id: erasure_id.0,
            letter: None,
        }
    }
}

/// Blobs with which the vault tries its keys at the start.
const SAMPLES: i64 = 8;

/// When a job is due that nothing has to wait for, whatever the clock says.
const AT_ONCE: i64 = 0;

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

/// Whether these are the keys that the rows were written with. True of rows that no server has used yet.
pub(crate) fn belongs_to(connection: &mut SqliteConnection, fingerprint: Hash) -> Outcome<bool> {
    let known: Option<B32> = installation::table
        .find(KEYS_FINGERPRINT)
        .select(installation::value)
        .first(connection)
        .optional()?;
    Ok(known.is_none_or(|known| known.0 == fingerprint))
}

/// Everything that somebody may still want to read.
pub(crate) fn find_live(connection: &mut SqliteConnection) -> Outcome<Vec<Place>> {
    let live: Vec<(B16, i64)> = blobs::table
        .filter(blobs::state.eq("live"))
        .select((blobs::id, blobs::slot))
        .load(connection)?;
    let place = |(id, slot): (B16, i64)| {
        Ok(Place {
            id: id.0,
            slot: from_i64(slot)?,
        })
    };
    live.into_iter().map(place).collect()
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
            .map(|(id, slot)| {
                Ok(Place {
                    id: id.0,
                    slot: from_i64(slot)?,
                })
            })
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

/// Ends a blob: nothing can refer to it any more, and the eraser will overwrite it at once. Says whether this call won.
pub(crate) fn condemn(
    connection: &mut SqliteConnection,
    id: &Id,
    reported: Option<Reported>,
) -> Outcome<bool> {
    let slot: Option<i64> = diesel::update(blobs::table.find(B16(*id)).filter(blobs::state.ne("erasing")))
        .set(blobs::state.eq("erasing"))
        .returning(blobs::slot)
        .get_result(connection)
        .optional()?;
    let Some(slot) = slot else { return Ok(false) };
    let letter = reported.and_then(|reported| reported.letter);
    diesel::insert_into(erasure_jobs::table)
        .values((
            erasure_jobs::erasure_id.eq(reported.map(|reported| B16(reported.erasure_id))),
            erasure_jobs::message_id.eq(letter.map(|letter| B16(letter.message_id))),
            erasure_jobs::envelope_sha256.eq(letter.map(|letter| B32(letter.envelope_sha256))),
            erasure_jobs::blob_id.eq(Some(B16(*id))),
            erasure_jobs::slot.eq(slot),
            erasure_jobs::next_ms.eq(AT_ONCE),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Ends a key that belongs to no blob.
pub(crate) fn condemn_slot(connection: &mut SqliteConnection, slot: u64) -> Outcome<()> {
    diesel::insert_into(erasure_jobs::table)
        .values((
            erasure_jobs::slot.eq(to_i64(slot)),
            erasure_jobs::next_ms.eq(AT_ONCE),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets a blob that has been overwritten. An attachment's id stays used.
pub(crate) fn forget(connection: &mut SqliteConnection, id: &Id, now_ms: u64) -> Outcome<()> {
    let kind: Option<String> = diesel::delete(blobs::table.find(B16(*id)))
        .returning(blobs::kind)
        .get_result(connection)
        .optional()?;
    if kind.as_deref() == Some(Kind::Part.column()) {
        diesel::insert_into(spent_blob_ids::table)
            .values((
                spent_blob_ids::blob_id.eq(B16(*id)),
                spent_blob_ids::erased_ms.eq(to_i64(now_ms)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Whether the id is in use, or was, by anyone.
pub(crate) fn is_spent(connection: &mut SqliteConnection, id: &Id) -> Outcome<bool> {
    let used = blobs::table
        .find(B16(*id))
        .count()
        .get_result::<i64>(connection)?;
    let spent = spent_blob_ids::table
        .find(B16(*id))
        .count()
        .get_result::<i64>(connection)?;
    Ok(used + spent > 0)
}

/// Forgets, long after, that ids of attachments were used. At most `limit`.
pub(crate) fn forget_spent(connection: &mut SqliteConnection, before_ms: u64, limit: i64) -> Outcome<usize> {
    let old = spent_blob_ids::table
        .filter(spent_blob_ids::erased_ms.lt(to_i64(before_ms)))
        .select(spent_blob_ids::blob_id)
        .limit(limit)
        .load::<B16>(connection)?;
    Ok(
        diesel::delete(spent_blob_ids::table.filter(spent_blob_ids::blob_id.eq_any(old)))
            .execute(connection)?,
    )
}
