//! age v1 files (C2SP age.md) with the hybrid recipient `mlkem768x25519`: what a delivery is on the wire.
//!
//! A delivery has exactly one stanza and is sealed and opened whole ([`seal`], [`open_delivery`]); files of
//! any shape for export and import go through [`FileSealer`], [`FileOpener`] and [`foreign`]. Must not know
//! what the plaintext means, and never tries a key that was not named (protocol.md R11).

use crate::{Secret, hazmat::kdf::hkdf};

mod delivery;
mod file;
pub mod foreign;
pub mod header;
mod identity;
mod stanza;
mod text;

pub use delivery::{check_delivery_shape, delivery_len, open_delivery, seal};
pub use file::{FileOpener, FileSealer, OpenError};
pub use identity::{Identity, Recipient};

/// Bytes of the header of a delivery: one `mlkem768x25519` stanza and the MAC.
pub const DELIVERY_HEADER_LEN: usize = 1627;

/// Bytes of the payload's nonce.
const NONCE_LEN: usize = 16;

/// Bytes of a file key, single use.
const FILE_KEY_LEN: usize = 16;

type FileKey = Secret<FILE_KEY_LEN>;

/// `HKDF(file key, "", "header")`: the key of the header's MAC.
fn derive_mac_key(file_key: &FileKey) -> Secret<32> {
    hkdf(file_key.expose(), b"", &[b"header"])
}

/// `HKDF(file key, nonce, "payload")`: the key of the STREAM.
fn derive_payload_key(file_key: &FileKey, nonce: &[u8; NONCE_LEN]) -> Secret<32> {
    hkdf(file_key.expose(), nonce, &[b"payload"])
}
