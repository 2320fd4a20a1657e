//! Attachments and other large parts (protocol.md 4): one random key each, padded, in chunks, their hash in
//! the signed manifest.
//!
//! ```text
//! k    = HKDF(K_part, nonce, P"part", 32)
//! blob = nonce[16] ‖ STREAM_k(plaintext ‖ zeros to padme(max(len, 1024)))
//! ```
//!
//! Owns the bytes of a blob. Does not own uploads: what the caller must remember to resume one safely is on
//! [`PartSealer::resume`].

use crate::{
    PREFIX, Refused, Secret,
    hazmat::{
        kdf::hkdf,
        stream::{self, StreamKey},
    },
    padme,
};

mod opener;
mod sealer;

pub use crate::PartKey;
pub use opener::PartOpener;
pub use sealer::PartSealer;

/// Bytes of the nonce that a blob begins with.
pub const NONCE_LEN: usize = 16;

/// Plaintexts are padded to at least this.
pub const PADDED_LEN_MIN: u64 = 1024;

/// Longest plaintext: 2^32 chunks, less the padding.
pub const PLAINTEXT_LEN_MAX: u64 = 1 << 47;

const NONCE: u64 = 16;

/// Length of the blob of a plaintext. Saturates at `u64::MAX`.
#[must_use]
pub fn blob_len(plaintext_len: u64) -> u64 {
    stream::sealed_len(padded_len(plaintext_len)).saturating_add(NONCE)
}

/// Opens one chunk of a blob by itself, for reading by ranges. `nonce` is the first 16 bytes of the blob;
/// chunk `index` stands at `16 + index * 65552`. The plaintext still has its padding.
///
/// Safe to show early against the server; whether the *blob* is the one of the manifest is known only after
/// [`PartOpener::finish`].
///
/// # Errors
/// If the chunk is not the one at `index` with that flag.
pub fn open_chunk(
    key: &PartKey,
    nonce: &[u8; NONCE_LEN],
    index: u32,
    last: bool,
    sealed: &[u8],
) -> Result<Vec<u8>, Refused> {
    let mut out = Vec::with_capacity(sealed.len());
    StreamKey::new(&derive_stream_key(key, nonce)).open_chunk_into(index, last, sealed, &mut out)?;
    Ok(out)
}

/// Why a part is not sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// The caller gave more or fewer bytes than it said, or a length beyond [`PLAINTEXT_LEN_MAX`].
    #[error("another length than announced")]
    Length,
    /// A chunk, the hash or the padding is not what was signed.
    #[error("refused")]
    Refused,
}

impl From<Refused> for PartError {
    fn from(_: Refused) -> Self {
        Self::Refused
    }
}

fn padded_len(plaintext_len: u64) -> u64 {
    padme::padded_len(plaintext_len.max(PADDED_LEN_MIN))
}

fn derive_stream_key(key: &PartKey, nonce: &[u8; NONCE_LEN]) -> Secret<32> {
    hkdf(key.expose(), nonce, &[PREFIX, b"part"])
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).expect("usize has at most 64 bits")
}
