//! The sixteen checks of a reader (protocol.md 3.6), in their order. All must pass before anything of a
//! message is shown; the first that does not is named.
//!
//! Owns the decision and nothing else: records, pins, the log and the clock come from the caller, and so does
//! the memory of what was seen. Two checks are as far as this release goes: **15** accepts only a message
//! without a view of the log (size 0, root zeros), since no client of a log exists yet, and calls any other a
//! fork; **16** refuses every message sent for a group, since there are no groups yet. Pseudonyms (mode 2)
//! fail check 3.

use std::collections::BTreeMap;

use crate::{
    Hash, Id, ParseError,
    age::Identity,
    manifest::Manifest,
    receipt::Promise,
    record::VerifiedRecord,
    sha256,
    sign::{Signature, VerifyingKey},
    submission::Submission,
};

mod inside;
mod outside;
mod rejection;

pub use rejection::{Class, Rejection};

/// What the server hands over for one delivery. Untrusted.
#[derive(Clone, Copy)]
pub struct Sealed<'a> {
    /// The submission's bytes.
    pub submission: &'a [u8],
    /// The sender's outer signature, 64 bytes.
    pub submission_sig: &'a [u8],
    /// The promise's bytes.
    pub promise: &'a [u8],
    /// The server's signature over it, 64 bytes.
    pub promise_sig: &'a [u8],
    /// The delivery.
    pub envelope: &'a [u8],
}

/// Who reads, and what they hold.
#[derive(Clone, Copy)]
pub struct Me<'a> {
    /// The mailbox that is read.
    pub mailbox: Id,
    /// Its address, canonical.
    pub address: &'a str,
    /// Its identities, by epoch.
    pub identities: &'a BTreeMap<u32, Identity>,
    /// The server's signing key, pinned at registration.
    pub server_key: &'a VerifyingKey,
    /// The lowest suite the reader accepts, from keyring/sig.
    pub min_suite: u16,
    /// The reader's key directory, `host/kt`.
    pub directory_origin: &'a str,
    /// The reader's clock, in milliseconds since 1970.
    pub now_ms: u64,
}

/// Whose key the message is said to be signed with.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    /// The record of the claimed sender and epoch ([`claimed_sender`]).
    pub record: &'a VerifiedRecord,
    /// When a later record of the chain replaced its signing key by another, in seconds since 1970.
    pub withdrawn_s: Option<u64>,
}

/// What the reader remembers of a message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Never,
    /// A submission of that SHA-256. The same again is the same letter, which the caller shows once; another
    /// under the same id is equivocation.
    Same(Hash),
    /// It was erased, and does not come back.
    Erased,
}

/// Where the reader stands in a message: decides between Sent and Inbox, whatever folder the server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The reader wrote it: the own copy.
    Sender,
    /// Among `to` and `cc`.
    Recipient,
    /// The blind recipient.
    Blind,
}

/// A message that passed all sixteen checks. Made by [`open`] only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Letter {
    /// The clear record.
    pub submission: Submission,
    /// The server's word on when it came.
    pub promise: Promise,
    /// What the sender says.
    pub manifest: Manifest,
    /// Byte for byte as it was signed, for forwarding and proofs.
    pub manifest_bytes: Vec<u8>,
    /// The inner signature.
    pub signature: Signature,
    /// Where the reader stands in it.
    pub place: Place,
}

/// A message that its sender has sealed for later, and that nobody else has. Made by [`open_held`] only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HeldLetter {
    /// The clear record.
    pub submission: Submission,
    /// What the sender says.
    pub manifest: Manifest,
}

/// Whose record [`open`] will need: mailbox and epoch that the submission claims.
///
/// # Errors
/// If the submission does not parse.
pub fn claimed_sender(submission: &[u8]) -> Result<(Id, u32), ParseError> {
    let submission = Submission::parse(submission)?;
    Ok((submission.sender_mbox, submission.sender_epoch))
}

/// Opens one delivery. The caller has verified the chain of the sender's record against what it has pinned:
/// this function shows that the message is that key's, not whose key it is. `seen` is asked for ids of this
/// sender's mailbox.
///
/// Posting a receipt of kind 2 is allowed after this returns a letter, not before (protocol.md 7.1). To the
/// server a rejection is only "could not open" (R18).
///
/// # Errors
/// The first check that fails.
pub fn open(
    sealed: Sealed<'_>,
    me: Me<'_>,
    sender: Sender<'_>,
    seen: impl Fn(&Id) -> Seen,
) -> Result<Letter, Rejection> {
    let (submission, identity) = outside::check_1_mine(&sealed, &me)?;
    outside::check_2_envelope(&sealed, &me, &submission)?;
    let promise = outside::check_3_sender(&sealed, &me, &submission, &sender)?;
    let sender = sender.record;
    outside::check_4_outer_signature(&sealed, sender)?;
    let plaintext = inside::check_5_opens(&sealed, identity)?;
    let (plaintext, manifest) = inside::check_6_layout(&plaintext)?;
    inside::check_7_manifest_hash(&plaintext, &submission)?;
    inside::check_8_suite(&manifest, &me)?;
    inside::check_9_repeats(&manifest, &submission, &me, sender)?;
    let signature = inside::check_10_inner_signature(&plaintext, sender)?;
    let place = inside::check_11_named(&manifest, &me, &submission, identity)?;
    inside::check_12_mailboxes(&manifest, &me, &submission)?;
    inside::check_13_parts(&manifest, &submission)?;
    inside::check_14_once(&submission, &sha256(sealed.submission), &me, seen)?;
    inside::check_15_gossip(&submission)?;
    inside::check_16_group(&manifest)?;
    Ok(Letter {
        submission,
        promise,
        manifest,
        manifest_bytes: plaintext.manifest,
        signature,
        place,
    })
}

/// Opens the own copy of a message that waits for its time (protocol.md 3.8). There is no promise for it yet, and its time
/// lies ahead: of check 3 what concerns the promise is not made, nor is check 14. `sealed.promise` is not looked at.
/// `own` is the reader's own record of the epoch that the submission names.
///
/// # Errors
/// The first check that fails. A message that the reader did not write fails check 11.
pub fn open_held(sealed: Sealed<'_>, me: Me<'_>, own: &VerifiedRecord) -> Result<HeldLetter, Rejection> {
    let (submission, identity) = outside::check_1_mine(&sealed, &me)?;
    outside::check_2_envelope(&sealed, &me, &submission)?;
    outside::check_3_record(&submission, own)?;
    outside::check_4_outer_signature(&sealed, own)?;
    let plaintext = inside::check_5_opens(&sealed, identity)?;
    let (plaintext, manifest) = inside::check_6_layout(&plaintext)?;
    inside::check_7_manifest_hash(&plaintext, &submission)?;
    inside::check_8_suite(&manifest, &me)?;
    inside::check_9_repeats(&manifest, &submission, &me, own)?;
    inside::check_10_inner_signature(&plaintext, own)?;
    if inside::check_11_named(&manifest, &me, &submission, identity)? != Place::Sender {
        return Err(Rejection::new(11, Class::NotForYou, "held for somebody else"));
    }
    inside::check_12_mailboxes(&manifest, &me, &submission)?;
    inside::check_13_parts(&manifest, &submission)?;
    inside::check_15_gossip(&submission)?;
    inside::check_16_group(&manifest)?;
    Ok(HeldLetter { submission, manifest })
}
