//! Writing and erasing objects: all of a request or nothing, each over the version before it alone.

use super::rows::{self, Written};
use crate::app::App;
use crate::auth::Caller;
use crate::blobs;
use crate::body::Json;
use crate::error::{AppError, Outcome};
use crate::messages::{holds, quota};
use crate::rng;
use crate::vault::Place;
use actix_web::HttpResponse;
use actix_web::web::Data;
use api::events::Event;
use api::limits::{OBJECT_HOLDS_MAX, OBJECTS_CHANGED_MAX, OBJECTS_JSON_SIZE_BYTES_MAX, OBJECTS_MAX};
use api::objects::{Object, ObjectsChange};
use api::{Code, MailboxId, ObjectId};
use crypto::hazmat::box1;
use crypto::local::{Kind, Root};
use diesel::SqliteConnection;
use std::collections::HashSet;

/// Writes and erases objects.
#[utoipa::path(post, path = "/objects", tag = "objects", request_body = ObjectsChange,
    responses((status = 204), crate::routes::Refusals))]
pub(crate) async fn post(
    app: Data<App>,
    caller: Caller,
    Json(change): Json<ObjectsChange, OBJECTS_JSON_SIZE_BYTES_MAX>,
) -> Outcome<HttpResponse> {
    check_form(&change)?;
    let written = change.write.iter().map(|write| write.object.sealed.len());
    app.storage
        .check_room(u64::try_from(written.sum::<usize>()).map_err(AppError::internal)?)?;
    let (inner, now_ms, mailbox_id) = (app.clone(), app.now_ms(), caller.mailbox_id);
    app.vault(move |vault| {
        let mut deposit = vault.deposit();
        let mut places = Vec::with_capacity(change.write.len());
        for write in &change.write {
            places.push(deposit.put(&rng::make_bytes(), &write.object.sealed)?);
        }
        let kept_bytes_max = inner.config.kept_bytes_max();
        inner.commit(deposit, move |connection| {
            caller.check_open(connection)?;
            apply(connection, mailbox_id, &change, &places, now_ms)?;
            quota::check_now(connection, mailbox_id, kept_bytes_max)
        })
    })
    .await?;
    app.eraser.notify_one();
    app.events.tell(mailbox_id, &Event::Objects);
    Ok(HttpResponse::NoContent().finish())
}

fn check_form(change: &ObjectsChange) -> Outcome<()> {
    let invalid = |what: &str| Err(AppError::new(Code::InvalidRequest).detail(what));
    let written = change.write.iter().map(|write| write.object.object_id);
    let erased = change.erase.iter().map(|erase| erase.object_id);
    let ids: Vec<ObjectId> = written.chain(erased).collect();
    if ids.is_empty() || ids.len() > OBJECTS_CHANGED_MAX {
        return invalid("1 to 100 objects");
    }
    if ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return invalid("an object is named twice");
    }
    for write in &change.write {
        let Object {
            kind,
            sealed,
            object_id,
            ..
        } = &write.object;
        let Some(kind) = Kind::from_number(*kind) else {
            return invalid("kind");
        };
        if (kind == Kind::Root) != (object_id.0 == Root::ID) {
            return invalid("the root alone has the id of zeros");
        }
        if sealed.len() > box1::OVERHEAD + box1::CONTENT_LEN_MAX || write.holds.len() > OBJECT_HOLDS_MAX {
            return Err(AppError::new(Code::TooLarge).detail("object"));
        }
        if sealed.len() < box1::OVERHEAD + kind.floor() {
            return invalid("an object is too short to be sealed");
        }
    }
    if change.erase.iter().any(|erase| erase.object_id.0 == Root::ID) {
        return invalid("the root is not erased");
    }
    Ok(())
}

fn apply(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    change: &ObjectsChange,
    places: &[Place],
    now_ms: u64,
) -> Outcome<()> {
    // What is written may take over what the erased held.
    for (write, place) in change.write.iter().zip(places) {
        let object = &write.object;
        blobs::insert_live(
            connection,
            *place,
            blobs::Kind::Account,
            object.sealed.len(),
            now_ms,
        )?;
        let new = Written {
            object,
            place: *place,
        };
        let old = rows::replace(connection, mailbox_id, &new)?;
        quota::grow(connection, mailbox_id, size_bytes(object.sealed.len())?)?;
        if let Some(old) = old {
            quota::shrink(connection, mailbox_id, old.size_bytes)?;
            blobs::condemn(connection, &old.blob_id, None)?;
        }
        holds::set(connection, mailbox_id, object.object_id, &write.holds, now_ms)?;
    }
    for erase in &change.erase {
        erase_one(connection, mailbox_id, erase.object_id, erase.version)?;
    }
    if rows::count(connection, mailbox_id)? > OBJECTS_MAX {
        return Err(AppError::new(Code::TooLarge).detail("objects"));
    }
    Ok(())
}

fn erase_one(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
    version: u64,
) -> Outcome<()> {
    let old = rows::find(connection, mailbox_id, object_id)?;
    let old = old
        .filter(|old| old.version == version)
        .ok_or(Code::ObjectConflict)?;
    holds::set(connection, mailbox_id, object_id, &[], 0)?;
    rows::delete(connection, mailbox_id, object_id)?;
    quota::shrink(connection, mailbox_id, old.size_bytes)?;
    blobs::condemn(connection, &old.blob_id, None)?;
    Ok(())
}

fn size_bytes(len: usize) -> Outcome<u64> {
    u64::try_from(len).map_err(AppError::internal)
}
