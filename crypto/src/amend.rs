//! A later change to a message (protocol.md 3.8): signed by its sender, never an edit.
//!
//! ```text
//! u8 1 ‖ u8 kind(1 expiry, 2 recall unread) ‖ msg_id[16] ‖ H(submission)[32] ‖ u64 value_ms ‖ u64 now_ms
//! ```
//!
//! Owns layout and signature. Which deliveries a change reaches is the server's; whose key must have signed it, and when, the
//! reader's client checks.

use crate::{
    Hash, Id, ParseError, Refused,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;
const EXPIRY: u8 = 1;
const RECALL: u8 = 2;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// 1: deliveries are erased at another time, in milliseconds since 1970; 0 is never.
    Expiry(u64),
    /// 2: deliveries that nobody has opened are erased. Its value is 0.
    Recall,
}

/// A change, taken apart. Its signature is over the bytes it came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amend {
    /// What is changed.
    pub change: Change,
    /// Of which message.
    pub msg_id: Id,
    /// `H(submission)`: of that very one.
    pub submission_sha256: Hash,
    /// The sender's clock, in milliseconds since 1970.
    pub now_ms: u64,
}

impl Amend {
    /// Takes a change apart.
    ///
    /// # Errors
    /// If it is not the layout, or a recall has a value.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let kind = reader.u8()?;
        let (msg_id, submission_sha256, value_ms) = (reader.array()?, reader.array()?, reader.u64()?);
        let amend = Self {
            change: match (kind, value_ms) {
                (EXPIRY, value_ms) => Change::Expiry(value_ms),
                (RECALL, 0) => Change::Recall,
                (RECALL, _) => return Err(ParseError::new("a recall with a value")),
                _ => return Err(ParseError::new("unknown kind")),
            },
            msg_id,
            submission_sha256,
            now_ms: reader.u64()?,
        };
        reader.end()?;
        Ok(amend)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (kind, value_ms) = match self.change {
            Change::Expiry(value_ms) => (EXPIRY, value_ms),
            Change::Recall => (RECALL, 0),
        };
        Writer::with_capacity(66)
            .u8(VERSION)
            .u8(kind)
            .bytes(&self.msg_id)
            .bytes(&self.submission_sha256)
            .u64(value_ms)
            .u64(self.now_ms)
            .finish()
    }

    /// The sender's signature over a change's bytes.
    #[must_use]
    pub fn sign(bytes: &[u8], sender: &SigningKey) -> Signature {
        sender.sign(Label::Amend, bytes)
    }

    /// The key comes from a record of the message's sender, of the message's epoch or a later one.
    ///
    /// # Errors
    /// If the signature is not the key's over these bytes.
    pub fn verify(bytes: &[u8], signature: &Signature, sender: &VerifyingKey) -> Result<(), Refused> {
        sender.verify(Label::Amend, bytes, signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    const AMEND: Amend = Amend {
        change: Change::Expiry(7),
        msg_id: [1; 16],
        submission_sha256: [2; 32],
        now_ms: 9,
    };

    #[test]
    fn parses_what_it_encodes_and_nothing_else() {
        for change in [Change::Expiry(0), Change::Expiry(u64::MAX), Change::Recall] {
            let amend = Amend { change, ..AMEND };
            assert_eq!(Amend::parse(&amend.encode()), Ok(amend));
        }
        let bytes = AMEND.encode();
        for len in 0..bytes.len() {
            assert!(Amend::parse(&bytes[..len]).is_err(), "{len}");
        }
        assert!(Amend::parse(&[&bytes[..], &[0]].concat()).is_err());
        // Another version, kinds that there are not, and a recall with a value.
        for (at, value) in [(0, 2), (1, 0), (1, 3), (1, 2)] {
            let mut bad = bytes.clone();
            bad[at] = value;
            assert!(Amend::parse(&bad).is_err(), "{at} {value}");
        }
    }
}
