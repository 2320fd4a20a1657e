//! A key record with its signatures, as it travels.

use serde::{Deserialize, Serialize};

use super::{
    Flags, KeyRecord, Kind, VerifiedRecord,
    verified::{RecordError, verify_alone, verify_first, verify_next},
};
use crate::{
    Hash, Id, ParseError, Refused,
    age::Recipient,
    base64url,
    hazmat::kdf::sha256_of,
    manifest::SUITE_ID,
    sign::{Label, Signature, SigningKey, VerifyingKey},
};

/// A record and up to three signatures, all under the label `key-record`. Untrusted:
/// [`SignedRecord::verify_first`] and its sisters make it a [`VerifiedRecord`]. An absent signature is empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRecord {
    /// [`KeyRecord::encode`]d.
    #[serde(with = "base64url::bytes")]
    pub record: Vec<u8>,
    /// By the record's own key. Always.
    #[serde(rename = "self", with = "base64url::bytes")]
    pub self_sig: Vec<u8>,
    /// By the previous epoch's key. Unless epoch 0 or a reset.
    #[serde(rename = "prev", with = "base64url::bytes")]
    pub prev_sig: Vec<u8>,
    /// By the organisation's key. For a reset in a managed organisation, and for kinds 2, 3 and 5.
    #[serde(rename = "org", with = "base64url::bytes")]
    pub org_sig: Vec<u8>,
}

impl SignedRecord {
    /// The record of epoch 0. `addr` is canonical; times in seconds since 1970, at most 400 days apart. What
    /// breaks a rule is a record that [`SignedRecord::verify_first`] refuses.
    #[must_use]
    pub fn make_first(
        kind: Kind,
        addr: &str,
        subject_id: &Id,
        signer: &SigningKey,
        recipient: &Recipient,
        created_s: u64,
        not_after_s: u64,
    ) -> Self {
        let record = KeyRecord {
            kind,
            addr: addr.to_owned(),
            subject_id: *subject_id,
            epoch: 0,
            prev: [0; 32],
            sig_pk: *signer.verifying_key().as_bytes(),
            enc_pk: recipient.as_bytes().to_vec(),
            suites: vec![SUITE_ID],
            flags: Flags::default(),
            escrow_org_fp: None,
            roster_hash: None,
            created_s,
            not_after_s,
        };
        Self::sign(&record, signer, None)
    }

    /// The record that follows `prev`: signed by the new key and by the previous one. `signer` may be the
    /// same key. Flags, escrow and roster stay as they were, but a reset is over. What breaks a rule is a
    /// record that [`SignedRecord::verify_next`] refuses.
    #[must_use]
    pub fn make_next(
        prev: &VerifiedRecord,
        prev_signer: &SigningKey,
        signer: &SigningKey,
        recipient: &Recipient,
        created_s: u64,
        not_after_s: u64,
    ) -> Self {
        let before = prev.record();
        let record = KeyRecord {
            epoch: before.epoch.saturating_add(1),
            prev: prev.hash(),
            sig_pk: *signer.verifying_key().as_bytes(),
            enc_pk: recipient.as_bytes().to_vec(),
            flags: Flags {
                reset: false,
                ..before.flags
            },
            created_s,
            not_after_s,
            ..before.clone()
        };
        Self::sign(&record, signer, Some(prev_signer))
    }

    /// Signs any record: by its own key and, where there is one, the previous. For the records that
    /// [`SignedRecord::make_first`] and [`SignedRecord::make_next`] do not make.
    #[must_use]
    pub fn sign(record: &KeyRecord, signer: &SigningKey, prev_signer: Option<&SigningKey>) -> Self {
        let record = record.encode();
        let sign = |key: &SigningKey| key.sign(Label::KeyRecord, &record).to_bytes().to_vec();
        let self_sig = sign(signer);
        let prev_sig = prev_signer.map(sign).unwrap_or_default();
        Self {
            record,
            self_sig,
            prev_sig,
            org_sig: Vec::new(),
        }
    }

    /// With the organisation's signature.
    #[must_use]
    pub fn with_org(mut self, org: &SigningKey) -> Self {
        self.org_sig = org.sign(Label::KeyRecord, &self.record).to_bytes().to_vec();
        self
    }

    /// Whether the organisation signed.
    ///
    /// # Errors
    /// If its signature is absent or not `org`'s.
    pub fn verify_org(&self, org: &VerifyingKey) -> Result<(), Refused> {
        org.verify(Label::KeyRecord, &self.record, &Signature::parse(&self.org_sig)?)
    }

    /// Verifies a record of epoch 0: its own signature and every rule. Who the subject is, is not shown by
    /// it.
    ///
    /// # Errors
    /// What is wrong.
    pub fn verify_first(&self) -> Result<VerifiedRecord, RecordError> {
        verify_first(self)
    }

    /// Verifies a record of any epoch by itself: its own signature and the rules. **The chain is the caller's
    /// duty:** the result says only that somebody with this key made this record.
    ///
    /// # Errors
    /// What is wrong.
    pub fn verify_alone(&self) -> Result<VerifiedRecord, RecordError> {
        verify_alone(self)
    }

    /// Verifies the record that follows `prev`: the next epoch of the same subject, address and kind, signed
    /// by the previous key.
    ///
    /// # Errors
    /// What is wrong; [`RecordError::Reset`] if all is right but that it is a reset, so not signed by the
    /// previous key.
    pub fn verify_next(&self, prev: &VerifiedRecord) -> Result<VerifiedRecord, RecordError> {
        verify_next(self, prev)
    }

    /// `obj` of protocol.md 6.2, which the key directory commits to:
    /// `rec_hash ‖ H(lp16(self) ‖ lp16(prev) ‖ lp16(org))`.
    ///
    /// # Errors
    /// If a signature is longer than 65,535 bytes.
    pub fn object(&self) -> Result<[u8; 64], ParseError> {
        let mut signatures = Vec::with_capacity(256);
        for signature in [&self.self_sig, &self.prev_sig, &self.org_sig] {
            let len =
                u16::try_from(signature.len()).map_err(|_| ParseError::new("signature of another length"))?;
            signatures.extend_from_slice(&len.to_be_bytes());
            signatures.extend_from_slice(signature);
        }
        let halves: [Hash; 2] = [KeyRecord::hash_of(&self.record), sha256_of(&[&signatures])];
        Ok(*halves
            .as_flattened()
            .first_chunk()
            .expect("two hashes are 64 bytes"))
    }
}

impl std::fmt::Debug for SignedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedRecord").finish_non_exhaustive()
    }
}
