//! What a key record must satisfy, and the type that only a record which does can have.

use super::{KeyRecord, Kind, LIFETIME_S_MAX, SignedRecord};
use crate::{
    Hash, ParseError, Refused,
    age::Recipient,
    sign::{Label, Signature, VerifyingKey},
};

/// A record whose own signature and rules were checked. Made by the `verify_` functions of [`SignedRecord`]
/// only.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedRecord {
    record: KeyRecord,
    hash: Hash,
    signing_key: VerifyingKey,
    recipient: Recipient,
}

/// Why a record is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not the layout.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A rule of protocol.md 6.2 is broken.
    #[error("key record: {0}")]
    Rule(&'static str),
    /// Not signed by its own key.
    #[error("key record: not signed by its own key")]
    SelfSignature,
    /// Not the record that follows.
    #[error("key record: does not follow: {0}")]
    Chain(&'static str),
    /// Not signed by the previous key.
    #[error("key record: not signed by the previous key")]
    PrevSignature,
    /// Follows, but as a reset: the previous key did not consent. To go on with it is a person's decision,
    /// and the organisation's signature is the caller's to check.
    #[error("key record: keys were reset")]
    Reset,
}

impl VerifiedRecord {
    /// The record.
    #[must_use]
    pub fn record(&self) -> &KeyRecord {
        &self.record
    }

    /// `rec_hash`.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Its signing key.
    #[must_use]
    pub fn signing_key(&self) -> &VerifyingKey {
        &self.signing_key
    }

    /// Its encryption key.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }
}

impl std::fmt::Debug for VerifiedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("VerifiedRecord").field(&self.record).finish()
    }
}

pub(super) fn verify_alone(signed: &SignedRecord) -> Result<VerifiedRecord, RecordError> {
    let record = KeyRecord::parse(&signed.record)?;
    check_rules(&record).map_err(RecordError::Rule)?;
    check_presence(signed, &record).map_err(RecordError::Rule)?;
    let signing_key = VerifyingKey::parse(&record.sig_pk)?;
    let recipient = Recipient::parse(&record.enc_pk)?;
    verify(&signing_key, &signed.record, &signed.self_sig).map_err(|Refused| RecordError::SelfSignature)?;
    let hash = KeyRecord::hash_of(&signed.record);
    Ok(VerifiedRecord {
        record,
        hash,
        signing_key,
        recipient,
    })
}

pub(super) fn verify_first(signed: &SignedRecord) -> Result<VerifiedRecord, RecordError> {
    let verified = verify_alone(signed)?;
    if verified.record.epoch != 0 {
        return Err(RecordError::Chain("not epoch 0"));
    }
    Ok(verified)
}

pub(super) fn verify_next(
    signed: &SignedRecord,
    prev: &VerifiedRecord,
) -> Result<VerifiedRecord, RecordError> {
    let verified = verify_alone(signed)?;
    let (before, after) = (&prev.record, &verified.record);
    if before.epoch.checked_add(1) != Some(after.epoch) {
        return Err(RecordError::Chain("not the next epoch"));
    }
    if before.subject_id != after.subject_id || before.addr != after.addr || before.kind != after.kind {
        return Err(RecordError::Chain("of another subject"));
    }
    if after.prev != prev.hash {
        return Err(RecordError::Chain("names another previous record"));
    }
    if after.flags.reset {
        return Err(RecordError::Reset);
    }
    verify(&prev.signing_key, &signed.record, &signed.prev_sig)
        .map_err(|Refused| RecordError::PrevSignature)?;
    Ok(verified)
}

fn verify(key: &VerifyingKey, record: &[u8], signature: &[u8]) -> Result<(), Refused> {
    key.verify(Label::KeyRecord, record, &Signature::parse(signature)?)
}

/// What the record must satisfy by itself.
fn check_rules(record: &KeyRecord) -> Result<(), &'static str> {
    if (record.epoch == 0) != (record.prev == [0; 32]) {
        return Err("epoch 0 and no previous record go together");
    }
    if record.epoch == 0 && record.flags.reset {
        return Err("nothing to reset at epoch 0");
    }
    if record.flags.escrowed != record.escrow_org_fp.is_some() {
        return Err("escrow and its key go together");
    }
    if record.roster_hash.is_some() && record.kind != Kind::Group {
        return Err("a roster without a group");
    }
    match record.not_after_s.checked_sub(record.created_s) {
        Some(1..=LIFETIME_S_MAX) => Ok(()),
        _ => Err("not a lifetime of at most 400 days"),
    }
}

/// Which signatures there must be, and must not.
fn check_presence(signed: &SignedRecord, record: &KeyRecord) -> Result<(), &'static str> {
    if (record.epoch > 0 && !record.flags.reset) == signed.prev_sig.is_empty() {
        return Err("the previous key signs, unless epoch 0 or a reset");
    }
    let org_must = matches!(record.kind, Kind::Group | Kind::System | Kind::Form);
    if org_must && signed.org_sig.is_empty() {
        return Err("the organisation signs groups, systems and forms");
    }
    Ok(())
}
