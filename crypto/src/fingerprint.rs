//! `fp` of protocol.md 2.1: how a public key is named inside signed structs.

use crate::{Hash, PREFIX, hazmat::kdf::sha256_of};

/// Signature algorithm 1: Ed25519 (RFC 8032), verified strictly.
pub const SIG_ED25519: u16 = 1;

/// Encryption algorithm 0x647a: X-Wing, by its HPKE KEM id.
pub const ENC_XWING: u16 = 0x647a;

/// `H(P"key-fp" ‖ u16 alg ‖ lp16(pk))`. `pk` of this protocol has at most 1,216 bytes; one over 65,535 bytes
/// has no fingerprint, and its length is taken as 65,535, which no shorter key can meet.
#[must_use]
pub fn of(alg: u16, pk: &[u8]) -> Hash {
    let len = u16::try_from(pk.len()).unwrap_or(u16::MAX);
    sha256_of(&[PREFIX, b"key-fp", &alg.to_be_bytes(), &len.to_be_bytes(), pk])
}
