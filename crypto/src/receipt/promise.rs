//! The server's signed promise that something was logged, and when.

use super::AuditType;
use crate::{
    Hash, ParseError, Refused,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::{Reader, Writer},
};

const VERSION: u8 = 1;

/// How the person behind an object was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// 0: not at all.
    None,
    /// 1: password.
    Password,
    /// 2: password and code.
    Code,
    /// 3: passkey.
    Passkey,
}

/// A promise, taken apart.
///
/// ```text
/// u8 1 ‖ u8 type ‖ object_hash[32] ‖ u64 audit_index ‖ u64 server_ms ‖ u8 assurance
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What was logged.
    pub audit_type: AuditType,
    /// [`super::object_hash`] of it.
    pub object_hash: Hash,
    /// Its place in the audit log.
    pub audit_index: u64,
    /// The server's clock.
    pub server_ms: u64,
    /// How the person was signed in.
    pub assurance: Assurance,
}

impl Promise {
    /// Takes a promise apart.
    ///
    /// # Errors
    /// If it is not the layout.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let promise = Self {
            audit_type: AuditType::from_number(reader.u8()?)?,
            object_hash: reader.array()?,
            audit_index: reader.u64()?,
            server_ms: reader.u64()?,
            assurance: Assurance::from_number(reader.u8()?)?,
        };
        reader.end()?;
        Ok(promise)
    }

    /// The bytes to sign.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Writer::with_capacity(51)
            .u8(VERSION)
            .u8(self.audit_type.number())
            .bytes(&self.object_hash)
            .u64(self.audit_index)
            .u64(self.server_ms)
            .u8(self.assurance.number())
            .finish()
    }

    /// The server's signature over a promise's bytes.
    #[must_use]
    pub fn sign(bytes: &[u8], server: &SigningKey) -> Signature {
        server.sign(Label::Promise, bytes)
    }

    /// `server` is the key that the client pinned at registration.
    ///
    /// # Errors
    /// If the signature is not the server's over these bytes.
    pub fn verify(bytes: &[u8], signature: &Signature, server: &VerifyingKey) -> Result<(), Refused> {
        server.verify(Label::Promise, bytes, signature)
    }
}

impl Assurance {
    /// # Errors
    /// If `number` is none's.
    pub fn from_number(number: u8) -> Result<Self, ParseError> {
        match number {
            0 => Ok(Self::None),
            1 => Ok(Self::Password),
            2 => Ok(Self::Code),
            3 => Ok(Self::Passkey),
            _ => Err(ParseError::new("unknown assurance")),
        }
    }

    /// Its number in the layout.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Password => 1,
            Self::Code => 2,
            Self::Passkey => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn parses_what_it_encodes_and_nothing_else() {
        let promise = Promise {
            audit_type: AuditType::Receipt,
            object_hash: [1; 32],
            audit_index: 2,
            server_ms: 3,
            assurance: Assurance::Passkey,
        };
        let bytes = promise.encode();
        assert_eq!(bytes.len(), 51);
        assert_eq!(Promise::parse(&bytes), Ok(promise));
        for (at, value) in [(0, 2), (1, 0), (1, 14), (50, 4)] {
            let mut bad = bytes.clone();
            bad[at] = value;
            assert!(Promise::parse(&bad).is_err());
        }
        assert!(Promise::parse(&bytes[..50]).is_err());
        assert!(Promise::parse(&[&bytes[..], &[0]].concat()).is_err());
    }
}
