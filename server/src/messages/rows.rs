//! Rows of messages and deliveries. Every query on a person's letters takes the mailbox.

use super::submission::{Head, kept_size_bytes};
use super::{held_rows, holds, quota};
use crate::blobs::{self, Reported, ReportedLetter};
use crate::db::schema::{
    amends, blob_refs, blobs as blob_rows, deliveries, held_parts, messages, receipts, tombstones,
};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::vault::Place;
use api::messages::{Folder, Folders, MoveTo, Signed};
use api::{BlobId, Code, ErasureId, MailboxId, MessageId};
use crypto::submission::Submission;
use crypto::{Hash, Id};
use diesel::prelude::*;

/// A message that is about to be.
pub(super) struct NewMessage<'a> {
    pub(super) head: &'a Head,
    pub(super) object: &'a Signed,
    pub(super) promise: &'a Signed,
    pub(super) now_ms: u64,
}

/// The folder that has the archive's letters, in the column `place`.
const ARCHIVE: B16 = B16(1_u128.to_be_bytes());

/// Where a letter came to, in the rows.
fn origin_column(is_own: bool) -> &'static str {
    if is_own { "sent" } else { "inbox" }
}

fn parse_folder(folder: &str, place: Option<B16>) -> Outcome<Folder> {
    match (folder, place) {
        ("bin", _) => Ok(Folder::Bin),
        ("inbox" | "sent", Some(ARCHIVE)) => Ok(Folder::Archive),
        ("inbox", None) => Ok(Folder::Inbox),
        ("sent", None) => Ok(Folder::Sent),
        _ => Err(AppError::internal("a row names an unknown folder")),
    }
}

/// What became of a submission that came before.
#[derive(Debug)]
pub(super) enum Earlier {
    /// It was sent, and promised.
    Sent(Signed),
    /// It is held until this time.
    Held(u64),
}

/// What became of a message that this mailbox sent before: the same submission gets it again; another one under the same
/// id, or one that has been erased, is refused. An id that somebody else has used is refused in one way, whatever has
/// become of that message: nobody learns here of letters that are not theirs.
pub(super) fn find_sent(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
    submission_sha256: &Hash,
) -> Outcome<Option<Earlier>> {
    let sent: Option<(B16, B32, Vec<u8>, Vec<u8>)> = messages::table
        .find(B16::from(id))
        .select((
            messages::sender_mailbox_id,
            messages::submission_sha256,
            messages::promise,
            messages::promise_signature,
        ))
        .first(connection)
        .optional()?;
    if let Some((owner, sha256, promise, signature)) = sent {
        if MailboxId::from(owner) != sender || sha256.0 != *submission_sha256 {
            return Err(Code::MessageIdReused.into());
        }
        return Ok(Some(Earlier::Sent(Signed {
            bytes: promise.into(),
            signature: signature.into(),
        })));
    }
    if let Some(release_ms) = held_rows::find_same(connection, sender, id, submission_sha256)? {
        return Ok(Some(Earlier::Held(release_ms)));
    }
    let erased: Vec<(B16, i64, B32)> = tombstones::table
        .filter(tombstones::message_id.eq(B16::from(id)))
        .select((
            tombstones::mailbox_id,
            tombstones::sent,
            tombstones::submission_sha256,
        ))
        .load(connection)?;
    let mine = |(holder, sent, sha256): &(B16, i64, B32)| {
        *sent == 1 && MailboxId::from(*holder) == sender && sha256.0 == *submission_sha256
    };
    match erased.as_slice() {
        [] => Ok(None),
        erased if erased.iter().any(mine) => Err(Code::MessageErased.into()),
        _ => Err(Code::MessageIdReused.into()),
    }
}

/// Inserts a message; its deliveries follow in the same transaction.
pub(super) fn insert_message(connection: &mut SqliteConnection, new: &NewMessage<'_>) -> Outcome<()> {
    let submission = &new.head.submission;
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(B16(submission.msg_id)),
            messages::sender_mailbox_id.eq(B16(submission.sender_mbox)),
            messages::submission.eq(&new.object.bytes.0),
            messages::submission_signature.eq(&new.object.signature.0),
            messages::submission_sha256.eq(B32(new.head.sha256)),
            messages::promise.eq(&new.promise.bytes.0),
            messages::promise_signature.eq(&new.promise.signature.0),
            messages::expires_ms.eq(to_i64(submission.expires_ms)),
            messages::created_ms.eq(to_i64(submission.created_ms)),
            messages::server_ms.eq(to_i64(new.now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Inserts one mailbox's delivery with its hold on the attachments.
pub(super) fn insert_delivery(
    connection: &mut SqliteConnection,
    new: &NewMessage<'_>,
    mailbox_id: MailboxId,
    blob_id: &Id,
) -> Outcome<()> {
    let submission = &new.head.submission;
    let own_copy = mailbox_id.0 == submission.sender_mbox;
    let folder = origin_column(own_copy);
    diesel::insert_into(deliveries::table)
        .values((
            deliveries::message_id.eq(B16(submission.msg_id)),
            deliveries::mailbox_id.eq(B16::from(mailbox_id)),
            deliveries::folder.eq(folder),
            deliveries::origin.eq(folder),
            deliveries::blob_id.eq(B16(*blob_id)),
            deliveries::sort_ms.eq(to_i64(new.now_ms)),
            deliveries::arrived_ms.eq(to_i64(new.now_ms)),
            // The sender has seen what she wrote.
            deliveries::opened_ms.eq(own_copy.then(|| to_i64(new.now_ms))),
        ))
        .execute(connection)?;
    for part in &submission.parts {
        diesel::insert_into(blob_refs::table)
            .values((
                blob_refs::blob_id.eq(B16(part.blob_id)),
                blob_refs::message_id.eq(B16(submission.msg_id)),
                blob_refs::mailbox_id.eq(B16::from(mailbox_id)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// From now on letters hold the message's attachments, not the uploads.
pub(super) fn take_over_uploads(connection: &mut SqliteConnection, submission: &Submission) -> Outcome<()> {
    let ids: Vec<B16> = submission.parts.iter().map(|part| B16(part.blob_id)).collect();
    diesel::update(blob_rows::table.filter(blob_rows::id.eq_any(ids)))
        .set(blob_rows::uploader.eq(None::<B16>))
        .execute(connection)?;
    Ok(())
}

/// Whether a letter of the mailbox refers to the attachment that is neither erased nor over, held ones among them.
pub(crate) fn holds_blob(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    blob_id: BlobId,
    now_ms: u64,
) -> Outcome<bool> {
    let held: i64 = blob_refs::table
        .inner_join(messages::table.on(messages::id.eq(blob_refs::message_id)))
        .filter(
            messages::expires_ms
                .eq(0)
                .or(messages::expires_ms.gt(to_i64(now_ms))),
        )
        .filter(
            blob_refs::mailbox_id
                .eq(B16::from(mailbox_id))
                .and(blob_refs::blob_id.eq(B16::from(blob_id))),
        )
        .count()
        .get_result(connection)?;
    Ok(held > 0 || held_rows::holds_blob(connection, mailbox_id, blob_id)?)
}

/// Whether a letter, held ones among them, or a draft holds an attachment, whosever it is.
pub(super) fn is_held(connection: &mut SqliteConnection, blob_id: B16) -> Outcome<bool> {
    let delivered: i64 = blob_refs::table
        .filter(blob_refs::blob_id.eq(blob_id))
        .count()
        .get_result(connection)?;
    let waiting: i64 = held_parts::table
        .filter(held_parts::blob_id.eq(blob_id))
        .count()
        .get_result(connection)?;
    Ok(delivered + waiting > 0 || holds::is_held_by_any(connection, blob_id)?)
}

/// Where the page after it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) sort_ms: u64,
    pub(super) message_id: MessageId,
}

/// One letter of a page, its envelope still in the vault.
#[derive(Debug)]
pub(crate) struct DeliveryRow {
    pub(crate) message_id: MessageId,
    pub(crate) folder: Folder,
    pub(crate) submission: Signed,
    pub(crate) promise: Signed,
    pub(crate) sender_mailbox_id: MailboxId,
    pub(crate) place: Place,
    pub(crate) envelope_size_bytes: u64,
    pub(crate) sort_ms: u64,
    pub(crate) opened_ms: Option<u64>,
    pub(crate) read_mark: Option<bool>,
    pub(crate) starred: bool,
}

type DeliveryColumns = (
    B16,
    (String, Option<B16>),
    (Vec<u8>, Vec<u8>),
    (Vec<u8>, Vec<u8>),
    B16,
    (B16, i64, i64),
    i64,
    (Option<i64>, Option<i64>, i64),
);

/// The columns and joins of a [`DeliveryRow`], one spelling for page and single letter.
macro_rules! delivery_rows {
    ($mailbox_id:expr, $now_ms:expr) => {
        deliveries::table
            .inner_join(messages::table.on(messages::id.eq(deliveries::message_id)))
            .inner_join(blob_rows::table.on(blob_rows::id.eq(deliveries::blob_id)))
            .filter(deliveries::mailbox_id.eq(B16::from($mailbox_id)))
            .filter(
                messages::expires_ms
                    .eq(0)
                    .or(messages::expires_ms.gt(to_i64($now_ms))),
            )
            .select((
                deliveries::message_id,
                (deliveries::folder, deliveries::place),
                (messages::submission, messages::submission_signature),
                (messages::promise, messages::promise_signature),
                messages::sender_mailbox_id,
                (blob_rows::id, blob_rows::slot, blob_rows::size_bytes),
                deliveries::sort_ms,
                (deliveries::opened_ms, deliveries::read_mark, deliveries::starred),
            ))
    };
}

fn parse_delivery(columns: DeliveryColumns) -> Outcome<DeliveryRow> {
    let (
        message_id,
        (folder, place),
        submission,
        promise,
        sender,
        (blob_id, slot, size_bytes),
        sort_ms,
        marks,
    ) = columns;
    let (opened_ms, read_mark, starred) = marks;
    let signed = |(bytes, signature): (Vec<u8>, Vec<u8>)| Signed {
        bytes: bytes.into(),
        signature: signature.into(),
    };
    Ok(DeliveryRow {
        message_id: message_id.into(),
        folder: parse_folder(&folder, place)?,
        submission: signed(submission),
        promise: signed(promise),
        sender_mailbox_id: sender.into(),
        place: Place {
            id: blob_id.0,
            slot: from_i64(slot)?,
        },
        envelope_size_bytes: from_i64(size_bytes)?,
        sort_ms: from_i64(sort_ms)?,
        opened_ms: opened_ms.map(from_i64).transpose()?,
        read_mark: read_mark.map(|mark| mark == 1),
        starred: starred == 1,
    })
}

/// Letters that lie where they came to.
macro_rules! lies_in {
    ($origin:literal) => {
        deliveries::folder.eq($origin).and(deliveries::place.is_null())
    };
}

/// Letters of the archive.
macro_rules! is_archived {
    () => {
        deliveries::place
            .eq(Some(ARCHIVE))
            .and(deliveries::folder.ne("bin"))
    };
}

/// Letters with a star, but not those of the bin. Spelt out, since an index of some rows serves no parameter.
macro_rules! is_starred {
    () => {
        diesel::dsl::sql::<diesel::sql_types::Bool>("deliveries.starred = 1")
            .and(deliveries::folder.ne("bin"))
    };
}

/// A page of a folder, newest first.
pub(super) fn find_page(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    folder: Folder,
    after: Option<Cursor>,
    limit: u32,
    now_ms: u64,
) -> Outcome<Vec<DeliveryRow>> {
    let mut page = delivery_rows!(mailbox_id, now_ms).into_boxed();
    page = match folder {
        Folder::Inbox => page.filter(lies_in!("inbox")),
        Folder::Sent => page.filter(lies_in!("sent")),
        Folder::Archive => page.filter(is_archived!()),
        Folder::Starred => page.filter(is_starred!()),
        Folder::Bin => page.filter(deliveries::folder.eq("bin")),
    };
    if let Some(after) = after {
        let (sort_ms, id) = (to_i64(after.sort_ms), B16::from(after.message_id));
        let earlier = deliveries::sort_ms.lt(sort_ms);
        page = page.filter(earlier.or(deliveries::sort_ms.eq(sort_ms).and(deliveries::message_id.lt(id))));
    }
    let rows: Vec<DeliveryColumns> = page
        .order((deliveries::sort_ms.desc(), deliveries::message_id.desc()))
        .limit(i64::from(limit))
        .load(connection)?;
    rows.into_iter().map(parse_delivery).collect()
}

/// One letter of a mailbox.
pub(super) fn find_delivery(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    now_ms: u64,
) -> Outcome<Option<DeliveryRow>> {
    let row: Option<DeliveryColumns> = delivery_rows!(mailbox_id, now_ms)
        .filter(deliveries::message_id.eq(B16::from(message_id)))
        .first(connection)
        .optional()?;
    row.map(parse_delivery).transpose()
}

/// Marks a letter opened if it was not. Says when it was first opened and whether by this call; none where there is no
/// such letter.
pub(super) fn mark_opened(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    now_ms: u64,
) -> Outcome<Option<(u64, bool)>> {
    let key = (B16::from(message_id), B16::from(mailbox_id));
    if find_delivery(connection, mailbox_id, message_id, now_ms)?.is_none() {
        return Ok(None);
    }
    let first = diesel::update(
        deliveries::table
            .find(key)
            .filter(deliveries::opened_ms.is_null()),
    )
    .set(deliveries::opened_ms.eq(Some(to_i64(now_ms))))
    .execute(connection)?;
    // Whoever opens it has read it, whatever it was marked as.
    diesel::update(deliveries::table.find(key))
        .set(deliveries::read_mark.eq(None::<i64>))
        .execute(connection)?;
    let opened_ms: Option<Option<i64>> = deliveries::table
        .find(key)
        .select(deliveries::opened_ms)
        .first(connection)
        .optional()?;
    let opened_ms = opened_ms.flatten().map(from_i64).transpose()?;
    Ok(opened_ms.map(|opened_ms| (opened_ms, first == 1)))
}

/// Moves letters; returns those that were there to be moved.
pub(super) fn move_letters(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_ids: &[MessageId],
    to: MoveTo,
    now_ms: u64,
) -> Outcome<Vec<MessageId>> {
    let mut moved = Vec::new();
    for &message_id in message_ids {
        let letter = deliveries::table.find((B16::from(message_id), B16::from(mailbox_id)));
        let count = match to {
            MoveTo::Bin => diesel::update(letter.filter(deliveries::folder.ne("bin")))
                .set((
                    deliveries::folder.eq("bin"),
                    deliveries::sort_ms.eq(to_i64(now_ms)),
                ))
                .execute(connection)?,
            MoveTo::Back => diesel::update(letter.filter(deliveries::folder.eq("bin")))
                .set((
                    deliveries::folder.eq(deliveries::origin),
                    deliveries::sort_ms.eq(deliveries::arrived_ms),
                ))
                .execute(connection)?,
            MoveTo::Archive => diesel::update(
                letter.filter(
                    deliveries::place
                        .is_null()
                        .or(deliveries::place.ne(Some(ARCHIVE)))
                        .or(deliveries::folder.eq("bin")),
                ),
            )
            .set((
                deliveries::folder.eq(deliveries::origin),
                deliveries::place.eq(Some(ARCHIVE)),
                deliveries::sort_ms.eq(deliveries::arrived_ms),
            ))
            .execute(connection)?,
            MoveTo::Home => diesel::update(letter.filter(is_archived!()))
                .set(deliveries::place.eq(None::<B16>))
                .execute(connection)?,
        };
        if count == 1 {
            moved.push(message_id);
        }
    }
    Ok(moved)
}

/// Marks letters; returns those that were there to be marked otherwise. What is none stays as it is.
pub(super) fn mark_letters(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_ids: &[MessageId],
    read: Option<bool>,
    starred: Option<bool>,
) -> Outcome<Vec<MessageId>> {
    let mut marked = Vec::new();
    for &message_id in message_ids {
        let letter = deliveries::table.find((B16::from(message_id), B16::from(mailbox_id)));
        let mut count = 0;
        if let Some(read) = read.map(i64::from) {
            let unmarked = deliveries::read_mark.is_null();
            let others = letter.filter(unmarked.or(deliveries::read_mark.ne(Some(read))));
            count += diesel::update(others)
                .set(deliveries::read_mark.eq(Some(read)))
                .execute(connection)?;
        }
        if let Some(starred) = starred.map(i64::from) {
            count += diesel::update(letter.filter(deliveries::starred.ne(starred)))
                .set(deliveries::starred.eq(starred))
                .execute(connection)?;
        }
        if count > 0 {
            marked.push(message_id);
        }
    }
    Ok(marked)
}

/// Who holds a letter, its sender among them.
pub(super) fn find_holders(
    connection: &mut SqliteConnection,
    message_id: MessageId,
) -> Outcome<Vec<MailboxId>> {
    let holders: Vec<B16> = deliveries::table
        .filter(deliveries::message_id.eq(B16::from(message_id)))
        .select(deliveries::mailbox_id)
        .load(connection)?;
    Ok(holders.into_iter().map(MailboxId::from).collect())
}

/// Who has not opened a letter, but its sender. That a page was listed does not count: its envelopes went out with it, and nothing
/// is known of what became of them.
pub(super) fn find_unopened(
    connection: &mut SqliteConnection,
    message_id: MessageId,
    sender: MailboxId,
) -> Outcome<Vec<MailboxId>> {
    let unopened: Vec<B16> = deliveries::table
        .filter(deliveries::message_id.eq(B16::from(message_id)))
        .filter(deliveries::mailbox_id.ne(B16::from(sender)))
        .filter(deliveries::opened_ms.is_null())
        .select(deliveries::mailbox_id)
        .load(connection)?;
    Ok(unopened.into_iter().map(MailboxId::from).collect())
}

/// Lets a letter end at another time; 0 is never.
pub(super) fn set_expiry(
    connection: &mut SqliteConnection,
    message_id: MessageId,
    expires_ms: u64,
) -> Outcome<()> {
    diesel::update(messages::table.find(B16::from(message_id)))
        .set(messages::expires_ms.eq(to_i64(expires_ms)))
        .execute(connection)?;
    Ok(())
}

/// How many letters each folder holds.
pub(super) fn count_folders(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<Folders> {
    let mine = deliveries::mailbox_id.eq(B16::from(mailbox_id));
    let counts: Vec<(String, Option<B16>, i64)> = deliveries::table
        .filter(mine)
        .group_by((deliveries::folder, deliveries::place))
        .select((deliveries::folder, deliveries::place, diesel::dsl::count_star()))
        .load(connection)?;
    let not_opened = deliveries::read_mark
        .is_null()
        .and(deliveries::opened_ms.is_null());
    let unread: i64 = deliveries::table
        .filter(mine)
        .filter(lies_in!("inbox"))
        .filter(not_opened.or(deliveries::read_mark.eq(Some(0))))
        .count()
        .get_result(connection)?;
    let starred: i64 = deliveries::table
        .filter(mine)
        .filter(is_starred!())
        .count()
        .get_result(connection)?;
    let mut folders = Folders {
        unread: from_i64(unread)?,
        starred: from_i64(starred)?,
        held: held_rows::count(connection, mailbox_id)?,
        ..Folders::default()
    };
    for (folder, place, count) in counts {
        let count: u64 = from_i64(count)?;
        match parse_folder(&folder, place)? {
            Folder::Inbox => folders.inbox += count,
            Folder::Sent => folders.sent += count,
            Folder::Archive => folders.archive += count,
            Folder::Bin => folders.bin += count,
            Folder::Starred => {}
        }
    }
    Ok(folders)
}

/// Letters of the bin, oldest first.
pub(crate) fn find_binned(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    limit: u32,
) -> Outcome<Vec<MessageId>> {
    let ids: Vec<B16> = deliveries::table
        .filter(
            deliveries::mailbox_id
                .eq(B16::from(mailbox_id))
                .and(deliveries::folder.eq("bin")),
        )
        .order((deliveries::sort_ms, deliveries::message_id))
        .limit(i64::from(limit))
        .select(deliveries::message_id)
        .load(connection)?;
    Ok(ids.into_iter().map(MessageId::from).collect())
}

/// Of these letters, those that lie in the bin.
pub(crate) fn keep_binned(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_ids: &[MessageId],
) -> Outcome<Vec<MessageId>> {
    let wanted: Vec<B16> = message_ids.iter().map(|id| B16::from(*id)).collect();
    let ids: Vec<B16> = deliveries::table
        .filter(
            deliveries::mailbox_id
                .eq(B16::from(mailbox_id))
                .and(deliveries::folder.eq("bin")),
        )
        .filter(deliveries::message_id.eq_any(wanted))
        .select(deliveries::message_id)
        .load(connection)?;
    Ok(ids.into_iter().map(MessageId::from).collect())
}

/// Letters in the bin.
pub(crate) fn count_binned(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<u64> {
    let count: i64 = deliveries::table
        .filter(
            deliveries::mailbox_id
                .eq(B16::from(mailbox_id))
                .and(deliveries::folder.eq("bin")),
        )
        .count()
        .get_result(connection)?;
    from_i64(count)
}

/// Letters of a mailbox, wherever they lie.
pub(crate) fn find_of(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    limit: u32,
) -> Outcome<Vec<MessageId>> {
    let ids: Vec<B16> = deliveries::table
        .filter(deliveries::mailbox_id.eq(B16::from(mailbox_id)))
        .limit(i64::from(limit))
        .select(deliveries::message_id)
        .load(connection)?;
    Ok(ids.into_iter().map(MessageId::from).collect())
}

/// Letters whose time is over, with their mailboxes.
pub(crate) fn find_expired(
    connection: &mut SqliteConnection,
    now_ms: u64,
    limit: u32,
) -> Outcome<Vec<(MessageId, MailboxId)>> {
    let rows: Vec<(B16, B16)> = deliveries::table
        .inner_join(messages::table.on(messages::id.eq(deliveries::message_id)))
        .filter(
            messages::expires_ms
                .gt(0)
                .and(messages::expires_ms.le(to_i64(now_ms))),
        )
        .limit(i64::from(limit))
        .select((deliveries::message_id, deliveries::mailbox_id))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(message, mailbox)| (message.into(), mailbox.into()))
        .collect())
}

/// Why a letter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EraseReason {
    /// Its holder emptied the bin.
    Bin,
    /// Its time was over.
    Expiry,
    /// The mailbox has ended.
    Ending,
    /// Its sender recalled it before it was opened.
    Recall,
}

impl EraseReason {
    fn column(self) -> &'static str {
        match self {
            Self::Bin => "bin",
            Self::Expiry => "expiry",
            Self::Ending => "ending",
            Self::Recall => "recall",
        }
    }
}

/// Hides a delivery for good: a tombstone takes its place, its envelope is condemned, its hold on attachments dropped,
/// and what nobody holds any more is condemned too. Returns how many attachments it released; none where there was no
/// such delivery.
pub(crate) fn erase_delivery(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    message_id: MessageId,
    erasure: Option<ErasureId>,
    reason: EraseReason,
    now_ms: u64,
) -> Outcome<Option<u64>> {
    let key = (B16::from(message_id), B16::from(mailbox_id));
    let envelope: Option<B16> = deliveries::table
        .find(key)
        .select(deliveries::blob_id)
        .first(connection)
        .optional()?;
    let Some(envelope) = envelope else { return Ok(None) };
    let (submission, sha256): (Vec<u8>, B32) = messages::table
        .find(key.0)
        .select((messages::submission, messages::submission_sha256))
        .first(connection)?;
    // A damaged row is erased like any other: of what it said, nothing is reported and nothing given back.
    let submission = Submission::parse(&submission).ok();
    let reported = erasure.map(|erasure| Reported {
        erasure_id: erasure.0,
        letter: Some(ReportedLetter {
            message_id: message_id.0,
            envelope_sha256: submission
                .as_ref()
                .map_or([0; 32], |submission| envelope_sha256(submission, mailbox_id)),
        }),
    });
    // The report on a whole mailbox waits for these as well; no other report says when they go.
    let waited_for = erasure.filter(|_| reason == EraseReason::Ending);
    let released = release_parts(connection, key, waited_for.map(Reported::unnamed))?;
    diesel::delete(deliveries::table.find(key)).execute(connection)?;
    blobs::condemn(connection, &envelope.0, reported)?;
    let is_own = submission
        .as_ref()
        .is_some_and(|submission| submission.sender_mbox == mailbox_id.0);
    if let Some(submission) = &submission {
        quota::shrink(connection, mailbox_id, kept_size_bytes(submission, mailbox_id))?;
    }
    diesel::insert_into(tombstones::table)
        .values((
            tombstones::message_id.eq(key.0),
            tombstones::mailbox_id.eq(key.1),
            tombstones::sent.eq(i64::from(is_own)),
            tombstones::submission_sha256.eq(sha256),
            tombstones::erased_ms.eq(to_i64(now_ms)),
            tombstones::reason.eq(reason.column()),
        ))
        .execute(connection)?;
    delete_orphaned_message(connection, key.0)?;
    Ok(Some(released))
}

fn envelope_sha256(submission: &Submission, mailbox_id: MailboxId) -> Hash {
    let mut entries = submission.deliveries.iter();
    entries
        .find(|entry| entry.mbox == mailbox_id.0)
        .map_or([0; 32], |entry| entry.envelope_sha256)
}

/// Drops a delivery's holds; the last hold gone, the attachment is condemned, and named in no report: who else held it is
/// nobody's business.
fn release_parts(
    connection: &mut SqliteConnection,
    (message_id, mailbox_id): (B16, B16),
    waited_for: Option<Reported>,
) -> Outcome<u64> {
    let mine = blob_refs::message_id
        .eq(message_id)
        .and(blob_refs::mailbox_id.eq(mailbox_id));
    let held: Vec<B16> = blob_refs::table
        .filter(mine)
        .select(blob_refs::blob_id)
        .load(connection)?;
    diesel::delete(blob_refs::table.filter(mine)).execute(connection)?;
    for blob_id in &held {
        if !is_held(connection, *blob_id)? {
            blobs::condemn(connection, &blob_id.0, waited_for)?;
        }
    }
    u64::try_from(held.len()).map_err(AppError::internal)
}

/// A message that no mailbox holds any more goes with its receipts; the tombstones keep its id used.
fn delete_orphaned_message(connection: &mut SqliteConnection, id: B16) -> Outcome<()> {
    let left: i64 = deliveries::table
        .filter(deliveries::message_id.eq(id))
        .count()
        .get_result(connection)?;
    if left == 0 {
        diesel::delete(receipts::table.filter(receipts::message_id.eq(id))).execute(connection)?;
        diesel::delete(amends::table.filter(amends::message_id.eq(id))).execute(connection)?;
        diesel::delete(messages::table.find(id)).execute(connection)?;
    }
    Ok(())
}

/// Forgets that letters were erased, long after their ids could be used again. At most `limit`.
pub(crate) fn forget_tombstones(
    connection: &mut SqliteConnection,
    before_ms: u64,
    limit: i64,
) -> Outcome<usize> {
    let old: Vec<(B16, B16)> = tombstones::table
        .filter(tombstones::erased_ms.lt(to_i64(before_ms)))
        .limit(limit)
        .select((tombstones::message_id, tombstones::mailbox_id))
        .load(connection)?;
    for &key in &old {
        diesel::delete(tombstones::table.find(key)).execute(connection)?;
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{insert_account, open_app};
    use api::UserId;

    #[actix_web::test]
    async fn a_letter_whose_row_is_damaged_is_erased_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let (mailbox_id, message_id) = (MailboxId([2; 16]), MessageId([3; 16]));
        let erased = app.db.write(move |connection| {
            insert_account(connection, UserId([1; 16]), mailbox_id);
            let place = Place { id: [4; 16], slot: 7 };
            blobs::insert_live(connection, place, blobs::Kind::Envelope, 8, 1)?;
            let damaged = b"no submission".to_vec();
            diesel::insert_into(messages::table)
                .values((
                    messages::id.eq(B16::from(message_id)),
                    messages::sender_mailbox_id.eq(B16::from(mailbox_id)),
                    messages::submission.eq(damaged),
                    messages::submission_signature.eq(vec![0; 64]),
                    messages::submission_sha256.eq(B32([5; 32])),
                    messages::promise.eq(vec![0]),
                    messages::promise_signature.eq(vec![0; 64]),
                    messages::expires_ms.eq(0),
                    messages::created_ms.eq(1),
                    messages::server_ms.eq(1),
                ))
                .execute(connection)?;
            diesel::insert_into(deliveries::table)
                .values((
                    deliveries::message_id.eq(B16::from(message_id)),
                    deliveries::mailbox_id.eq(B16::from(mailbox_id)),
                    deliveries::folder.eq("bin"),
                    deliveries::origin.eq("sent"),
                    deliveries::blob_id.eq(B16(place.id)),
                    deliveries::sort_ms.eq(1),
                    deliveries::arrived_ms.eq(1),
                ))
                .execute(connection)?;
            erase_delivery(connection, mailbox_id, message_id, None, EraseReason::Expiry, 2)
        });
        assert_eq!(erased.await.unwrap(), Some(0));
        let left = app
            .db
            .read(move |connection| count_binned(connection, mailbox_id));
        assert_eq!(left.await.unwrap(), 0);
    }
}
