//! Rows of receipts, and what a receipt is checked against.

use crate::db::schema::{deliveries, messages, receipts};
use crate::db::{B16, to_i64};
use crate::error::Outcome;
use api::messages::{ReceiptEntry, Signed};
use api::{MailboxId, MessageId};
use crypto::receipt::Receipt;
use diesel::dsl::exists;
use diesel::prelude::*;

fn signed(bytes: Vec<u8>, signature: Vec<u8>) -> Signed {
    Signed {
        bytes: bytes.into(),
        signature: signature.into(),
    }
}

type Columns = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

fn entry((receipt, receipt_signature, promise, promise_signature): Columns) -> ReceiptEntry {
    ReceiptEntry {
        receipt: signed(receipt, receipt_signature),
        promise: signed(promise, promise_signature),
    }
}

/// A message's submission, for a mailbox that holds the letter and has opened it, while the letter's time is not over.
pub(super) fn find_opened_submission(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    now_ms: u64,
) -> Outcome<Option<(MailboxId, Vec<u8>)>> {
    let row: Option<(B16, Vec<u8>)> = deliveries::table
        .inner_join(messages::table.on(messages::id.eq(deliveries::message_id)))
        .filter(deliveries::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(
            messages::expires_ms
                .eq(0)
                .or(messages::expires_ms.gt(to_i64(now_ms))),
        )
        .filter(
            deliveries::message_id
                .eq(B16::from(message_id))
                .and(deliveries::opened_ms.is_not_null()),
        )
        .select((messages::sender_mailbox_id, messages::submission))
        .first(connection)
        .optional()?;
    Ok(row.map(|(sender, submission)| (sender.into(), submission)))
}

/// Whether the mailbox sent the message, and the message's time is not over.
pub(super) fn is_sender(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    now_ms: u64,
) -> Outcome<bool> {
    let count: i64 = messages::table
        .filter(
            messages::expires_ms
                .eq(0)
                .or(messages::expires_ms.gt(to_i64(now_ms))),
        )
        .filter(
            messages::id
                .eq(B16::from(message_id))
                .and(messages::sender_mailbox_id.eq(B16::from(mailbox_id))),
        )
        .count()
        .get_result(connection)?;
    Ok(count > 0)
}

/// A message's sender and the promise about its submission, for who sent the message or holds it, while its time is not over.
pub(super) fn find_promise(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    now_ms: u64,
) -> Outcome<Option<(MailboxId, Vec<u8>)>> {
    let holds = exists(
        deliveries::table
            .filter(deliveries::message_id.eq(messages::id))
            .filter(deliveries::mailbox_id.eq(B16::from(mailbox_id))),
    );
    let row: Option<(B16, Vec<u8>)> = messages::table
        .filter(messages::id.eq(B16::from(message_id)))
        .filter(
            messages::expires_ms
                .eq(0)
                .or(messages::expires_ms.gt(to_i64(now_ms))),
        )
        .filter(messages::sender_mailbox_id.eq(B16::from(mailbox_id)).or(holds))
        .select((messages::sender_mailbox_id, messages::promise))
        .first(connection)
        .optional()?;
    Ok(row.map(|(sender, promise)| (sender.into(), promise)))
}

/// The receipt of the same kind that this reader has given before.
pub(super) fn find_same(
    connection: &mut SqliteConnection,
    receipt: &Receipt,
) -> Outcome<Option<ReceiptEntry>> {
    let row: Option<Columns> = receipts::table
        .filter(receipts::message_id.eq(B16(receipt.msg_id)))
        .filter(receipts::reader_mailbox_id.eq(B16(receipt.reader_mbox)))
        .filter(receipts::kind.eq(i64::from(receipt.kind.number())))
        .filter(receipts::part_blob_id.eq(B16(receipt.part_blob)))
        .select((
            receipts::receipt,
            receipts::receipt_signature,
            receipts::promise,
            receipts::promise_signature,
        ))
        .first(connection)
        .optional()?;
    Ok(row.map(entry))
}

/// Keeps a receipt with its promise.
pub(super) fn insert(
    connection: &mut SqliteConnection,
    receipt: &Receipt,
    entry: &ReceiptEntry,
) -> Outcome<()> {
    diesel::insert_into(receipts::table)
        .values((
            receipts::message_id.eq(B16(receipt.msg_id)),
            receipts::reader_mailbox_id.eq(B16(receipt.reader_mbox)),
            receipts::kind.eq(to_i64(u64::from(receipt.kind.number()))),
            receipts::part_blob_id.eq(B16(receipt.part_blob)),
            receipts::receipt.eq(&entry.receipt.bytes.0),
            receipts::receipt_signature.eq(&entry.receipt.signature.0),
            receipts::promise.eq(&entry.promise.bytes.0),
            receipts::promise_signature.eq(&entry.promise.signature.0),
        ))
        .execute(connection)?;
    Ok(())
}

/// All receipts of a message, in the order they were logged. The caller has made sure that the sender is asking.
pub(crate) fn find_of_message(
    connection: &mut SqliteConnection,
    message_id: MessageId,
) -> Outcome<Vec<ReceiptEntry>> {
    let rows: Vec<Columns> = receipts::table
        .filter(receipts::message_id.eq(B16::from(message_id)))
        .order(receipts::id)
        .select((
            receipts::receipt,
            receipts::receipt_signature,
            receipts::promise,
            receipts::promise_signature,
        ))
        .load(connection)?;
    Ok(rows.into_iter().map(entry).collect())
}
