//! What the server checks before it takes a letter: everything about it that is not secret.

use crate::body::Body;
use crate::db::from_i64;
use crate::error::{AppError, Outcome};
use crate::keys::rows as key_rows;
use crate::messages::{holds, rows, upload_rows};
use api::limits::{
    CREATED_AHEAD_MS_MAX, CREATED_BACK_MS_MAX, ENVELOPE_SIZE_BYTES_MAX, ENVELOPES_SIZE_BYTES_MAX,
    MESSAGE_HOLDS_MAX, MESSAGE_MAILBOXES_MAX, MESSAGE_PARTS_MAX, SUBMISSION_SIZE_BYTES_MAX,
};
use api::{BlobId, Code, MailboxId, MessageId};
use crypto::sign::Signature;
use crypto::submission::{Mode, ReceiptMode, Submission};
use crypto::{Hash, age, sha256};
use diesel::SqliteConnection;
use std::collections::HashSet;

/// A submission as it came, parsed but not yet believed.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) bytes: Vec<u8>,
    pub(super) signature: Signature,
    pub(super) sha256: Hash,
    pub(super) submission: Submission,
}

impl Head {
    /// Reads `u32 length ‖ submission ‖ u16 length ‖ signature` and checks what needs no rows: form and bounds.
    pub(super) async fn read(body: &mut Body) -> Outcome<Self> {
        let len = u32::from_be_bytes(take(&body.read_exact(4).await?)?);
        let len = usize::try_from(len).map_err(AppError::internal)?;
        if len > SUBMISSION_SIZE_BYTES_MAX {
            return Err(AppError::new(Code::TooLarge).detail("submission"));
        }
        let bytes = body.read_exact(len).await?;
        let signature_len = u16::from_be_bytes(take(&body.read_exact(2).await?)?);
        let signature = body.read_exact(usize::from(signature_len)).await?;
        let signature =
            Signature::parse(&signature).map_err(|_| refused("the signature has no known form"))?;
        let submission = Submission::parse(&bytes).map_err(|error| refused(error.to_string()))?;
        check_bounds(&submission)?;
        Ok(Self {
            sha256: sha256(&bytes),
            bytes,
            signature,
            submission,
        })
    }

    pub(super) fn message_id(&self) -> MessageId {
        MessageId(self.submission.msg_id)
    }

    pub(super) fn envelopes_size_bytes(&self) -> u64 {
        self.submission
            .deliveries
            .iter()
            .map(|entry| u64::from(entry.envelope_size))
            .sum()
    }
}

/// What a mailbox keeps of a letter it has sent: its own copy and the attachments. Nothing of anyone else's.
pub(super) fn kept_size_bytes(submission: &Submission, mailbox_id: MailboxId) -> u64 {
    if submission.sender_mbox != mailbox_id.0 {
        return 0;
    }
    let mut entries = submission.deliveries.iter();
    let own = entries.find(|entry| entry.mbox == mailbox_id.0);
    let parts = submission.parts.iter().map(|part| part.csize);
    parts.fold(
        own.map_or(0, |entry| u64::from(entry.envelope_size)),
        u64::saturating_add,
    )
}

fn take<const N: usize>(bytes: &[u8]) -> Outcome<[u8; N]> {
    bytes.try_into().map_err(AppError::internal)
}

fn refused(why: impl Into<String>) -> AppError {
    AppError::new(Code::SubmissionRefused).detail(why)
}

fn check_bounds(submission: &Submission) -> Outcome<()> {
    let too_large = |what: &str| Err(AppError::new(Code::TooLarge).detail(what));
    if submission.mode != Mode::Mailbox {
        return Err(refused("only mailboxes send here"));
    }
    if submission.receipt == ReceiptMode::Registered {
        return Err(refused("registered letters are not offered here"));
    }
    if submission.deliveries.len() > MESSAGE_MAILBOXES_MAX {
        return too_large("recipients");
    }
    if submission.parts.len() > MESSAGE_PARTS_MAX {
        return too_large("attachments");
    }
    if submission.deliveries.len() * submission.parts.len() > MESSAGE_HOLDS_MAX {
        return too_large("recipients times attachments");
    }
    let distinct: HashSet<_> = submission.parts.iter().map(|part| part.blob_id).collect();
    if distinct.len() < submission.parts.len() {
        return Err(refused("an attachment is listed twice"));
    }
    if submission
        .deliveries
        .iter()
        .any(|entry| u64::from(entry.envelope_size) > ENVELOPE_SIZE_BYTES_MAX)
    {
        return too_large("envelope");
    }
    let together: u64 = submission
        .deliveries
        .iter()
        .map(|entry| u64::from(entry.envelope_size))
        .sum();
    if together > ENVELOPES_SIZE_BYTES_MAX {
        return too_large("envelopes");
    }
    if submission.kt_size != 0 || submission.kt_root != [0; 32] {
        return Err(refused("there is no key log here"));
    }
    Ok(())
}

/// Checks a submission against the rows: whose it is, when, to whom, with what. Run before the envelopes are read, to
/// refuse early, and again in the transaction that makes it true. `hold_ms`: how long it is to be held first.
pub(super) fn check(
    connection: &mut SqliteConnection,
    head: &Head,
    mailbox_id: MailboxId,
    now_ms: u64,
    hold_ms: u64,
) -> Outcome<()> {
    let submission = &head.submission;
    check_sender(connection, head, mailbox_id)?;
    check_times(submission, now_ms, hold_ms)?;
    check_recipients(connection, submission, mailbox_id)?;
    check_parts(connection, submission, mailbox_id, now_ms)
}

fn check_sender(connection: &mut SqliteConnection, head: &Head, mailbox_id: MailboxId) -> Outcome<()> {
    let submission = &head.submission;
    if submission.sender_mbox != mailbox_id.0 {
        return Err(refused("the sender is somebody else"));
    }
    let record = key_rows::find_current(connection, mailbox_id)?.ok_or(Code::StaleSenderKey)?;
    if record.record().epoch != submission.sender_epoch {
        return Err(Code::StaleSenderKey.into());
    }
    Submission::verify(&head.bytes, &head.signature, record.signing_key())
        .map_err(|_| AppError::new(Code::SignatureRefused).detail("submission"))
}

/// A held letter is dated by the time when it is to be sent.
fn check_times(submission: &Submission, now_ms: u64, hold_ms: u64) -> Outcome<()> {
    let (created_ms, sent_ms) = (submission.created_ms, now_ms.saturating_add(hold_ms));
    if created_ms > sent_ms.saturating_add(CREATED_AHEAD_MS_MAX)
        || created_ms.saturating_add(CREATED_BACK_MS_MAX) < sent_ms
    {
        return Err(AppError::new(Code::ClockRefused).server_ms(now_ms));
    }
    if submission.expires_ms != 0 && submission.expires_ms <= sent_ms {
        return Err(refused("it would have expired already"));
    }
    Ok(())
}

/// Everybody of a letter has a mailbox that takes letters, and the keys that it is sealed to are the current ones.
pub(super) fn check_recipients(
    connection: &mut SqliteConnection,
    submission: &Submission,
    mailbox_id: MailboxId,
) -> Outcome<()> {
    let (mut unknown, mut stale) = (Vec::new(), Vec::new());
    for entry in &submission.deliveries {
        match key_rows::find_current_epoch(connection, MailboxId(entry.mbox))? {
            None => unknown.push(MailboxId(entry.mbox)),
            // Its own copy a mailbox keeps to the end.
            Some(_)
                if entry.mbox != mailbox_id.0 && key_rows::is_ending(connection, MailboxId(entry.mbox))? =>
            {
                unknown.push(MailboxId(entry.mbox))
            }
            Some(epoch) if epoch != entry.epoch => stale.push(MailboxId(entry.mbox)),
            Some(_) => {}
        }
    }
    if !unknown.is_empty() {
        return Err(AppError::new(Code::UnknownRecipient).mailboxes(unknown));
    }
    if !stale.is_empty() {
        return Err(AppError::new(Code::StaleRecipientKey).mailboxes(stale));
    }
    if submission
        .deliveries
        .iter()
        .all(|entry| entry.mbox != mailbox_id.0)
    {
        return Err(refused("the sender's own copy is missing"));
    }
    Ok(())
}

/// An attachment must be whole, be what the submission says, and be the sender's to give: uploaded by this mailbox, or
/// part of a letter or draft that it still holds. Knowing an id gives nothing.
fn check_parts(
    connection: &mut SqliteConnection,
    submission: &Submission,
    mailbox_id: MailboxId,
    now_ms: u64,
) -> Outcome<()> {
    for part in &submission.parts {
        let blob = upload_rows::find_live(connection, BlobId(part.blob_id))?;
        let holds = match &blob {
            Some(blob) if blob.uploader == Some(mailbox_id) => true,
            Some(_) => {
                rows::holds_blob(connection, mailbox_id, BlobId(part.blob_id), now_ms)?
                    || holds::is_held_by(connection, mailbox_id, BlobId(part.blob_id))?
            }
            None => false,
        };
        let same = blob.is_some_and(|blob| {
            from_i64(blob.size_bytes).ok() == Some(part.csize) && blob.sha256 == part.sha256
        });
        if !holds || !same {
            return Err(Code::BlobUnavailable.into());
        }
    }
    Ok(())
}

/// Each envelope is what the submission says, and an age file with the one shape that letters have.
pub(super) fn check_envelopes(submission: &Submission, envelopes: &[Vec<u8>]) -> Outcome<()> {
    for (entry, envelope) in submission.deliveries.iter().zip(envelopes) {
        if sha256(envelope) != entry.envelope_sha256 {
            return Err(AppError::new(Code::EnvelopeRefused).detail("hash"));
        }
        age::check_delivery_shape(envelope)
            .map_err(|error| AppError::new(Code::EnvelopeRefused).detail(error.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::submission::{Entry, PartEntry};

    fn letter(mailboxes: usize, parts: usize) -> Submission {
        let id = |n: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            id
        };
        let delivery = |n| Entry {
            mbox: id(n),
            epoch: 0,
            envelope_sha256: [0; 32],
            envelope_size: 3707,
        };
        let part = |n| PartEntry {
            blob_id: id(n),
            csize: 100,
            sha256: [0; 32],
        };
        Submission {
            mode: Mode::Mailbox,
            msg_id: [1; 16],
            sender_mbox: id(0),
            sender_epoch: 0,
            created_ms: 1,
            receipt: ReceiptMode::None,
            expires_ms: 0,
            public_label: String::new(),
            manifest_sha256: [0; 32],
            deliveries: (0..mailboxes).map(delivery).collect(),
            parts: (0..parts).map(part).collect(),
            kt_size: 0,
            kt_root: [0; 32],
        }
    }

    fn refusal(change: impl FnOnce(&mut Submission)) -> Code {
        let mut submission = letter(2, 2);
        change(&mut submission);
        check_bounds(&submission).unwrap_err().code()
    }

    #[test]
    fn a_letter_at_every_bound_is_taken() {
        check_bounds(&letter(2, 2)).unwrap();
        check_bounds(&letter(MESSAGE_MAILBOXES_MAX, 20)).unwrap();
        check_bounds(&letter(100, MESSAGE_PARTS_MAX)).unwrap();
    }

    #[test]
    fn what_goes_beyond_a_bound_is_too_large() {
        let code = |submission| check_bounds(&submission).unwrap_err().code();
        assert_eq!(code(letter(MESSAGE_MAILBOXES_MAX + 1, 0)), Code::TooLarge);
        assert_eq!(code(letter(2, MESSAGE_PARTS_MAX + 1)), Code::TooLarge);
        assert_eq!(code(letter(MESSAGE_MAILBOXES_MAX, 21)), Code::TooLarge);
        let large = u32::try_from(ENVELOPE_SIZE_BYTES_MAX).unwrap();
        assert_eq!(
            refusal(|it| it.deliveries[0].envelope_size = large + 1),
            Code::TooLarge
        );
        let mut together = letter(60, 0);
        for entry in &mut together.deliveries {
            entry.envelope_size = large;
        }
        assert_eq!(code(together), Code::TooLarge);
    }

    #[test]
    fn what_is_not_offered_is_refused() {
        assert_eq!(refusal(|it| it.mode = Mode::Pseudonym), Code::SubmissionRefused);
        assert_eq!(
            refusal(|it| it.receipt = ReceiptMode::Registered),
            Code::SubmissionRefused
        );
        assert_eq!(refusal(|it| it.kt_size = 1), Code::SubmissionRefused);
        assert_eq!(refusal(|it| it.kt_root = [1; 32]), Code::SubmissionRefused);
        assert_eq!(refusal(|it| it.parts[1] = it.parts[0]), Code::SubmissionRefused);
    }

    #[test]
    fn the_sender_keeps_her_own_copy_and_the_attachments() {
        let submission = letter(3, 2);
        assert_eq!(
            kept_size_bytes(&submission, MailboxId(submission.sender_mbox)),
            3707 + 200
        );
        assert_eq!(
            kept_size_bytes(&submission, MailboxId(submission.deliveries[1].mbox)),
            0
        );
    }
}
