//! Checks 1 to 4: before anything is opened.

use super::{Class, Me, Rejection, Sealed, Sender, rejection::require};
use crate::{
    age::Identity,
    receipt::{AuditType, Promise, object_hash},
    record::VerifiedRecord,
    sha256,
    sign::Signature,
    submission::{Mode, Submission},
};

/// Clocks may differ by so much, in milliseconds.
pub(super) const SKEW_MS: u64 = 5 * 60 * 1000;

/// The submission parses, and has an entry for me whose epoch I hold.
pub(super) fn check_1_mine<'a>(
    sealed: &Sealed<'_>,
    me: &Me<'a>,
) -> Result<(Submission, &'a Identity), Rejection> {
    let submission = Submission::parse(sealed.submission)
        .map_err(|error| Rejection::new(1, Class::Damaged, error.reason()))?;
    let entry = submission.delivery(&me.mailbox).ok_or(Rejection::new(
        1,
        Class::NotForYou,
        "no delivery to this mailbox",
    ))?;
    let identity = me.identities.get(&entry.epoch);
    let identity = identity.ok_or(Rejection::new(
        1,
        Class::NotForYou,
        "sealed to an epoch without a seed",
    ))?;
    Ok((submission, identity))
}

/// The envelope is the one that the submission names for me.
pub(super) fn check_2_envelope(
    sealed: &Sealed<'_>,
    me: &Me<'_>,
    submission: &Submission,
) -> Result<(), Rejection> {
    let size = u32::try_from(sealed.envelope.len()).ok();
    let same = submission.delivery(&me.mailbox).is_some_and(|entry| {
        size == Some(entry.envelope_size) && sha256(sealed.envelope) == entry.envelope_sha256
    });
    require(same, 2, Class::Damaged, "another envelope")
}

/// The record is the claimed sender's, the promise is the server's for this submission, and the record was
/// valid then.
pub(super) fn check_3_sender(
    sealed: &Sealed<'_>,
    me: &Me<'_>,
    submission: &Submission,
    sender: &Sender<'_>,
) -> Result<Promise, Rejection> {
    check_3_record(submission, sender.record)?;
    let record = sender.record.record();
    let promised = Promise::parse(sealed.promise).and_then(|promise| {
        let signature = Signature::parse(sealed.promise_sig)?;
        Ok((
            promise,
            Promise::verify(sealed.promise, &signature, me.server_key).is_ok(),
        ))
    });
    let (promise, signed) = promised.map_err(|error| Rejection::new(3, Class::Forged, error.reason()))?;
    require(signed, 3, Class::Forged, "the promise is not the server's")?;
    let object = object_hash(
        AuditType::Submission.number(),
        sealed.submission,
        sealed.submission_sig,
    );
    let is_for_this = promise.audit_type == AuditType::Submission && promise.object_hash == object;
    require(is_for_this, 3, Class::Forged, "the promise is for something else")?;

    let from_ms = record.created_s.saturating_mul(1000);
    let until_ms = record.not_after_s.saturating_mul(1000);
    let was_withdrawn = sender
        .withdrawn_s
        .is_some_and(|at_s| promise.server_ms > at_s.saturating_mul(1000).saturating_add(SKEW_MS));
    let was_valid = promise.server_ms.saturating_add(SKEW_MS) >= from_ms
        && promise.server_ms <= until_ms
        && !was_withdrawn;
    require(
        was_valid,
        3,
        Class::SenderKeyChanged,
        "signed with a withdrawn key",
    )?;
    Ok(promise)
}

/// The record is the claimed sender's: what of check 3 needs no promise.
pub(super) fn check_3_record(submission: &Submission, record: &VerifiedRecord) -> Result<(), Rejection> {
    let record = record.record();
    let has_record = submission.mode == Mode::Mailbox;
    require(
        has_record,
        3,
        Class::Forged,
        "a pseudonym, which this release does not read",
    )?;
    let is_senders = record.subject_id == submission.sender_mbox && record.epoch == submission.sender_epoch;
    require(is_senders, 3, Class::Forged, "the record is not the sender's")
}

/// The outer signature is the record's key's.
pub(super) fn check_4_outer_signature(sealed: &Sealed<'_>, sender: &VerifiedRecord) -> Result<(), Rejection> {
    let signed = Signature::parse(sealed.submission_sig).is_ok_and(|signature| {
        Submission::verify(sealed.submission, &signature, sender.signing_key()).is_ok()
    });
    require(signed, 4, Class::Forged, "the submission is not the sender's")
}
