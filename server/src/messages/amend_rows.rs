//! Rows of later changes to letters.

use crate::db::schema::{amends, messages, tombstones};
use crate::db::{B16, from_i64};
use crate::error::{AppError, Outcome};
use api::limits::{AMENDS_MAX, PAGE_ITEMS_MAX};
use api::messages::{AmendEntry, Recall, Signed};
use api::{Code, MailboxId, MessageId};
use crypto::amend::{Amend, Change};
use diesel::prelude::*;

/// Kinds in the rows: those of the layout.
const EXPIRY: i64 = 1;
const RECALL: i64 = 2;

fn kind(amend: &Amend) -> i64 {
    match amend.change {
        Change::Expiry(_) => EXPIRY,
        Change::Recall => RECALL,
    }
}

fn signed(bytes: Vec<u8>, signature: Vec<u8>) -> Signed {
    Signed {
        bytes: bytes.into(),
        signature: signature.into(),
    }
}

type Columns = (Vec<u8>, Vec<u8>, i64, Vec<u8>, Vec<u8>);

/// The columns of an [`AmendEntry`].
macro_rules! entry_columns {
    () => {
        (
            amends::amend,
            amends::amend_signature,
            amends::epoch,
            amends::promise,
            amends::promise_signature,
        )
    };
}

fn entry((amend, amend_signature, epoch, promise, promise_signature): Columns) -> Outcome<AmendEntry> {
    Ok(AmendEntry {
        amend: signed(amend, amend_signature),
        promise: signed(promise, promise_signature),
        epoch: u32::try_from(epoch).map_err(AppError::internal)?,
    })
}

/// The same change, if it came before.
pub(super) fn find_same(
    connection: &mut SqliteConnection,
    message_id: MessageId,
    amend: &Signed,
) -> Outcome<Option<AmendEntry>> {
    let row: Option<Columns> = amends::table
        .filter(amends::message_id.eq(B16::from(message_id)))
        .filter(amends::amend.eq(&amend.bytes.0))
        .select(entry_columns!())
        .first(connection)
        .optional()?;
    row.map(entry).transpose()
}

/// Refuses one more change where a letter has as many as it may.
pub(super) fn check_count(connection: &mut SqliteConnection, message_id: MessageId) -> Outcome<()> {
    let count: i64 = amends::table
        .filter(amends::message_id.eq(B16::from(message_id)))
        .count()
        .get_result(connection)?;
    if count >= AMENDS_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {AMENDS_MAX} changes")));
    }
    Ok(())
}

/// Keeps a change with its promise.
pub(super) fn insert(
    connection: &mut SqliteConnection,
    message_id: MessageId,
    amend: &Amend,
    entry: &AmendEntry,
) -> Outcome<()> {
    diesel::insert_into(amends::table)
        .values((
            amends::message_id.eq(B16::from(message_id)),
            amends::kind.eq(kind(amend)),
            amends::amend.eq(&entry.amend.bytes.0),
            amends::amend_signature.eq(&entry.amend.signature.0),
            amends::epoch.eq(i64::from(entry.epoch)),
            amends::promise.eq(&entry.promise.bytes.0),
            amends::promise_signature.eq(&entry.promise.signature.0),
        ))
        .execute(connection)?;
    Ok(())
}

/// A letter's changes, in the order they were logged. The caller has made sure that whoever asks holds the letter.
pub(crate) fn find_of_message(
    connection: &mut SqliteConnection,
    message_id: MessageId,
) -> Outcome<Vec<AmendEntry>> {
    let rows: Vec<Columns> = amends::table
        .filter(amends::message_id.eq(B16::from(message_id)))
        .order(amends::id)
        .select(entry_columns!())
        .load(connection)?;
    rows.into_iter().map(entry).collect()
}

/// Whose deliveries of a letter were recalled. The caller has made sure that the sender is asking.
pub(crate) fn find_recalled_from(
    connection: &mut SqliteConnection,
    message_id: MessageId,
) -> Outcome<Vec<MailboxId>> {
    let mailboxes: Vec<B16> = tombstones::table
        .filter(tombstones::message_id.eq(B16::from(message_id)))
        .filter(tombstones::reason.eq("recall"))
        .select(tombstones::mailbox_id)
        .load(connection)?;
    Ok(mailboxes.into_iter().map(MailboxId::from).collect())
}

/// Letters that were recalled from a mailbox, newest first, as long as their senders hold them.
pub(super) fn find_recalls(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<Vec<Recall>> {
    type Letter = (B16, i64, Vec<u8>, Vec<u8>);
    let letters: Vec<(Letter, Columns)> = tombstones::table
        .inner_join(messages::table.on(messages::id.eq(tombstones::message_id)))
        .inner_join(amends::table.on(amends::message_id.eq(tombstones::message_id)))
        .filter(tombstones::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(tombstones::reason.eq("recall"))
        .filter(amends::kind.eq(RECALL))
        .order((tombstones::erased_ms.desc(), amends::id.desc()))
        .limit(i64::from(PAGE_ITEMS_MAX))
        .select((
            (
                messages::id,
                tombstones::erased_ms,
                messages::submission,
                messages::submission_signature,
            ),
            entry_columns!(),
        ))
        .load(connection)?;
    let recall = |((id, recalled_ms, bytes, signature), columns): (Letter, Columns)| {
        Ok(Recall {
            message_id: id.into(),
            recalled_ms: from_i64(recalled_ms)?,
            submission: signed(bytes, signature),
            amend: entry(columns)?,
        })
    };
    letters.into_iter().map(recall).collect()
}
