//! How much a mailbox may keep of its own: letters it has sent, their attachments, uploads on the way, and local objects. What others
//! send to it does not count, so nobody can fill a mailbox from outside.

use super::submission::kept_size_bytes;
use super::upload_rows;
use crate::db::schema::accounts;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use api::{Code, MailboxId};
use crypto::Id;
use crypto::submission::Submission;
use diesel::prelude::*;

/// Refuses a letter for which its sender has no room.
pub(super) fn check_letter(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    submission: &Submission,
    max: u64,
) -> Outcome<()> {
    // An attachment on its way in counts as the letter's, and not once more.
    let parts: Vec<Id> = submission.parts.iter().map(|part| part.blob_id).collect();
    let uploading = upload_rows::sum_unsent(connection, sender, &parts)?;
    let more = uploading.saturating_add(kept_size_bytes(submission, sender));
    check(connection, sender, more, max)
}

/// Refuses an upload for which its uploader has no room.
pub(super) fn check_upload(
    connection: &mut SqliteConnection,
    uploader: MailboxId,
    size_bytes: u64,
    max: u64,
) -> Outcome<()> {
    let uploading = upload_rows::sum_unsent(connection, uploader, &[])?;
    check(connection, uploader, uploading.saturating_add(size_bytes), max)
}

/// Refuses what a mailbox has written where it has more than its room.
pub(crate) fn check_now(connection: &mut SqliteConnection, mailbox_id: MailboxId, max: u64) -> Outcome<()> {
    let uploading = upload_rows::sum_unsent(connection, mailbox_id, &[])?;
    check(connection, mailbox_id, uploading, max)
}

fn check(connection: &mut SqliteConnection, mailbox_id: MailboxId, more: u64, max: u64) -> Outcome<()> {
    if kept_bytes(connection, mailbox_id)?.saturating_add(more) > max {
        return Err(Code::MailboxFull.into());
    }
    Ok(())
}

fn kept_bytes(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<u64> {
    let kept: Option<i64> = accounts::table
        .filter(accounts::mailbox_id.eq(B16::from(mailbox_id)))
        .select(accounts::kept_bytes)
        .first(connection)
        .optional()?;
    // The account has ended while the request was under way.
    kept.map_or_else(|| Err(Code::SignedOut.into()), from_i64)
}

/// Counts what a letter that was sent, or an object, adds.
pub(crate) fn grow(connection: &mut SqliteConnection, mailbox_id: MailboxId, bytes: u64) -> Outcome<()> {
    add(connection, mailbox_id, to_i64(bytes))
}

/// Takes away what an erased letter or object held.
pub(crate) fn shrink(connection: &mut SqliteConnection, mailbox_id: MailboxId, bytes: u64) -> Outcome<()> {
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
