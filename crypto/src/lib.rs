//! The forsegla-1 protocol: what is encrypted, signed, wrapped and checked, byte for byte.
//!
//! Owns every layout of `docs/protocol.md` that an endpoint or the server must make or read, and the checks a
//! reader makes before anything is shown. Must not do I/O, read a clock, make a generator, or know of HTTP,
//! databases and pages: times and randomness are arguments, so that native and wasm run the same tests.
//!
//! The modules below are safe envelopes: what they return was verified, what they take is length-checked.
//! The raw primitives are in [`hazmat`]; the folder's name is the warning.

pub mod address;
pub mod age;
pub mod amend;
pub mod at_rest;
pub(crate) mod base64url;
pub mod checks;
mod error;
pub mod fingerprint;
pub mod hazmat;
mod json;
pub mod keys;
pub mod local;
pub mod manifest;
pub mod message;
pub mod opaque;
pub mod padme;
pub mod part;
pub mod proof;
pub mod receipt;
pub mod record;
pub mod recovery;
pub mod report;
pub mod safety;
pub mod second_factor;
mod secret;
pub mod server_box;
pub mod session;
pub mod sign;
pub mod submission;
#[cfg(test)]
mod test_rng;
pub mod tlog;
pub mod work;

mod wire;

pub use error::{ParseError, Refused};
pub use rand_core::CryptoRng;
pub use secret::{BlobKey, EpochKey, KDec, KLocal, KSig, Kek, PartKey, Secret, Umk, UnlockKey};

/// 16 bytes from the generator: a mailbox, a message, a blob, a user, a session (protocol.md 2).
pub type Id = [u8; 16];

/// A SHA-256.
pub type Hash = [u8; 32];

/// `P` of protocol.md 2: every hash, HKDF info and signature of our own begins with it or has it in its
/// label.
pub(crate) const PREFIX: &[u8] = b"forsegla.v1/";

/// SHA-256 (FIPS 180-4): `H` of protocol.md 2.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    hazmat::kdf::sha256_of(&[bytes])
}
