//! The submission (protocol.md 3.5): the clear, signed record of who gets which envelope. What the server,
//! the audit log and every recipient see of a message.
//!
//! ```text
//! u8 1 ‖ u8 mode ‖ msg_id[16] ‖ sender_mbox[16] ‖ u32 sender_epoch ‖ u64 created_ms
//! ‖ u8 receipt ‖ u64 expires_ms ‖ lp8(public_label) ‖ manifest_sha256[32]
//! ‖ u16 n ‖ n × { mbox[16] ‖ u32 epoch ‖ envelope_sha256[32] ‖ u32 envelope_size }   strictly ascending
//! ‖ u16 p ‖ p × { blob_id[16] ‖ u64 csize ‖ sha256[32] }                             in manifest order
//! ‖ u64 kt_size ‖ kt_root[32]
//! ```
//!
//! Owns layout, bounds and signature. What the server checks against its rows and clock is the server's.

use serde::{Deserialize, Serialize};

use crate::{
    Hash, Id, ParseError, Refused,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;

/// Most mailboxes of a message, the sender's own among them.
pub const MAILBOXES_MAX: usize = 500;

/// Most bytes of all envelopes of a message together.
pub const ENVELOPES_LEN_MAX: u64 = 64 << 20;

/// Longest public label, in bytes.
pub const LABEL_LEN_MAX: usize = 64;

/// Bytes of an [`Entry`] and a [`PartEntry`].
const ENTRY_LEN: usize = 56;
const PART_ENTRY_LEN: usize = 56;

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 1: a mailbox with a key record.
    Mailbox,
    /// 2: a form source or letter reader, without one.
    Pseudonym,
}

/// Which receipts the sender asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReceiptMode {
    /// 0: none.
    None,
    /// 1: one when it is opened, if the reader allows it.
    Opened,
    /// 2: the envelope is withheld until the reader has signed for it.
    Registered,
}

/// One delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub mbox: Id,
    /// Sealed to the key of this epoch.
    pub epoch: u32,
    /// Hash of the envelope.
    pub envelope_sha256: Hash,
    /// Its bytes.
    pub envelope_size: u32,
}

/// One blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartEntry {
    /// Its id.
    pub blob_id: Id,
    /// Its bytes.
    pub csize: u64,
    /// Its hash.
    pub sha256: Hash,
}

/// A submission, taken apart. Its signature is over the bytes it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Who signs.
    pub mode: Mode,
    /// The message, and the key under which a repetition is recognised.
    pub msg_id: Id,
    /// The sender's mailbox.
    pub sender_mbox: Id,
    /// The epoch of the key that signs.
    pub sender_epoch: u32,
    /// Milliseconds since 1970.
    pub created_ms: u64,
    /// Receipts.
    pub receipt: ReceiptMode,
    /// Milliseconds since 1970; 0 is never.
    pub expires_ms: u64,
    /// What the reader sees before opening; mostly empty, at most [`LABEL_LEN_MAX`] bytes.
    pub public_label: String,
    /// `H(manifest)`.
    pub manifest_sha256: Hash,
    /// Strictly ascending by mailbox; the sender's own copy among them.
    pub deliveries: Vec<Entry>,
    /// In the manifest's order.
    pub parts: Vec<PartEntry>,
    /// The sender's view of the key directory; 0 where no log exists.
    pub kt_size: u64,
    /// Its root; zeros where no log exists.
    pub kt_root: Hash,
}

impl Submission {
    /// Takes a submission apart.
    ///
    /// # Errors
    /// If it is not the layout, a list is not in its order or too long, or the sender's own copy is missing.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let submission = Self {
            mode: Mode::read(&mut reader)?,
            msg_id: reader.array()?,
            sender_mbox: reader.array()?,
            sender_epoch: reader.u32()?,
            created_ms: reader.u64()?,
            receipt: ReceiptMode::read(&mut reader)?,
            expires_ms: reader.u64()?,
            public_label: reader.text8()?,
            manifest_sha256: reader.array()?,
            deliveries: list(&mut reader, ENTRY_LEN, Entry::read)?,
            parts: list(&mut reader, PART_ENTRY_LEN, PartEntry::read)?,
            kt_size: reader.u64()?,
            kt_root: reader.array()?,
        };
        reader.end()?;
        submission.check_bounds()?;
        Ok(submission)
    }

    /// The bytes to sign. The caller sorts `deliveries` and keeps the bounds that [`Submission::parse`]
    /// checks; what has no layout at all (a list or label too long for its length) gives no bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let lists = self
            .deliveries
            .len()
            .saturating_add(self.parts.len())
            .saturating_mul(ENTRY_LEN);
        Writer::with_capacity(lists.saturating_add(256))
            .u8(VERSION)
            .u8(self.mode.number())
            .bytes(&self.msg_id)
            .bytes(&self.sender_mbox)
            .u32(self.sender_epoch)
            .u64(self.created_ms)
            .u8(self.receipt.number())
            .u64(self.expires_ms)
            .lp8(self.public_label.as_bytes())
            .bytes(&self.manifest_sha256)
            .count16(self.deliveries.len())
            .each(&self.deliveries, |to, entry| {
                to.bytes(&entry.mbox)
                    .u32(entry.epoch)
                    .bytes(&entry.envelope_sha256)
                    .u32(entry.envelope_size)
            })
            .count16(self.parts.len())
            .each(&self.parts, |to, part| {
                to.bytes(&part.blob_id).u64(part.csize).bytes(&part.sha256)
            })
            .u64(self.kt_size)
            .bytes(&self.kt_root)
            .finish()
    }

    /// The outer signature, over a submission's bytes.
    #[must_use]
    pub fn sign(bytes: &[u8], signer: &SigningKey) -> Signature {
        signer.sign(Label::Submit, bytes)
    }

    /// The key comes from the record of the claimed sender and epoch.
    ///
    /// # Errors
    /// If the signature is not the key's over these bytes.
    pub fn verify(bytes: &[u8], signature: &Signature, key: &VerifyingKey) -> Result<(), Refused> {
        key.verify(Label::Submit, bytes, signature)
    }

    /// The delivery to `mbox`.
    #[must_use]
    pub fn delivery(&self, mbox: &Id) -> Option<&Entry> {
        self.deliveries.iter().find(|entry| entry.mbox == *mbox)
    }

    fn check_bounds(&self) -> Result<(), ParseError> {
        let envelopes = self
            .deliveries
            .iter()
            .map(|entry| u64::from(entry.envelope_size))
            .sum::<u64>();
        let reason = if self.public_label.len() > LABEL_LEN_MAX {
            "label too long"
        } else if self.deliveries.len() > MAILBOXES_MAX {
            "too many mailboxes"
        } else if envelopes > ENVELOPES_LEN_MAX {
            "envelopes too large"
        } else if !self.deliveries.is_sorted_by(|a, b| a.mbox < b.mbox) {
            "mailboxes not in order"
        } else if self.delivery(&self.sender_mbox).is_none() {
            "the sender's copy is missing"
        } else {
            return Ok(());
        };
        Err(ParseError::new(reason))
    }
}

/// A list under a `u16`, which takes no more memory than the bytes that are there.
fn list<T>(
    reader: &mut Reader<'_>,
    entry_len: usize,
    read: fn(&mut Reader<'_>) -> Result<T, ParseError>,
) -> Result<Vec<T>, ParseError> {
    let count = usize::from(reader.u16()?);
    if count.saturating_mul(entry_len) > reader.remaining() {
        return Err(ParseError::new("too short"));
    }
    (0..count).map(|_| read(reader)).collect()
}

impl Entry {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(Self {
            mbox: reader.array()?,
            epoch: reader.u32()?,
            envelope_sha256: reader.array()?,
            envelope_size: reader.u32()?,
        })
    }
}

impl PartEntry {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        Ok(Self {
            blob_id: reader.array()?,
            csize: reader.u64()?,
            sha256: reader.array()?,
        })
    }
}

impl Mode {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        match reader.u8()? {
            1 => Ok(Self::Mailbox),
            2 => Ok(Self::Pseudonym),
            _ => Err(ParseError::new("unknown mode")),
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Mailbox => 1,
            Self::Pseudonym => 2,
        }
    }
}

impl ReceiptMode {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        match reader.u8()? {
            0 => Ok(Self::None),
            1 => Ok(Self::Opened),
            2 => Ok(Self::Registered),
            _ => Err(ParseError::new("unknown receipt mode")),
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Opened => 1,
            Self::Registered => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn submission() -> Submission {
        let entry = |mbox: u8| Entry {
            mbox: [mbox; 16],
            epoch: 1,
            envelope_sha256: [4; 32],
            envelope_size: 3707,
        };
        Submission {
            mode: Mode::Mailbox,
            msg_id: [1; 16],
            sender_mbox: [2; 16],
            sender_epoch: 3,
            created_ms: 4,
            receipt: ReceiptMode::Opened,
            expires_ms: 5,
            public_label: "Ärende".into(),
            manifest_sha256: [6; 32],
            deliveries: vec![entry(2), entry(3)],
            parts: vec![PartEntry {
                blob_id: [7; 16],
                csize: 1056,
                sha256: [8; 32],
            }],
            kt_size: 0,
            kt_root: [0; 32],
        }
    }

    fn refused(change: impl FnOnce(&mut Submission)) -> &'static str {
        let mut changed = submission();
        change(&mut changed);
        Submission::parse(&changed.encode()).map_or_else(|error| error.reason(), |_| "fine")
    }

    #[test]
    fn parses_what_it_encodes_and_nothing_shorter_or_longer() {
        let bytes = submission().encode();
        assert_eq!(Submission::parse(&bytes), Ok(submission()));
        for len in 0..bytes.len() {
            assert!(Submission::parse(&bytes[..len]).is_err(), "{len}");
        }
        assert!(Submission::parse(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn bounds_and_order() {
        assert_eq!(refused(|_| ()), "fine");
        assert_eq!(refused(|s| s.public_label = "x".repeat(65)), "label too long");
        assert_eq!(refused(|s| s.deliveries.reverse()), "mailboxes not in order");
        assert_eq!(
            refused(|s| s.deliveries[1].mbox = [2; 16]),
            "mailboxes not in order"
        );
        assert_eq!(
            refused(|s| s.sender_mbox = [9; 16]),
            "the sender's copy is missing"
        );
        assert_eq!(refused(|s| s.deliveries.clear()), "the sender's copy is missing");
        assert_eq!(
            refused(|s| s.deliveries[0].envelope_size = 64 << 20),
            "envelopes too large"
        );
        let entry = submission().deliveries[0];
        let many = |count: u16| {
            (0..count)
                .map(|i| {
                    let mut mbox = [2; 16];
                    mbox[..2].copy_from_slice(&(0x0202 + i).to_be_bytes());
                    Entry { mbox, ..entry }
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(refused(|s| s.deliveries = many(500)), "fine");
        assert_eq!(refused(|s| s.deliveries = many(501)), "too many mailboxes");
    }

    #[test]
    fn unknown_numbers_are_refused() {
        let bytes = submission().encode();
        for (at, values) in [(0, vec![0, 2]), (1, vec![0, 3]), (46, vec![3, 255])] {
            for value in values {
                let mut bad = bytes.clone();
                bad[at] = value;
                assert!(Submission::parse(&bad).is_err(), "{at} {value}");
            }
        }
    }

    #[test]
    fn what_has_no_layout_gives_no_bytes() {
        assert_eq!(refused(|s| s.public_label = "x".repeat(256)), "too short");
    }
}
