//! What the audit log says of an object: a type, a time and a commitment that can be opened or forgotten.

use crate::{
    Hash, PREFIX, ParseError,
    hazmat::kdf::{hmac_sha256, sha256_of},
    wire::Writer,
};

const VERSION: u8 = 1;

macro_rules! audit_types {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        /// What is logged.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AuditType { $($(#[$doc])* $name,)* }

        impl AuditType {
            /// Every type there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// # Errors
            /// If `number` is none's.
            pub fn from_number(number: u8) -> Result<Self, ParseError> {
                match number {
                    $($number => Ok(Self::$name),)*
                    _ => Err(ParseError::new("unknown audit type")),
                }
            }

            /// Its number in the layouts.
            #[must_use]
            pub fn number(self) -> u8 {
                match self { $(Self::$name => $number,)* }
            }
        }
    };
}

audit_types! {
    /// A message was submitted.
    Submission = 1;
    /// A receipt was posted.
    Receipt = 2;
    /// Somebody signed in.
    Login = 3;
    /// A second factor was wrong.
    FactorFailure = 4;
    /// A key record was added.
    KeyChange = 5;
    /// An account was recovered.
    Recovery = 6;
    /// An administrator did something.
    AdminAction = 7;
    /// Erasing was asked for.
    DeleteRequest = 8;
    /// Something was erased.
    DeleteReport = 9;
    /// Data were exported.
    Export = 10;
    /// A later change to a message.
    Amend = 11;
    /// A letter was opened, by the server's own observation.
    Opened = 12;
    /// A session was ended by somebody.
    SessionEnd = 13;
}

/// `H(P"object\0" ‖ u8 type ‖ lp32(object) ‖ lp16(sig))`: what promises and commitments name an object by.
#[must_use]
pub fn object_hash(audit_type: u8, object: &[u8], sig: &[u8]) -> Hash {
    let object_len = u32::try_from(object.len()).unwrap_or(u32::MAX).to_be_bytes();
    let sig_len = u16::try_from(sig.len()).unwrap_or(u16::MAX).to_be_bytes();
    sha256_of(&[
        PREFIX,
        b"object\0",
        &[audit_type],
        &object_len,
        object,
        &sig_len,
        sig,
    ])
}

/// A leaf of the audit log.
///
/// ```text
/// u8 1 ‖ u8 type ‖ u64 server_ms ‖ commitment[32]
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was logged.
    pub audit_type: AuditType,
    /// The server's clock.
    pub server_ms: u64,
    /// [`AuditEntry::commitment`].
    pub commitment: Hash,
}

impl AuditEntry {
    /// The leaf.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        Writer::with_capacity(42)
            .u8(VERSION)
            .u8(self.audit_type.number())
            .u64(self.server_ms)
            .bytes(&self.commitment)
            .finish()
    }

    /// `HMAC(opening, P"audit-commit\0" ‖ object_hash)`. The opening comes from the generator; without it the
    /// leaf says nothing about the object.
    #[must_use]
    pub fn commitment(opening: &[u8; 32], object_hash: &Hash) -> Hash {
        hmac_sha256(opening, &[PREFIX, b"audit-commit\0", object_hash])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn numbers_are_1_to_13() {
        for (number, audit_type) in (1..).zip(AuditType::ALL) {
            assert_eq!(audit_type.number(), number);
            assert_eq!(AuditType::from_number(number), Ok(*audit_type));
        }
        assert!(AuditType::from_number(0).is_err() && AuditType::from_number(14).is_err());
    }

    #[test]
    fn an_object_is_named_with_its_type_and_signature() {
        let hash = object_hash(1, b"object", b"sig");
        assert!(
            [
                object_hash(2, b"object", b"sig"),
                object_hash(1, b"objec", b"tsig")
            ]
            .iter()
            .all(|h| *h != hash)
        );
    }
}
