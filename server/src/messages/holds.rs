//! Holds of local objects on attachments: a draft keeps what is attached to it, whether it was sent with another letter or not.

use super::{rows, upload_rows};
use crate::blobs::{self, Reported};
use crate::db::B16;
use crate::db::schema::object_holds;
use crate::error::Outcome;
use api::{BlobId, Code, MailboxId, ObjectId};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// What an object holds from now on. It must be complete and the mailbox's: uploaded by it, part of a letter that it has, or held
/// already. What it held before, and nobody holds now, is erased.
pub(crate) fn set(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
    holds: &[BlobId],
    now_ms: u64,
) -> Outcome<()> {
    let before = of_object(connection, mailbox_id, object_id)?;
    let now: BTreeSet<BlobId> = holds.iter().copied().collect();
    for &blob_id in now.difference(&before) {
        check(connection, mailbox_id, blob_id, now_ms)?;
        diesel::insert_into(object_holds::table)
            .values((
                object_holds::mailbox_id.eq(B16::from(mailbox_id)),
                object_holds::object_id.eq(B16::from(object_id)),
                object_holds::blob_id.eq(B16::from(blob_id)),
            ))
            .execute(connection)?;
    }
    for &blob_id in before.difference(&now) {
        let_go(connection, mailbox_id, object_id, blob_id, None)?;
    }
    Ok(())
}

/// The object goes: what it held, and nobody holds now, is erased; a report may wait for that.
pub(crate) fn release(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
    reported: Option<Reported>,
) -> Outcome<()> {
    for blob_id in of_object(connection, mailbox_id, object_id)? {
        let_go(connection, mailbox_id, object_id, blob_id, reported)?;
    }
    Ok(())
}

/// Whether an object of any mailbox holds an attachment.
pub(super) fn is_held_by_any(connection: &mut SqliteConnection, blob_id: B16) -> Outcome<bool> {
    let held = object_holds::table.filter(object_holds::blob_id.eq(blob_id));
    Ok(diesel::select(diesel::dsl::exists(held)).get_result(connection)?)
}

/// Whether an object of this mailbox does.
pub(super) fn is_held_by(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    blob_id: BlobId,
) -> Outcome<bool> {
    let held = object_holds::table
        .filter(object_holds::blob_id.eq(B16::from(blob_id)))
        .filter(object_holds::mailbox_id.eq(B16::from(mailbox_id)));
    Ok(diesel::select(diesel::dsl::exists(held)).get_result(connection)?)
}

fn of_object(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
) -> Outcome<BTreeSet<BlobId>> {
    let ids: Vec<B16> = object_holds::table
        .filter(object_holds::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(object_holds::object_id.eq(B16::from(object_id)))
        .select(object_holds::blob_id)
        .load(connection)?;
    Ok(ids.into_iter().map(BlobId::from).collect())
}

fn check(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    blob_id: BlobId,
    now_ms: u64,
) -> Outcome<()> {
    let blob = upload_rows::find_live(connection, blob_id)?.ok_or(Code::BlobUnavailable)?;
    let is_mine = blob.uploader == Some(mailbox_id)
        || rows::holds_blob(connection, mailbox_id, blob_id, now_ms)?
        || is_held_by(connection, mailbox_id, blob_id)?;
    if is_mine {
        Ok(())
    } else {
        Err(Code::BlobUnavailable.into())
    }
}

fn let_go(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
    blob_id: BlobId,
    reported: Option<Reported>,
) -> Outcome<()> {
    let blob_id = B16::from(blob_id);
    let key = (B16::from(mailbox_id), B16::from(object_id), blob_id);
    diesel::delete(object_holds::table.find(key)).execute(connection)?;
    if !rows::is_held(connection, blob_id)? {
        blobs::condemn(connection, &blob_id.0, reported)?;
    }
    Ok(())
}
