//! Somebody who signed, with the key records that say so.

use super::{ProofError, require};
use crate::{
    Hash, Id, ParseError,
    record::{Kind, SignedRecord, VerifiedRecord},
    sign::VerifyingKey,
};

/// Records of one mailbox that a file may have: one a year, and some more.
const RECORDS_MAX: usize = 64;

/// Clocks may differ by so much, in milliseconds.
const SKEW_MS: u64 = 5 * 60 * 1000;

/// Who signed, by the key records in the file. That the address is theirs is the server's word, unless the fingerprint is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Canonical address.
    pub addr: String,
    /// The mailbox.
    pub mailbox: Id,
    /// Of the key that signed.
    pub epoch: u32,
    /// Fingerprint of that key.
    pub fingerprint: Hash,
}

/// Records of a person from the first on, each signed by the one before.
pub(super) struct Chain(Vec<VerifiedRecord>);

impl Chain {
    /// # Errors
    /// If there are none or too many, one does not follow, is nobody's person's, or has a signature that nobody could check.
    pub(super) fn verify(records: &[SignedRecord]) -> Result<Self, ProofError> {
        if records.is_empty() || records.len() > RECORDS_MAX {
            return Err(ParseError::new("a number of key records that there cannot be").into());
        }
        let mut verified: Vec<VerifiedRecord> = Vec::with_capacity(records.len());
        for record in records {
            let next = match verified.last() {
                None => record.verify_first(),
                Some(before) => record.verify_next(before),
            }?;
            let of_person = next.record().kind == Kind::Person && record.org_sig.is_empty();
            require(of_person, "a key record that is no person's")?;
            // Of the first one nothing else would check it.
            require(
                next.record().epoch > 0 || record.prev_sig.is_empty(),
                "a first record with a signature too many",
            )?;
            verified.push(next);
        }
        Ok(Self(verified))
    }

    /// # Errors
    /// If there is none of that epoch.
    pub(super) fn at(&self, epoch: u32) -> Result<&VerifiedRecord, ProofError> {
        let mut records = self.0.iter();
        records
            .find(|record| record.record().epoch == epoch)
            .ok_or(ProofError::Unfit("no key record of the epoch that signed"))
    }

    pub(super) fn newest_key(&self) -> &VerifyingKey {
        self.0
            .last()
            .expect("a chain has at least one record")
            .signing_key()
    }

    /// Refuses a key that was not in its lifetime at a time of the server's, or was replaced before.
    pub(super) fn check_time(&self, record: &VerifiedRecord, server_ms: u64) -> Result<(), ProofError> {
        let ms = |seconds: u64| seconds.saturating_mul(1000);
        let own = record.record();
        let mut later = self.0.iter().filter(|later| later.record().epoch > own.epoch);
        let withdrawn = later.find(|later| later.signing_key() != record.signing_key());
        let is_valid = server_ms.saturating_add(SKEW_MS) >= ms(own.created_s)
            && server_ms <= ms(own.not_after_s)
            && withdrawn
                .is_none_or(|later| server_ms <= ms(later.record().created_s).saturating_add(SKEW_MS));
        require(is_valid, "signed with a key that was over, or not yet made")
    }
}

impl From<&VerifiedRecord> for Party {
    fn from(verified: &VerifiedRecord) -> Self {
        let record = verified.record();
        Self {
            addr: record.addr.clone(),
            mailbox: record.subject_id,
            epoch: record.epoch,
            fingerprint: verified.signing_key().fingerprint(),
        }
    }
}
