//! The server's own layer over every blob it stores (protocol.md 8.3): erasing 32 bytes makes the blob
//! unreadable, also together with the reader's keys.
//!
//! ```text
//! stored = "FSB1" ‖ nonce[16] ‖ STREAM_{HKDF(K_b, nonce, P"at-rest", 32)}(end-to-end bytes)
//! ```
//!
//! Owns the bytes. Files, syncing and overwriting are the server's vault. Chunks are sealed by index, so that
//! an upload can be stored as it comes; the vault never seals an index twice and holds the last chunk back.

use rand_core::CryptoRng;

use crate::{
    PREFIX, ParseError, Refused, Secret,
    hazmat::{
        kdf::hkdf,
        stream::{self, StreamKey},
    },
    wire::Reader,
};

pub mod slot;

pub use crate::hazmat::stream::{CHUNK, SEALED_CHUNK};
pub use crate::{BlobKey, EpochKey};

const MAGIC: &[u8; 4] = b"FSB1";

/// Bytes of the nonce in the header.
pub const NONCE_LEN: usize = 16;

/// Bytes before the first chunk.
pub const HEADER_LEN: usize = 20;

/// [`HEADER_LEN`] as a length of a file.
const HEADER: u64 = 20;

/// Length of the stored blob of `e2e_len` bytes. Saturates at `u64::MAX`.
#[must_use]
pub fn stored_len(e2e_len: u64) -> u64 {
    stream::sealed_len(e2e_len).saturating_add(HEADER)
}

/// The inverse of [`stored_len`]; nothing if no blob is stored in that length.
#[must_use]
pub fn e2e_len(stored_len: u64) -> Option<u64> {
    stream::plaintext_len(stored_len.checked_sub(HEADER)?)
}

/// A header with a new nonce.
pub fn make_header(rng: &mut (impl CryptoRng + ?Sized)) -> [u8; HEADER_LEN] {
    let mut header = [0; HEADER_LEN];
    let (magic, nonce) = header.split_at_mut(MAGIC.len());
    magic.copy_from_slice(MAGIC);
    rng.fill_bytes(nonce);
    header
}

/// The nonce in a header.
///
/// # Errors
/// If `header` is not exactly one.
pub fn parse_header(header: &[u8]) -> Result<[u8; NONCE_LEN], ParseError> {
    let mut reader = Reader::new(header);
    if reader.array()? != *MAGIC {
        return Err(ParseError::new("not a stored blob"));
    }
    let nonce = reader.array()?;
    reader.end()?;
    Ok(nonce)
}

/// The key of one stored blob's chunks of 65,536 bytes (65,552 sealed); the last may be shorter.
#[derive(Debug)]
pub struct ChunkKey(StreamKey);

impl ChunkKey {
    /// From the slot's key and the nonce in the blob's header.
    #[must_use]
    pub fn derive(key: &BlobKey, nonce: &[u8; NONCE_LEN]) -> Self {
        let key: Secret<32> = hkdf(key.expose(), nonce, &[PREFIX, b"at-rest"]);
        Self(StreamKey::new(&key))
    }

    /// Seals a chunk. The caller never seals other bytes at an index it has sealed, and says `last` exactly
    /// once.
    #[must_use]
    pub fn seal_chunk(&self, index: u32, last: bool, chunk: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.seal_chunk_into(index, last, chunk, &mut out);
        out
    }

    /// [`ChunkKey::seal_chunk`], appended to `out`.
    pub fn seal_chunk_into(&self, index: u32, last: bool, chunk: &[u8], out: &mut Vec<u8>) {
        self.0.seal_chunk_into(index, last, chunk, out);
    }

    /// Opens a chunk.
    ///
    /// # Errors
    /// If it is not the one at `index` with that flag.
    pub fn open_chunk(&self, index: u32, last: bool, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::new();
        self.open_chunk_into(index, last, sealed, &mut out)?;
        Ok(out)
    }

    /// [`ChunkKey::open_chunk`], appended to `out`, which stays as it was when refused.
    ///
    /// # Errors
    /// If it is not the one at `index` with that flag.
    pub fn open_chunk_into(
        &self,
        index: u32,
        last: bool,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Refused> {
        self.0.open_chunk_into(index, last, sealed, out)
    }
}

/// Seals a whole blob, for what fits in memory.
pub fn seal(key: &BlobKey, e2e: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    let header = make_header(rng);
    let nonce = parse_header(&header).expect("a made header is a header");
    let len = u64::try_from(e2e.len()).map_or(u64::MAX, stored_len);
    let mut out = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    out.extend_from_slice(&header);
    let mut sealer = stream::Sealer::at(ChunkKey::derive(key, &nonce).0, 0);
    sealer
        .update_into(e2e, &mut out)
        .expect("memory holds fewer than 2^32 chunks");
    sealer.finish_into(&mut out);
    out
}

/// Opens a whole stored blob. Nothing is released unless all of it verifies.
///
/// # Errors
/// One for everything.
pub fn open(key: &BlobKey, stored: &[u8]) -> Result<Vec<u8>, Refused> {
    let (header, sealed) = stored.split_at_checked(HEADER_LEN).ok_or(Refused)?;
    let nonce = parse_header(header)?;
    let mut out = Vec::with_capacity(sealed.len().saturating_add(stream::TAG_LEN));
    let mut opener = stream::Opener::at(ChunkKey::derive(key, &nonce).0);
    opener.update_into(sealed, &mut out)?;
    opener.finish_into(&mut out)?;
    Ok(out)
}
