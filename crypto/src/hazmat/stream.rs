//! STREAM over ChaCha20-Poly1305 as age has it (C2SP age.md, "Payload"; protocol.md 3.4, 4, 8.3): the one
//! chunked encryption that age payloads, parts and the layer at rest share.
//!
//! Owns chunking, nonces and the rule of the last chunk. Does not know where a key comes from or what is
//! inside: every key must be fresh, since all chunks are numbered from 0.

use aead_stream::{NewStream, StreamBE32, StreamPrimitive, aead::Buffer};
use chacha20poly1305::ChaCha20Poly1305;

use crate::{Refused, Secret};

mod opener;
mod sealer;

pub use opener::Opener;
pub use sealer::Sealer;

/// Plaintext bytes of a chunk; the last may be shorter.
pub const CHUNK: usize = 65_536;

/// [`CHUNK`] as a length of a file.
pub const CHUNK_LEN: u64 = 65_536;

/// Bytes that a sealed chunk has more.
pub const TAG_LEN: usize = 16;

/// Bytes of a full sealed chunk.
pub const SEALED_CHUNK: usize = CHUNK + TAG_LEN;

/// [`TAG_LEN`] as a length of a file.
const TAG: u64 = 16;

/// Length of the STREAM of `plaintext_len` bytes: 16 more for each chunk, and one chunk even for nothing.
/// Saturates at `u64::MAX`.
#[must_use]
pub fn sealed_len(plaintext_len: u64) -> u64 {
    plaintext_len.saturating_add(chunks(plaintext_len).saturating_mul(TAG))
}

/// The inverse of [`sealed_len`]; nothing if no plaintext gives a STREAM of that length.
#[must_use]
pub fn plaintext_len(sealed_len: u64) -> Option<u64> {
    let plaintext_len = sealed_len.checked_sub(sealed_len.div_ceil(CHUNK_LEN + TAG).checked_mul(TAG)?)?;
    (self::sealed_len(plaintext_len) == sealed_len).then_some(plaintext_len)
}

/// Number of chunks of `plaintext_len` bytes, at least 1.
#[must_use]
pub fn chunks(plaintext_len: u64) -> u64 {
    plaintext_len.div_ceil(CHUNK_LEN).max(1)
}

/// A key for the chunks of one STREAM. The nonce of a chunk is 7 zero bytes ‖ u32 index ‖ 0x01 if last else
/// 0x00, which are age's 11-byte counter and flag.
pub struct StreamKey(StreamBE32<ChaCha20Poly1305>);

impl StreamKey {
    /// `key` must never have been used for another STREAM.
    #[must_use]
    pub fn new(key: &Secret<32>) -> Self {
        Self(StreamBE32::new(&(*key.expose()).into(), &[0; 7].into()))
    }

    /// Appends the sealed chunk to `out`: `plaintext.len() + 16` bytes.
    pub fn seal_chunk_into(&self, index: u32, last: bool, plaintext: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        out.reserve(plaintext.len().saturating_add(TAG_LEN));
        out.extend_from_slice(plaintext);
        self.0
            .encrypt_in_place(index, last, b"", &mut Tail { bytes: out, start })
            .expect("ChaCha20-Poly1305 takes up to 256 GiB and the buffer grows");
    }

    /// Appends the opened chunk to `out`, or nothing.
    ///
    /// # Errors
    /// If the chunk is not the one at `index` with that flag.
    pub fn open_chunk_into(
        &self,
        index: u32,
        last: bool,
        sealed: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), Refused> {
        let start = out.len();
        out.extend_from_slice(sealed);
        let opened = self
            .0
            .decrypt_in_place(index, last, b"", &mut Tail { bytes: out, start });
        if opened.is_err() {
            out.truncate(start);
        }
        opened.map_err(|_| Refused)
    }
}

impl std::fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StreamKey")
    }
}

/// Seals one chunk by itself; see [`StreamKey`].
#[must_use]
pub fn seal_chunk(key: &Secret<32>, index: u32, last: bool, plaintext: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    StreamKey::new(key).seal_chunk_into(index, last, plaintext, &mut out);
    out
}

/// Opens one chunk by itself; see [`StreamKey`].
///
/// # Errors
/// If the chunk is not the one at `index` with that flag.
pub fn open_chunk(key: &Secret<32>, index: u32, last: bool, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut out = Vec::new();
    StreamKey::new(key).open_chunk_into(index, last, sealed, &mut out)?;
    Ok(out)
}

/// The end of an output buffer, so that a chunk is sealed and opened where it will stay.
struct Tail<'a> {
    bytes: &'a mut Vec<u8>,
    start: usize,
}

impl AsRef<[u8]> for Tail<'_> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

impl AsMut<[u8]> for Tail<'_> {
    fn as_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.start..).unwrap_or_default()
    }
}

impl Buffer for Tail<'_> {
    fn extend_from_slice(&mut self, other: &[u8]) -> aead_stream::aead::Result<()> {
        self.bytes.extend_from_slice(other);
        Ok(())
    }

    fn truncate(&mut self, len: usize) {
        self.bytes.truncate(self.start.saturating_add(len));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn lengths_at_the_edges() {
        for (plain, sealed) in [
            (0, 16),
            (1, 17),
            (65_535, 65_551),
            (65_536, 65_552),
            (65_537, 65_569),
            (131_072, 131_104),
        ] {
            assert_eq!(sealed_len(plain), sealed);
            assert_eq!(plaintext_len(sealed), Some(plain));
        }
        for impossible in [0, 15, 65_553, 65_568, 131_105, 131_120] {
            assert_eq!(plaintext_len(impossible), None, "{impossible}");
        }
        assert_eq!(sealed_len(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_chunk_opens_only_at_its_place() {
        let key = Secret::from_bytes([9; 32]);
        let sealed = seal_chunk(&key, 3, false, b"chunk");
        assert_eq!(open_chunk(&key, 3, false, &sealed).as_deref(), Ok(&b"chunk"[..]));
        assert_eq!(open_chunk(&key, 3, true, &sealed), Err(Refused));
        assert_eq!(open_chunk(&key, 2, false, &sealed), Err(Refused));
        assert_eq!(open_chunk(&key, 3, false, &sealed[..15]), Err(Refused));
    }

    #[test]
    fn a_refused_chunk_leaves_the_output_as_it_was() {
        let key = StreamKey::new(&Secret::from_bytes([9; 32]));
        let mut out = b"before".to_vec();
        assert!(key.open_chunk_into(0, true, &[0; 100], &mut out).is_err());
        assert_eq!(out, b"before");
    }
}
