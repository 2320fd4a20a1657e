//! Attachments on their way in: announced, sent in segments, completed. An interrupted upload goes on where it was; what
//! was accepted is on disk and is never written again.

use super::upload_rows::{self as rows, UploadRow};
use super::{holds, quota};
use crate::app::App;
use crate::auth::Caller;
use crate::blobs;
use crate::body::{Body, Json};
use crate::db::Written;
use crate::error::{AppError, Outcome};
use crate::vault::AppendError;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path};
use api::blobs::{Upload, UploadComplete, UploadStart};
use api::limits::{BLOB_SIZE_BYTES_MAX, SEGMENT_SIZE_BYTES};
use api::{BlobId, Code, MailboxId};
use crypto::{Hash, part};
use diesel::SqliteConnection;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest, Sha256};
use std::io;

impl UploadRow {
    fn on_the_wire(&self, blob_id: BlobId) -> Upload {
        Upload {
            blob_id,
            size_bytes: self.size_bytes,
            accepted_bytes: self.accepted_bytes,
            complete: self.complete,
        }
    }
}

/// Announces an upload, or finds out how far it is.
#[utoipa::path(post, path = "/blobs", tag = "attachments", request_body = UploadStart,
    responses((status = 200, body = Upload), crate::routes::Refusals))]
pub(crate) async fn start(
    app: Data<App>,
    caller: Caller,
    Json(ask): Json<UploadStart>,
) -> Outcome<web::Json<Upload>> {
    let (id, mailbox_id, now_ms) = (ask.blob_id, caller.mailbox_id, app.now_ms());
    if ask.size_bytes < part::blob_len(0) {
        return Err(AppError::new(Code::InvalidRequest).detail("size_bytes"));
    }
    if ask.size_bytes > BLOB_SIZE_BYTES_MAX {
        return Err(AppError::new(Code::TooLarge).detail("an attachment may have 2 GiB"));
    }
    let kept_bytes_max = app.config.kept_bytes_max();
    // Asked before the vault makes anything, and again in the transaction that makes it true.
    let check = move |connection: &mut SqliteConnection| {
        if let Some(row) =
            rows::find(connection, mailbox_id, id)?.filter(|row| row.size_bytes == ask.size_bytes)
        {
            return Ok(Some(row));
        }
        if blobs::is_spent(connection, &id.0)? {
            return Err(Code::BlobConflict.into());
        }
        quota::check_upload(connection, mailbox_id, ask.size_bytes, kept_bytes_max)?;
        Ok(None)
    };
    if let Some(row) = app.db.read(check).await? {
        return Ok(web::Json(row.on_the_wire(id)));
    }
    app.storage.check_room(ask.size_bytes)?;
    let inner = app.clone();
    let begun = app.vault(move |vault| {
        let place = vault.begin_upload(&id.0).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => AppError::new(Code::Busy).retry_after_s(1),
            _ => error.into(),
        })?;
        match inner.db.write_blocking(move |connection| {
            if check(connection)?.is_some() {
                return Err(Code::Busy.into());
            }
            rows::insert(connection, mailbox_id, place, ask.size_bytes, now_ms)
        }) {
            Written::Done(()) => Ok(()),
            Written::Not(error) => {
                vault.erase(place)?;
                vault.release(place.slot);
                Err(error)
            }
            Written::Unknown(error) => Err(error),
        }
    });
    if let Err(error) = begun.await {
        // The same announcement twice at once: the other one may have won meanwhile.
        let other = app.db.read(check).await?;
        return other.map(|row| web::Json(row.on_the_wire(id))).ok_or(error);
    }
    Ok(web::Json(Upload {
        blob_id: id,
        size_bytes: ask.size_bytes,
        accepted_bytes: 0,
        complete: false,
    }))
}

/// How far an upload is.
#[utoipa::path(get, path = "/blobs/{blob_id}/upload", tag = "attachments", params(("blob_id" = BlobId, Path)),
    responses((status = 200, body = Upload), crate::routes::Refusals))]
pub(crate) async fn status(app: Data<App>, caller: Caller, id: Path<BlobId>) -> Outcome<web::Json<Upload>> {
    let id = id.into_inner();
    Ok(web::Json(
        find(&app, caller.mailbox_id, id).await?.on_the_wire(id),
    ))
}

/// Takes the segment that begins at `offset`. One that was accepted before changes nothing.
#[utoipa::path(put, path = "/blobs/{blob_id}/segments/{offset}", tag = "attachments",
    params(("blob_id" = BlobId, Path), ("offset" = u64, Path, description = "A multiple of 1 MiB.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "Exactly 1 MiB; the last segment may be shorter."),
    responses((status = 200, body = Upload), crate::routes::Refusals))]
pub(crate) async fn segment(
    app: Data<App>,
    caller: Caller,
    path: Path<(BlobId, u64)>,
    mut body: Body,
) -> Outcome<web::Json<Upload>> {
    let (id, offset) = path.into_inner();
    let row = find(&app, caller.mailbox_id, id).await?;
    if offset % SEGMENT_SIZE_BYTES != 0 || offset > row.accepted_bytes {
        return Err(AppError::new(Code::BlobConflict).detail("a segment goes where the last one ended"));
    }
    let bytes = body
        .read_to_end(usize::try_from(SEGMENT_SIZE_BYTES).map_err(AppError::internal)?)
        .await?;
    if offset < row.accepted_bytes || row.complete {
        return Ok(web::Json(row.on_the_wire(id)));
    }
    let len = u64::try_from(bytes.len()).map_err(AppError::internal)?;
    if len != SEGMENT_SIZE_BYTES.min(row.size_bytes - offset) {
        return Err(AppError::new(Code::BlobRefused).detail("the segment has another length than it should"));
    }
    app.storage.check_room(len)?;
    let inner = app.clone();
    app.vault(move |vault| {
        vault
            .append(row.place, row.size_bytes, offset, &bytes)
            .map_err(|error| match error {
                AppendError::Conflict => AppError::new(Code::BlobConflict),
                AppendError::Busy => AppError::new(Code::Busy).retry_after_s(1),
                AppendError::Storage(error) => error.into(),
            })?;
        let mut hash = resume_hash(row.hash_state.as_deref())?;
        hash.update(&bytes);
        let state = hash.serialize();
        let advance = move |connection: &mut _| rows::advance(connection, id, offset, offset + len, &state);
        match inner.db.write_blocking(advance) {
            Written::Done(_) => Ok(()),
            Written::Not(error) | Written::Unknown(error) => Err(error),
        }
    })
    .await?;
    Ok(web::Json(
        find(&app, caller.mailbox_id, id).await?.on_the_wire(id),
    ))
}

/// Completes an upload: the hash of all that came must be the announced one.
#[utoipa::path(post, path = "/blobs/{blob_id}/complete", tag = "attachments", params(("blob_id" = BlobId, Path)),
    request_body = UploadComplete, responses((status = 200, body = Upload), crate::routes::Refusals))]
pub(crate) async fn complete(
    app: Data<App>,
    caller: Caller,
    id: Path<BlobId>,
    Json(ask): Json<UploadComplete>,
) -> Outcome<web::Json<Upload>> {
    let id = id.into_inner();
    let announced =
        Hash::try_from(&ask.sha256).map_err(|_| AppError::new(Code::InvalidRequest).detail("sha256"))?;
    let mut row = find(&app, caller.mailbox_id, id).await?;
    let counted = match row.sha256 {
        Some(sha256) => sha256,
        None => resume_hash(row.hash_state.as_deref())?.finalize().into(),
    };
    if row.accepted_bytes != row.size_bytes || counted != announced {
        return Err(Code::BlobRefused.into());
    }
    if !row.complete {
        let completing = app
            .db
            .write(move |connection| rows::complete(connection, id, &announced));
        if !completing.await? {
            return Err(Code::NotFound.into());
        }
    }
    row.complete = true;
    Ok(web::Json(row.on_the_wire(id)))
}

/// Gives an upload up; what came of it is erased, unless a draft still holds it: then it goes with that.
#[utoipa::path(delete, path = "/blobs/{blob_id}", tag = "attachments", params(("blob_id" = BlobId, Path)),
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn abandon(app: Data<App>, caller: Caller, id: Path<BlobId>) -> Outcome<HttpResponse> {
    let (id, mailbox_id) = (id.into_inner(), caller.mailbox_id);
    app.db
        .write(move |connection| {
            rows::find(connection, mailbox_id, id)?.ok_or(Code::NotFound)?;
            if holds::is_held_by(connection, mailbox_id, id)? {
                return Ok(false);
            }
            blobs::condemn(connection, &id.0, None)
        })
        .await?;
    app.eraser.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

async fn find(app: &App, mailbox_id: MailboxId, id: BlobId) -> Outcome<UploadRow> {
    let row = app
        .db
        .read(move |connection| rows::find(connection, mailbox_id, id))
        .await?;
    row.ok_or_else(|| Code::NotFound.into())
}

/// The running hash, kept in the row so that neither a restart nor another server has to read the upload again.
fn resume_hash(state: Option<&[u8]>) -> Outcome<Sha256> {
    match state {
        None => Ok(Sha256::new()),
        Some(state) => {
            let state = SerializedState::<Sha256>::try_from(state).map_err(AppError::internal)?;
            Sha256::deserialize(&state).map_err(AppError::internal)
        }
    }
}
