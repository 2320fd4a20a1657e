//! Rows of letters that are held until their time. Every query on a person's letters takes the mailbox.

use super::quota;
use super::rows::{NewMessage, is_held};
use super::submission::{Head, kept_size_bytes};
use crate::blobs::{self, Reported};
use crate::db::schema::{accounts, blobs as blob_rows, held_envelopes, held_letters, held_parts, tombstones};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::{AppError, Outcome};
use crate::promises::Author;
use crate::vault::Place;
use api::limits::HELD_LETTERS_MAX;
use api::messages::{Obstacle, Signed};
use api::{BlobId, Code, MailboxId, MessageId};
use crypto::receipt::Assurance;
use crypto::sign::Signature;
use crypto::submission::Submission;
use crypto::{Hash, Id};
use diesel::prelude::*;

/// Why a cancelled letter went, in its tombstone.
const CANCELLED: &str = "cancel";

fn obstacle_column(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::KeysRenewed => "keys_renewed",
        Obstacle::RecipientGone => "recipient_gone",
        Obstacle::Withdrawn => "withdrawn",
        Obstacle::Expired => "expired",
    }
}

fn parse_obstacle(column: &str) -> Outcome<Obstacle> {
    match column {
        "keys_renewed" => Ok(Obstacle::KeysRenewed),
        "recipient_gone" => Ok(Obstacle::RecipientGone),
        "withdrawn" => Ok(Obstacle::Withdrawn),
        "expired" => Ok(Obstacle::Expired),
        _ => Err(AppError::internal("a row names an unknown obstacle")),
    }
}

/// When a letter that the mailbox holds will be sent, and the hash of its submission. `None` where nobody holds one under
/// this id; an id of somebody else's is refused as one that is used.
pub(super) fn find_same(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
    submission_sha256: &Hash,
) -> Outcome<Option<u64>> {
    let held: Option<(B16, B32, i64)> = held_letters::table
        .find(B16::from(id))
        .select((
            held_letters::sender_mailbox_id,
            held_letters::submission_sha256,
            held_letters::release_ms,
        ))
        .first(connection)
        .optional()?;
    held.map(|(owner, sha256, release_ms)| {
        if MailboxId::from(owner) != sender || sha256.0 != *submission_sha256 {
            return Err(Code::MessageIdReused.into());
        }
        from_i64(release_ms)
    })
    .transpose()
}

/// Refuses one more letter where a mailbox holds as many as it may.
pub(super) fn check_count(connection: &mut SqliteConnection, sender: MailboxId) -> Outcome<()> {
    if to_i64(count(connection, sender)?) >= HELD_LETTERS_MAX {
        return Err(AppError::new(Code::TooLarge).detail(format!("at most {HELD_LETTERS_MAX} held letters")));
    }
    Ok(())
}

/// Letters that a mailbox holds.
pub(super) fn count(connection: &mut SqliteConnection, sender: MailboxId) -> Outcome<u64> {
    let held: i64 = held_letters::table
        .filter(held_letters::sender_mailbox_id.eq(B16::from(sender)))
        .count()
        .get_result(connection)?;
    from_i64(held)
}

/// Holds a letter, with its attachments; its envelopes follow in the same transaction.
pub(super) fn insert(
    connection: &mut SqliteConnection,
    head: &Head,
    object: &Signed,
    assurance: Assurance,
    release_ms: u64,
) -> Outcome<()> {
    let submission = &head.submission;
    diesel::insert_into(held_letters::table)
        .values((
            held_letters::message_id.eq(B16(submission.msg_id)),
            held_letters::sender_mailbox_id.eq(B16(submission.sender_mbox)),
            held_letters::submission.eq(&object.bytes.0),
            held_letters::submission_signature.eq(&object.signature.0),
            held_letters::submission_sha256.eq(B32(head.sha256)),
            held_letters::assurance.eq(i64::from(assurance.number())),
            held_letters::release_ms.eq(to_i64(release_ms)),
        ))
        .execute(connection)?;
    for part in &submission.parts {
        diesel::insert_into(held_parts::table)
            .values((
                held_parts::blob_id.eq(B16(part.blob_id)),
                held_parts::message_id.eq(B16(submission.msg_id)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Holds one mailbox's envelope of a held letter.
pub(super) fn insert_envelope(
    connection: &mut SqliteConnection,
    id: MessageId,
    mailbox_id: MailboxId,
    blob_id: &Id,
) -> Outcome<()> {
    diesel::insert_into(held_envelopes::table)
        .values((
            held_envelopes::message_id.eq(B16::from(id)),
            held_envelopes::mailbox_id.eq(B16::from(mailbox_id)),
            held_envelopes::blob_id.eq(B16(*blob_id)),
        ))
        .execute(connection)?;
    Ok(())
}

/// Whether a held letter of the mailbox refers to the attachment.
pub(super) fn holds_blob(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    blob_id: BlobId,
) -> Outcome<bool> {
    let held: i64 = held_parts::table
        .inner_join(held_letters::table.on(held_letters::message_id.eq(held_parts::message_id)))
        .filter(held_letters::sender_mailbox_id.eq(B16::from(mailbox_id)))
        .filter(held_parts::blob_id.eq(B16::from(blob_id)))
        .count()
        .get_result(connection)?;
    Ok(held > 0)
}

/// A held letter as its sender sees it, its envelope still in the vault.
#[derive(Debug)]
pub(super) struct HeldRow {
    pub(super) message_id: MessageId,
    pub(super) submission: Signed,
    pub(super) place: Place,
    pub(super) envelope_size_bytes: u64,
    pub(super) release_ms: u64,
    pub(super) obstacle: Option<Obstacle>,
}

type Columns = (B16, (Vec<u8>, Vec<u8>), (B16, i64, i64), i64, Option<String>);

/// The columns and joins of a [`HeldRow`], one spelling for page and single letter: with the sender's own envelope.
macro_rules! held_rows {
    ($mailbox_id:expr) => {
        held_letters::table
            .inner_join(
                held_envelopes::table.on(held_envelopes::message_id
                    .eq(held_letters::message_id)
                    .and(held_envelopes::mailbox_id.eq(held_letters::sender_mailbox_id))),
            )
            .inner_join(blob_rows::table.on(blob_rows::id.eq(held_envelopes::blob_id)))
            .filter(held_letters::sender_mailbox_id.eq(B16::from($mailbox_id)))
            .select((
                held_letters::message_id,
                (held_letters::submission, held_letters::submission_signature),
                (blob_rows::id, blob_rows::slot, blob_rows::size_bytes),
                held_letters::release_ms,
                held_letters::obstacle,
            ))
    };
}

fn parse(columns: Columns) -> Outcome<HeldRow> {
    let (message_id, (bytes, signature), (blob_id, slot, size_bytes), release_ms, obstacle) = columns;
    Ok(HeldRow {
        message_id: message_id.into(),
        submission: Signed {
            bytes: bytes.into(),
            signature: signature.into(),
        },
        place: Place {
            id: blob_id.0,
            slot: from_i64(slot)?,
        },
        envelope_size_bytes: from_i64(size_bytes)?,
        release_ms: from_i64(release_ms)?,
        obstacle: obstacle.as_deref().map(parse_obstacle).transpose()?,
    })
}

/// Held letters of a mailbox, in the order of their ids.
pub(super) fn find_page(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    after: Option<MessageId>,
    limit: u32,
) -> Outcome<Vec<HeldRow>> {
    let mut page = held_rows!(sender).into_boxed();
    if let Some(after) = after {
        page = page.filter(held_letters::message_id.gt(B16::from(after)));
    }
    let rows: Vec<Columns> = page
        .order(held_letters::message_id)
        .limit(i64::from(limit))
        .load(connection)?;
    rows.into_iter().map(parse).collect()
}

/// One held letter of a mailbox.
pub(super) fn find(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
) -> Outcome<Option<HeldRow>> {
    let row: Option<Columns> = held_rows!(sender)
        .filter(held_letters::message_id.eq(B16::from(id)))
        .first(connection)
        .optional()?;
    row.map(parse).transpose()
}

/// Held letters of a mailbox, at most `limit`.
pub(crate) fn find_of(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    limit: u32,
) -> Outcome<Vec<MessageId>> {
    let ids: Vec<B16> = held_letters::table
        .filter(held_letters::sender_mailbox_id.eq(B16::from(sender)))
        .limit(i64::from(limit))
        .select(held_letters::message_id)
        .load(connection)?;
    Ok(ids.into_iter().map(MessageId::from).collect())
}

/// The letter whose time comes next, and when.
pub(super) fn find_next(connection: &mut SqliteConnection) -> Outcome<Option<(MessageId, u64)>> {
    let next: Option<(B16, i64)> = held_letters::table
        .filter(held_letters::obstacle.is_null())
        .order(held_letters::release_ms)
        .select((held_letters::message_id, held_letters::release_ms))
        .first(connection)
        .optional()?;
    next.map(|(id, release_ms)| Ok((id.into(), from_i64(release_ms)?)))
        .transpose()
}

/// A letter whose time has come.
pub(super) struct Due {
    pub(super) head: Head,
    pub(super) object: Signed,
    pub(super) assurance: Assurance,
    /// Each mailbox's envelope.
    pub(super) envelopes: Vec<(MailboxId, Id)>,
}

/// A letter, if it is still held, nothing keeps it, and its time has come; and whose it is. One whose row is damaged is no
/// letter.
pub(super) fn find_due(
    connection: &mut SqliteConnection,
    id: MessageId,
    now_ms: u64,
) -> Outcome<Option<(MailboxId, Option<Due>)>> {
    type Columns = (B16, Vec<u8>, Vec<u8>, B32, i64);
    let row: Option<Columns> = held_letters::table
        .find(B16::from(id))
        .filter(held_letters::obstacle.is_null())
        .filter(held_letters::release_ms.le(to_i64(now_ms)))
        .select((
            held_letters::sender_mailbox_id,
            held_letters::submission,
            held_letters::submission_signature,
            held_letters::submission_sha256,
            held_letters::assurance,
        ))
        .first(connection)
        .optional()?;
    let Some((sender, bytes, signature, sha256, assurance)) = row else {
        return Ok(None);
    };
    let envelopes: Vec<(B16, B16)> = held_envelopes::table
        .filter(held_envelopes::message_id.eq(B16::from(id)))
        .select((held_envelopes::mailbox_id, held_envelopes::blob_id))
        .load(connection)?;
    let due = || {
        let submission = Submission::parse(&bytes).ok()?;
        (MailboxId(submission.sender_mbox) == sender.into()).then_some(Due {
            head: Head {
                signature: Signature::parse(&signature).ok()?,
                submission,
                sha256: sha256.0,
                bytes: bytes.clone(),
            },
            object: Signed {
                bytes: bytes.clone().into(),
                signature: signature.clone().into(),
            },
            assurance: Assurance::from_number(u8::try_from(assurance).ok()?).ok()?,
            envelopes: envelopes
                .iter()
                .map(|(mailbox_id, blob_id)| ((*mailbox_id).into(), blob_id.0))
                .collect(),
        })
    };
    Ok(Some((sender.into(), due())))
}

/// Whose letter it is; none where the account has ended.
pub(super) fn find_author(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    assurance: Assurance,
) -> Outcome<Option<Author>> {
    let user_id: Option<B16> = accounts::table
        .filter(accounts::mailbox_id.eq(B16::from(sender)))
        .select(accounts::id)
        .first(connection)
        .optional()?;
    Ok(user_id.map(|user_id| Author {
        user_id: user_id.into(),
        assurance,
    }))
}

/// Notes what keeps a letter from being sent.
pub(super) fn stop(connection: &mut SqliteConnection, id: MessageId, obstacle: Obstacle) -> Outcome<()> {
    diesel::update(held_letters::table.find(B16::from(id)))
        .set(held_letters::obstacle.eq(Some(obstacle_column(obstacle))))
        .execute(connection)?;
    Ok(())
}

/// Forgets that a letter was held; its deliveries hold envelopes and attachments from now on.
pub(super) fn release(connection: &mut SqliteConnection, new: &NewMessage<'_>) -> Outcome<()> {
    delete(connection, B16(new.head.submission.msg_id))
}

fn delete(connection: &mut SqliteConnection, id: B16) -> Outcome<()> {
    diesel::delete(held_parts::table.filter(held_parts::message_id.eq(id))).execute(connection)?;
    diesel::delete(held_envelopes::table.filter(held_envelopes::message_id.eq(id))).execute(connection)?;
    diesel::delete(held_letters::table.find(id)).execute(connection)?;
    Ok(())
}

/// What becomes of the attachments of a held letter that goes, where nobody else holds them.
#[derive(Clone, Copy)]
enum Parts {
    /// They are the sender's uploads again, from this time on.
    GivenBack(u64),
    /// They are erased too.
    Condemned(Reported),
}

/// Takes a held letter back: its envelopes are condemned, its id stays used, its attachments are uploads again, as if they had
/// just come. Says whether there was one; there is none once it has been sent.
pub(super) fn cancel(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
    now_ms: u64,
) -> Outcome<bool> {
    let Some(sha256) = remove(connection, sender, id, None, Parts::GivenBack(now_ms))? else {
        return Ok(false);
    };
    diesel::insert_into(tombstones::table)
        .values((
            tombstones::message_id.eq(B16::from(id)),
            tombstones::mailbox_id.eq(B16::from(sender)),
            tombstones::sent.eq(1),
            tombstones::submission_sha256.eq(sha256),
            tombstones::erased_ms.eq(to_i64(now_ms)),
            tombstones::reason.eq(CANCELLED),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Erases a held letter of a mailbox that has ended, with everything that nobody else holds.
pub(crate) fn erase(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
    waited_for: Reported,
) -> Outcome<()> {
    remove(
        connection,
        sender,
        id,
        Some(waited_for),
        Parts::Condemned(waited_for),
    )
    .map(drop)
}

fn remove(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
    waited_for: Option<Reported>,
    fate: Parts,
) -> Outcome<Option<B32>> {
    let letter: Option<(Vec<u8>, B32)> = held_letters::table
        .find(B16::from(id))
        .filter(held_letters::sender_mailbox_id.eq(B16::from(sender)))
        .select((held_letters::submission, held_letters::submission_sha256))
        .first(connection)
        .optional()?;
    let Some((submission, sha256)) = letter else {
        return Ok(None);
    };
    let envelopes: Vec<B16> = held_envelopes::table
        .filter(held_envelopes::message_id.eq(B16::from(id)))
        .select(held_envelopes::blob_id)
        .load(connection)?;
    let parts: Vec<B16> = held_parts::table
        .filter(held_parts::message_id.eq(B16::from(id)))
        .select(held_parts::blob_id)
        .load(connection)?;
    delete(connection, id.into())?;
    for envelope in envelopes {
        blobs::condemn(connection, &envelope.0, waited_for)?;
    }
    for part in parts {
        if is_held(connection, part)? {
            continue;
        }
        match fate {
            Parts::GivenBack(now_ms) => {
                diesel::update(blob_rows::table.find(part))
                    .set((
                        blob_rows::uploader.eq(Some(B16::from(sender))),
                        blob_rows::created_ms.eq(to_i64(now_ms)),
                    ))
                    .execute(connection)?;
            }
            Parts::Condemned(reported) => {
                blobs::condemn(connection, &part.0, Some(reported))?;
            }
        }
    }
    // Of a damaged row nothing is given back.
    if let Ok(submission) = Submission::parse(&submission) {
        quota::shrink(connection, sender, kept_size_bytes(&submission, sender))?;
    }
    Ok(Some(sha256))
}

/// Whether the mailbox has cancelled a letter under this id.
pub(super) fn was_cancelled(
    connection: &mut SqliteConnection,
    sender: MailboxId,
    id: MessageId,
) -> Outcome<bool> {
    let cancelled: i64 = tombstones::table
        .find((B16::from(id), B16::from(sender)))
        .filter(tombstones::reason.eq(CANCELLED))
        .count()
        .get_result(connection)?;
    Ok(cancelled > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{insert_account, open_app};
    use api::UserId;
    use diesel::connection::SimpleConnection as _;

    #[actix_web::test]
    async fn a_mailbox_holds_so_many_letters_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let anna = MailboxId([2; 16]);
        let filling = app.db.write(move |connection| {
            insert_account(connection, UserId([1; 16]), anna);
            connection.batch_execute(&format!(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {HELD_LETTERS_MAX})
                 INSERT INTO held_letters (message_id, sender_mailbox_id, submission, submission_signature,
                     submission_sha256, assurance, release_ms)
                 SELECT CAST(printf('%016d', i) AS BLOB), x'{}', x'00', x'00', zeroblob(32), 2, 1 FROM n",
                "02".repeat(16)
            ))?;
            check_count(connection, MailboxId([3; 16]))?;
            let refused = check_count(connection, anna).unwrap_err().code();
            assert!(cancel(connection, anna, MessageId(*b"0000000000000001"), 2)?);
            check_count(connection, anna)?;
            Ok(refused)
        });
        assert_eq!(filling.await.unwrap(), Code::TooLarge);
    }
}
