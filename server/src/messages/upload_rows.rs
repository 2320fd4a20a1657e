//! Rows of attachments: on their way in, complete, referred to.

use crate::blobs::Kind;
use crate::db::schema::{blobs, object_holds};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::vault::Place;
use api::limits::UPLOADS_OPEN_MAX;
use api::{BlobId, Code, MailboxId};
use crypto::Hash;
use diesel::prelude::*;

/// An attachment's row, as far as its uploader is concerned.
#[derive(Debug, Clone)]
pub(super) struct UploadRow {
    pub(super) place: Place,
    pub(super) size_bytes: u64,
    pub(super) accepted_bytes: u64,
    pub(super) complete: bool,
    pub(super) sha256: Option<Hash>,
    /// Running hash of what was accepted.
    pub(super) hash_state: Option<Vec<u8>>,
}

/// A complete attachment.
#[derive(Debug)]
pub(super) struct LiveBlob {
    pub(super) uploader: Option<MailboxId>,
    pub(super) size_bytes: i64,
    pub(super) sha256: Hash,
}

/// Bytes of a mailbox's uploads that no letter refers to yet, `except` some.
pub(super) fn sum_unsent(
    connection: &mut SqliteConnection,
    uploader: MailboxId,
    except: &[crypto::Id],
) -> Outcome<u64> {
    let unsent: Vec<(B16, i64)> = blobs::table
        .filter(blobs::uploader.eq(Some(B16::from(uploader))))
        .select((blobs::id, blobs::size_bytes))
        .load(connection)?;
    let counted = unsent.iter().filter(|(id, _)| !except.contains(&id.0));
    from_i64(counted.map(|(_, size_bytes)| size_bytes).sum())
}

/// Notes an upload that has begun.
pub(super) fn insert(
    connection: &mut SqliteConnection,
    uploader: MailboxId,
    place: Place,
    size_bytes: u64,
    now_ms: u64,
) -> Outcome<()> {
    let open: i64 = blobs::table
        .filter(blobs::uploader.eq(Some(B16::from(uploader))))
        .count()
        .get_result(connection)?;
    if open >= UPLOADS_OPEN_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!(
            "at most {UPLOADS_OPEN_MAX} uploads that no letter refers to"
        )));
    }
    diesel::insert_into(blobs::table)
        .values((
            blobs::id.eq(B16(place.id)),
            blobs::kind.eq(Kind::Part.column()),
            blobs::state.eq("uploading"),
            blobs::slot.eq(to_i64(place.slot)),
            blobs::size_bytes.eq(to_i64(size_bytes)),
            blobs::accepted_bytes.eq(0),
            blobs::uploader.eq(Some(B16::from(uploader))),
            blobs::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// An upload of this mailbox that no letter refers to yet.
pub(super) fn find(
    connection: &mut SqliteConnection,
    uploader: MailboxId,
    id: BlobId,
) -> Outcome<Option<UploadRow>> {
    type Columns = (i64, i64, i64, String, Option<B32>, Option<Vec<u8>>);
    let row: Option<Columns> = blobs::table
        .find(B16::from(id))
        .filter(
            blobs::uploader
                .eq(Some(B16::from(uploader)))
                .and(blobs::state.ne("erasing")),
        )
        .select((
            blobs::slot,
            blobs::size_bytes,
            blobs::accepted_bytes,
            blobs::state,
            blobs::sha256,
            blobs::sha256_state,
        ))
        .first(connection)
        .optional()?;
    row.map(|(slot, size_bytes, accepted_bytes, state, sha256, hash_state)| {
        Ok(UploadRow {
            place: Place {
                id: id.0,
                slot: from_i64(slot)?,
            },
            size_bytes: from_i64(size_bytes)?,
            accepted_bytes: from_i64(accepted_bytes)?,
            complete: state == "live",
            sha256: sha256.map(|sha256| sha256.0),
            hash_state,
        })
    })
    .transpose()
}

/// Notes that a segment is on disk, if the upload still ends where it began.
pub(super) fn advance(
    connection: &mut SqliteConnection,
    id: BlobId,
    from_bytes: u64,
    to_bytes: u64,
    hash_state: &[u8],
) -> Outcome<bool> {
    let here = blobs::table.find(B16::from(id)).filter(
        blobs::state
            .eq("uploading")
            .and(blobs::accepted_bytes.eq(to_i64(from_bytes))),
    );
    let advanced = diesel::update(here)
        .set((
            blobs::accepted_bytes.eq(to_i64(to_bytes)),
            blobs::sha256_state.eq(Some(hash_state)),
        ))
        .execute(connection)?;
    Ok(advanced == 1)
}

/// Makes an upload ready to be sent. Says whether it still could be: it may have been given up meanwhile.
pub(super) fn complete(connection: &mut SqliteConnection, id: BlobId, sha256: &Hash) -> Outcome<bool> {
    let completed = diesel::update(
        blobs::table
            .find(B16::from(id))
            .filter(blobs::state.eq("uploading")),
    )
    .set((
        blobs::state.eq("live"),
        blobs::sha256.eq(Some(B32(*sha256))),
        blobs::sha256_state.eq(None::<Vec<u8>>),
    ))
    .execute(connection)?;
    Ok(completed == 1)
}

/// A complete attachment, whoever holds it.
pub(super) fn find_live(connection: &mut SqliteConnection, id: BlobId) -> Outcome<Option<LiveBlob>> {
    let row: Option<(Option<B16>, i64, Option<B32>)> = blobs::table
        .find(B16::from(id))
        .filter(blobs::state.eq("live").and(blobs::kind.eq(Kind::Part.column())))
        .select((blobs::uploader, blobs::size_bytes, blobs::sha256))
        .first(connection)
        .optional()?;
    Ok(row.and_then(|(uploader, size_bytes, sha256)| {
        Some(LiveBlob {
            uploader: uploader.map(MailboxId::from),
            size_bytes,
            sha256: sha256?.0,
        })
    }))
}

/// Place and size of a complete attachment.
pub(super) fn find_readable(connection: &mut SqliteConnection, id: BlobId) -> Outcome<Option<(Place, u64)>> {
    let row: Option<(i64, i64)> = blobs::table
        .find(B16::from(id))
        .filter(blobs::state.eq("live").and(blobs::kind.eq(Kind::Part.column())))
        .select((blobs::slot, blobs::size_bytes))
        .first(connection)
        .optional()?;
    row.map(|(slot, size)| {
        Ok((
            Place {
                id: id.0,
                slot: from_i64(slot)?,
            },
            from_i64(size)?,
        ))
    })
    .transpose()
}

/// Uploads of a mailbox, at most `limit`.
pub(crate) fn find_of(
    connection: &mut SqliteConnection,
    uploader: MailboxId,
    limit: u32,
) -> Outcome<Vec<crypto::Id>> {
    let ids: Vec<B16> = blobs::table
        .filter(blobs::uploader.eq(Some(B16::from(uploader))))
        .filter(blobs::state.ne("erasing"))
        .limit(i64::from(limit))
        .select(blobs::id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Uploads begun before a time that neither a letter nor a draft refers to, at most `limit`.
pub(crate) fn find_abandoned(
    connection: &mut SqliteConnection,
    before_ms: u64,
    limit: i64,
) -> Outcome<Vec<crypto::Id>> {
    let ids: Vec<B16> = blobs::table
        .filter(
            blobs::uploader
                .is_not_null()
                .and(blobs::created_ms.lt(to_i64(before_ms)))
                .and(blobs::state.ne("erasing")),
        )
        .filter(blobs::id.ne_all(object_holds::table.select(object_holds::blob_id)))
        .limit(limit)
        .select(blobs::id)
        .load(connection)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
