//! Rows of local objects.

use crate::blobs::{self, Reported};
use crate::db::schema::{blobs as blob_rows, local_objects};
use crate::db::{B16, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::messages::holds;
use crate::vault::Place;
use api::objects::Object;
use api::{Code, MailboxId, ObjectId};
use crypto::Id;
use diesel::prelude::*;

/// An object, its box still in the vault.
#[derive(Debug)]
pub(super) struct ObjectRow {
    pub(super) object_id: ObjectId,
    pub(super) kind: u8,
    pub(super) version: u64,
    pub(super) place: Place,
    pub(super) blob_id: Id,
    pub(super) size_bytes: u64,
}

/// An object whose box lies in the vault.
pub(super) struct Written<'a> {
    pub(super) object: &'a Object,
    pub(super) place: Place,
}

type Columns = (B16, i64, i64, B16, i64, i64);

macro_rules! object_rows {
    ($mailbox_id:expr) => {
        local_objects::table
            .inner_join(blob_rows::table.on(blob_rows::id.eq(local_objects::blob_id)))
            .filter(local_objects::mailbox_id.eq(B16::from($mailbox_id)))
            .select((
                local_objects::id,
                local_objects::kind,
                local_objects::version,
                local_objects::blob_id,
                blob_rows::slot,
                blob_rows::size_bytes,
            ))
    };
}

fn parse((id, kind, version, blob_id, slot, size_bytes): Columns) -> Outcome<ObjectRow> {
    Ok(ObjectRow {
        object_id: id.into(),
        kind: u8::try_from(kind).map_err(AppError::internal)?,
        version: from_i64(version)?,
        place: Place {
            id: blob_id.0,
            slot: from_i64(slot)?,
        },
        blob_id: blob_id.0,
        size_bytes: from_i64(size_bytes)?,
    })
}

/// One object.
pub(super) fn find(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
) -> Outcome<Option<ObjectRow>> {
    let row: Option<Columns> = object_rows!(mailbox_id)
        .filter(local_objects::id.eq(B16::from(object_id)))
        .first(connection)
        .optional()?;
    row.map(parse).transpose()
}

/// Objects of a kind after an id, by id.
pub(super) fn find_page(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    kind: u8,
    after: Option<ObjectId>,
    limit: u32,
) -> Outcome<Vec<ObjectRow>> {
    let mut rows = object_rows!(mailbox_id)
        .filter(local_objects::kind.eq(i64::from(kind)))
        .order(local_objects::id)
        .limit(i64::from(limit))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(local_objects::id.gt(B16::from(after)));
    }
    let rows: Vec<Columns> = rows.load(connection)?;
    rows.into_iter().map(parse).collect()
}

/// How many a mailbox has.
pub(super) fn count(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<i64> {
    let mine = local_objects::table.filter(local_objects::mailbox_id.eq(B16::from(mailbox_id)));
    Ok(mine.count().get_result(connection)?)
}

/// Names an object in place of the version before it, which is given back; nothing else takes its place.
pub(super) fn replace(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    new: &Written<'_>,
) -> Outcome<Option<ObjectRow>> {
    let object = new.object;
    let old = find(connection, mailbox_id, object.object_id)?;
    let before = old.as_ref().map_or(0, |old| old.version);
    if Some(object.version) != before.checked_add(1) {
        return Err(Code::ObjectConflict.into());
    }
    if old.as_ref().is_some_and(|old| old.kind != object.kind) {
        return Err(AppError::new(Code::InvalidRequest).detail("an object stays what it is"));
    }
    let what = (
        local_objects::kind.eq(i64::from(object.kind)),
        local_objects::version.eq(to_i64(object.version)),
        local_objects::blob_id.eq(B16(new.place.id)),
    );
    diesel::insert_into(local_objects::table)
        .values((
            local_objects::mailbox_id.eq(B16::from(mailbox_id)),
            local_objects::id.eq(B16::from(object.object_id)),
            what,
        ))
        .on_conflict((local_objects::mailbox_id, local_objects::id))
        .do_update()
        .set(what)
        .execute(connection)?;
    Ok(old)
}

/// Forgets an object. The caller condemns its blob and releases what it held.
pub(super) fn delete(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    object_id: ObjectId,
) -> Outcome<()> {
    let key = (B16::from(mailbox_id), B16::from(object_id));
    diesel::delete(local_objects::table.find(key)).execute(connection)?;
    Ok(())
}

/// Erases objects of a mailbox that has ended, at most `limit`; a report waits for them. Says how many.
pub(crate) fn erase_some(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    limit: u32,
    reported: Reported,
) -> Outcome<usize> {
    let some: Vec<(B16, B16)> = local_objects::table
        .filter(local_objects::mailbox_id.eq(B16::from(mailbox_id)))
        .limit(i64::from(limit))
        .select((local_objects::id, local_objects::blob_id))
        .load(connection)?;
    for (id, blob_id) in &some {
        holds::release(connection, mailbox_id, (*id).into(), Some(reported))?;
        delete(connection, mailbox_id, (*id).into())?;
        blobs::condemn(connection, &blob_id.0, Some(reported))?;
    }
    Ok(some.len())
}
