//! How much a mailbox may keep of its own: letters it has sent, their attachments, and uploads on the way. What others
//! send to it does not count, so nobody can fill a mailbox from outside.

use super::upload_rows;
use crate::db::schema::accounts;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use api::{Code, MailboxId};
use diesel::prelude::*;

/// Refuses `more` bytes where the mailbox would then keep more than `max`.
pub(super) fn check(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    more: u64,
    max: u64,
) -> Outcome<()> {
    if kept_bytes(connection, mailbox_id)?.saturating_add(more) > max {
        return Err(Code::MailboxFull.into());
    }
    Ok(())
}

/// As [`check`], for an upload: those that no letter refers to yet count as well.
pub(super) fn check_upload(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    more: u64,
    max: u64,
) -> Outcome<()> {
    let uploading = upload_rows::sum_unsent(connection, mailbox_id)?;
    check(connection, mailbox_id, uploading.saturating_add(more), max)
}

fn kept_bytes(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<u64> {
    let kept: i64 = accounts::table
        .filter(accounts::mailbox_id.eq(B16::from(mailbox_id)))
        .select(accounts::kept_bytes)
        .first(connection)?;
    from_i64(kept)
}

/// Counts what a letter that was sent adds.
pub(super) fn grow(connection: &mut SqliteConnection, mailbox_id: MailboxId, bytes: u64) -> Outcome<()> {
    add(connection, mailbox_id, to_i64(bytes))
}

/// Takes away what an erased letter held.
pub(super) fn shrink(connection: &mut SqliteConnection, mailbox_id: MailboxId, bytes: u64) -> Outcome<()> {
    add(connection, mailbox_id, -to_i64(bytes))
}

fn add(connection: &mut SqliteConnection, mailbox_id: MailboxId, bytes: i64) -> Outcome<()> {
    if bytes != 0 {
        diesel::update(accounts::table.filter(accounts::mailbox_id.eq(B16::from(mailbox_id))))
            .set(accounts::kept_bytes.eq(accounts::kept_bytes + bytes))
            .execute(connection)?;
    }
    Ok(())
}
