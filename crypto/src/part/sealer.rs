//! Sealing a part as its bytes come.

use sha2::{Digest, Sha256};

use super::{NONCE_LEN, PLAINTEXT_LEN_MAX, PartError, PartKey, derive_stream_key, length_of, padded_len};
use crate::{
    Hash,
    hazmat::stream::{self, CHUNK, CHUNK_LEN, StreamKey},
};

/// A chunk of padding.
static ZEROS: [u8; CHUNK] = [0; CHUNK];

/// Chunks of padding in one go.
const PAD_STEP: u32 = 16;

/// Push-style with one chunk in memory: [`PartSealer::update`] until `plaintext_len` bytes are in, then
/// [`PartSealer::finish`].
pub struct PartSealer {
    stream: stream::Sealer,
    /// Plaintext that is still to come; nothing if the announced length is impossible or was passed.
    missing: Option<u64>,
    /// Padding that is still to be sealed.
    padding: u64,
    /// The nonce, until it is out.
    start: Vec<u8>,
    /// Of the blob so far; nothing after a resume.
    hash: Option<Sha256>,
}

impl PartSealer {
    /// Starts a blob. `key` and `nonce` come from the generator and are used for this plaintext only. The
    /// nonce comes out first.
    #[must_use]
    pub fn new(key: &PartKey, nonce: [u8; NONCE_LEN], plaintext_len: u64) -> Self {
        let stream = stream::Sealer::new(&derive_stream_key(key, &nonce));
        let padding = padded_len(plaintext_len).saturating_sub(plaintext_len);
        let missing = (plaintext_len <= PLAINTEXT_LEN_MAX).then_some(plaintext_len);
        Self {
            stream,
            missing,
            padding,
            start: nonce.to_vec(),
            hash: Some(Sha256::new()),
        }
    }

    /// Goes on with a blob whose first `from_chunk` chunks the server has; the plaintext is fed from
    /// `from_chunk * 65536`. There is no hash of the whole: the caller reads the blob's beginning again for
    /// it.
    ///
    /// The caller's duty (protocol.md 4): it has stored the high-water mark and the hash of the plaintext up
    /// to it, has read the file again, and found it unchanged. Two plaintexts under one key and chunk lose
    /// both.
    #[must_use]
    pub fn resume(key: &PartKey, nonce: [u8; NONCE_LEN], plaintext_len: u64, from_chunk: u32) -> Self {
        let done = u64::from(from_chunk).saturating_mul(CHUNK_LEN);
        let padded_len = padded_len(plaintext_len);
        let possible = plaintext_len <= PLAINTEXT_LEN_MAX && (done < padded_len || from_chunk == 0);
        Self {
            stream: stream::Sealer::at(StreamKey::new(&derive_stream_key(key, &nonce)), from_chunk),
            missing: possible.then_some(plaintext_len.saturating_sub(done)),
            padding: padded_len.saturating_sub(plaintext_len.max(done)),
            start: Vec::new(),
            hash: None,
        }
    }

    /// Takes plaintext and appends what is complete of the blob to `out`.
    ///
    /// # Errors
    /// If more comes than was announced; then on every further call too.
    pub fn update_into(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), PartError> {
        self.missing = self
            .missing
            .and_then(|missing| missing.checked_sub(length_of(plaintext)));
        if self.missing.is_none() {
            return Err(PartError::Length);
        }
        self.seal(plaintext, out)
    }

    /// [`PartSealer::update_into`] a new buffer.
    ///
    /// # Errors
    /// If more comes than was announced; then on every further call too.
    pub fn update(&mut self, plaintext: &[u8]) -> Result<Vec<u8>, PartError> {
        let mut out = Vec::new();
        self.update_into(plaintext, &mut out)?;
        Ok(out)
    }

    /// Seals at most `chunks` chunks' worth of the padding once all plaintext is in, and says whether some is
    /// left. For large parts, whose padding [`PartSealer::finish`] would otherwise make in one piece.
    ///
    /// # Errors
    /// If plaintext is missing.
    pub fn pad_into(&mut self, chunks: u32, out: &mut Vec<u8>) -> Result<bool, PartError> {
        if self.missing != Some(0) {
            return Err(PartError::Length);
        }
        for _ in 0..chunks {
            let step = usize::try_from(self.padding).unwrap_or(CHUNK).min(CHUNK);
            let zeros = ZEROS.get(..step).unwrap_or_default();
            self.seal(zeros, out)?;
            self.padding = self.padding.saturating_sub(length_of(zeros));
            if self.padding == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The end of the blob, and the SHA-256 of the whole blob (nothing after a resume).
    ///
    /// # Errors
    /// If plaintext is missing.
    pub fn finish(mut self) -> Result<(Vec<u8>, Option<Hash>), PartError> {
        let mut out = Vec::new();
        while self.pad_into(PAD_STEP, &mut out)? {}
        let sealed = out.len();
        self.stream.finish_into(&mut out);
        let hash = self.hash.map(|hash| {
            hash.chain_update(out.get(sealed..).unwrap_or_default())
                .finalize()
                .into()
        });
        Ok((out, hash))
    }

    fn seal(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), PartError> {
        let from = out.len();
        out.append(&mut self.start);
        self.stream.update_into(plaintext, out)?;
        if let Some(hash) = &mut self.hash {
            hash.update(out.get(from..).unwrap_or_default());
        }
        Ok(())
    }
}

impl std::fmt::Debug for PartSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartSealer")
            .field("missing", &self.missing)
            .finish_non_exhaustive()
    }
}
