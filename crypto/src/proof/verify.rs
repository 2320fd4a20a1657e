//! What a proof file proves.

use super::{Party, Proof, ProofError, ReceiptEntry, broken, file::Entry, party::Chain, require};
use crate::{
    Hash, Id,
    manifest::{Manifest, hash_of},
    receipt::{AuditEntry, AuditType, Promise, Receipt, ReceiptKind, derive_opened, object_hash},
    sign::{Signature, VerifyingKey},
    submission::{Mode, ReceiptMode, Submission},
    tlog::{Checkpoint, Head, NoteVerifier, leaf_hash, verify_inclusion},
};
use std::collections::BTreeSet;

/// All that holds, under the keys that the file names.
#[derive(Debug)]
#[non_exhaustive]
pub struct Proven {
    /// The file's own time: its maker's clock.
    pub made_ms: u64,
    /// Signed the promises.
    pub server_key: VerifyingKey,
    /// Signed the checkpoint. Its name is the log's.
    pub log_key: NoteVerifier,
    /// The head that everything below is in.
    pub head: Head,
    /// Who sent the letter, and signed the file.
    pub sender: Party,
    /// The letter's submission.
    pub submission: Submission,
    /// The server's word on when it came.
    pub promise: Promise,
    /// Who opened it.
    pub receipts: Vec<ProvenReceipt>,
    /// The letter. Where it is there, it is what was sent, and every receipt's maker had it open.
    pub manifest: Option<Manifest>,
}

/// A receipt that holds.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProvenReceipt {
    /// Who signed it.
    pub reader: Party,
    /// What it says.
    pub receipt: Receipt,
    /// The server's word on when it came.
    pub promise: Promise,
}

/// What all entries of a file stand under.
struct Log {
    server_key: VerifyingKey,
    log_key: NoteVerifier,
    head: Head,
}

/// Verifies a file by what is in it alone. **The caller's duty:** to compare the server's and the log's key, and the fingerprints of
/// people's, with what is known of them from elsewhere.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(file: &[u8]) -> Result<Proven, ProofError> {
    let (proof, sender) = Proof::open(file)?;
    let log_key = NoteVerifier::parse(&proof.log_key)?;
    require(log_key.name().ends_with("/audit"), "a log of another kind")?;
    let log = Log {
        server_key: VerifyingKey::parse(&proof.server_key)?,
        head: Checkpoint::open_alone(&proof.checkpoint, &log_key).map_err(broken("the log's checkpoint"))?,
        log_key,
    };
    let submission = Submission::parse(&proof.submission.bytes)?;
    let promise = log.verify_entry(&proof.submission, AuditType::Submission)?;
    let record = sender.at(submission.sender_epoch)?;
    require(submission.mode == Mode::Mailbox, "a letter of a pseudonym")?;
    require(
        record.record().subject_id == submission.sender_mbox,
        "the sender's key record",
    )?;
    sender.check_time(record, promise.server_ms)?;
    let signature = Signature::parse(&proof.submission.signature)?;
    Submission::verify(&proof.submission.bytes, &signature, record.signing_key())
        .map_err(broken("the sender's signature over the submission"))?;
    let manifest = match &proof.manifest {
        None => None,
        Some(bytes) => Some(check_manifest(&bytes.0, &submission, &record.into())?),
    };
    let mut readers = BTreeSet::new();
    let mut receipts: Vec<ProvenReceipt> = Vec::with_capacity(proof.receipts.len());
    for entry in &proof.receipts {
        let proven = log.verify_receipt(entry, &submission, manifest.as_ref())?;
        let before = receipts
            .last()
            .map_or(promise.audit_index, |last| last.promise.audit_index);
        require(
            proven.promise.audit_index > before,
            "receipts in another order than the log's",
        )?;
        require(
            readers.insert(proven.reader.mailbox),
            "two receipts of one reader",
        )?;
        receipts.push(proven);
    }
    Ok(Proven {
        made_ms: proof.made_ms,
        server_key: log.server_key,
        log_key: log.log_key,
        head: log.head,
        sender: record.into(),
        submission,
        promise,
        receipts,
        manifest,
    })
}

impl Log {
    /// The promise about an entry, which is in the log where it says.
    fn verify_entry(&self, entry: &Entry, audit_type: AuditType) -> Result<Promise, ProofError> {
        let promise = Promise::parse(&entry.promise)?;
        let signature = Signature::parse(&entry.promise_signature)?;
        Promise::verify(&entry.promise, &signature, &self.server_key)
            .map_err(broken("the server's signature under a promise"))?;
        let object = object_hash(audit_type.number(), &entry.bytes, &entry.signature);
        let is_about_it = promise.audit_type == audit_type && promise.object_hash == object;
        require(is_about_it, "a promise about something else")?;
        let leaf = AuditEntry {
            audit_type,
            server_ms: promise.server_ms,
            commitment: AuditEntry::commitment(&entry.opening, &object),
        };
        let leaf = leaf_hash(&leaf.encode());
        verify_inclusion(&leaf, promise.audit_index, &self.head, &entry.inclusion)
            .map_err(broken("that an entry is in the log"))?;
        Ok(promise)
    }

    /// All that protocol section 7.2 asks of the sender's own program.
    fn verify_receipt(
        &self,
        entry: &ReceiptEntry,
        submission: &Submission,
        manifest: Option<&Manifest>,
    ) -> Result<ProvenReceipt, ProofError> {
        let receipt = Receipt::parse(&entry.receipt.bytes)?;
        let promise = self.verify_entry(&entry.receipt, AuditType::Receipt)?;
        let reader = Chain::verify(&entry.reader)?;
        let record = reader.at(receipt.reader_epoch)?;
        let signature = Signature::parse(&entry.receipt.signature)?;
        Receipt::verify(&entry.receipt.bytes, &signature, record.signing_key())
            .map_err(broken("a reader's signature under a receipt"))?;
        reader.check_time(record, promise.server_ms)?;
        let party = Party::from(record);
        let delivery = submission
            .delivery(&receipt.delivery_mbox)
            .ok_or(ProofError::Unfit("a receipt for no delivery"))?;
        let sealed_to = reader.at(delivery.epoch)?;
        let fits = submission.receipt == ReceiptMode::Opened
            && receipt.kind == ReceiptKind::Opened
            && receipt.msg_id == submission.msg_id
            && receipt.manifest_sha256 == submission.manifest_sha256
            && receipt.envelope_sha256 == delivery.envelope_sha256
            && receipt.delivery_mbox == receipt.reader_mbox
            && receipt.reader_mbox != submission.sender_mbox
            && receipt.reader_mbox == party.mailbox
            && receipt.reader_addr == party.addr
            && receipt.reader_epoch >= delivery.epoch
            && receipt.audit_size <= promise.audit_index;
        require(fits, "a receipt for another letter, or of somebody else")?;
        if let Some(manifest) = manifest {
            let enc = sealed_to.recipient().fingerprint();
            check_named(manifest, &party, delivery.epoch, &enc)?;
            let (id, mbox) = (&submission.msg_id, &party.mailbox);
            let opened = derive_opened(manifest.salt.expose(), id, mbox, mbox);
            require(
                receipt.opened == opened,
                "a receipt of somebody who had not opened the letter",
            )?;
        }
        Ok(ProvenReceipt {
            reader: party,
            receipt,
            promise,
        })
    }
}

/// The letter, if it is the one that was sent.
fn check_manifest(bytes: &[u8], submission: &Submission, sender: &Party) -> Result<Manifest, ProofError> {
    require(
        hash_of(bytes) == submission.manifest_sha256,
        "another letter than the submission's",
    )?;
    let manifest = Manifest::parse(bytes)?;
    let from = &manifest.from;
    let fits = manifest.id == submission.msg_id
        && manifest.created_ms == submission.created_ms
        && from.mbox == sender.mailbox
        && from.addr == sender.addr
        && from.epoch == sender.epoch
        && from.sig == sender.fingerprint;
    require(fits, "a letter that tells another story than its submission")?;
    Ok(manifest)
}

/// The letter names this reader, with the key that it was sealed to.
fn check_named(manifest: &Manifest, reader: &Party, epoch: u32, enc: &Hash) -> Result<(), ProofError> {
    let mut named = manifest.to.iter().chain(&manifest.cc).chain(&manifest.bcc);
    let is_named = named.any(|named| {
        named.mbox == reader.mailbox && named.addr == reader.addr && named.epoch == epoch && named.enc == *enc
    });
    require(is_named, "a reader whom the letter does not name")
}

impl Proven {
    /// Mailboxes that it went to, without the sender's own.
    pub fn recipients(&self) -> impl Iterator<Item = Id> + '_ {
        let sender = self.submission.sender_mbox;
        let mailboxes = self.submission.deliveries.iter().map(|delivery| delivery.mbox);
        mailboxes.filter(move |mailbox| *mailbox != sender)
    }
}
