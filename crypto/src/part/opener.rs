//! Opening a part as its blob comes.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{NONCE_LEN, PLAINTEXT_LEN_MAX, PartError, PartKey, blob_len, derive_stream_key, length_of};
use crate::{Hash, hazmat::stream};

/// Push-style with one chunk in memory: [`PartOpener::update`] with the blob's bytes in order, then
/// [`PartOpener::finish`]. Only `finish` says that this is the part of the manifest, whole; until then
/// nothing may be saved (protocol.md 4, download).
pub struct PartOpener {
    key: PartKey,
    blob_sha256: Hash,
    /// The nonce so far, then the stream.
    nonce: Vec<u8>,
    stream: Option<stream::Opener>,
    /// Plaintext that is still to come before the padding.
    missing: u64,
    /// Bytes of the blob that are still to come; nothing if the lengths do not fit each other or were passed.
    blob_missing: Option<u64>,
    hash: Sha256,
}

impl PartOpener {
    /// Key, lengths and hash as the signed manifest has them.
    #[must_use]
    pub fn new(key: &PartKey, plaintext_len: u64, blob_len: u64, blob_sha256: &Hash) -> Self {
        let possible = plaintext_len <= PLAINTEXT_LEN_MAX && blob_len == self::blob_len(plaintext_len);
        Self {
            key: key.clone(),
            blob_sha256: *blob_sha256,
            nonce: Vec::with_capacity(NONCE_LEN),
            stream: None,
            missing: plaintext_len,
            blob_missing: possible.then_some(blob_len),
            hash: Sha256::new(),
        }
    }

    /// Takes bytes of the blob and appends the plaintext they open to `out`, without the padding.
    ///
    /// # Errors
    /// If a chunk or the padding is wrong, or more comes than the manifest says; then on every further
    /// call too.
    pub fn update_into(&mut self, blob: &[u8], out: &mut Vec<u8>) -> Result<(), PartError> {
        self.blob_missing = self
            .blob_missing
            .and_then(|missing| missing.checked_sub(length_of(blob)));
        if self.blob_missing.is_none() {
            return Err(PartError::Length);
        }
        let done = self.advance(blob, out);
        if done.is_err() {
            self.blob_missing = None;
        }
        done
    }

    /// [`PartOpener::update_into`] a new buffer.
    ///
    /// # Errors
    /// If a chunk or the padding is wrong, or more comes than the manifest says; then on every further
    /// call too.
    pub fn update(&mut self, blob: &[u8]) -> Result<Vec<u8>, PartError> {
        let mut out = Vec::new();
        self.update_into(blob, &mut out)?;
        Ok(out)
    }

    /// The end of the plaintext: the final chunk, the hash of the whole blob and every byte of the padding
    /// are right.
    ///
    /// # Errors
    /// If one is not, or bytes are missing.
    pub fn finish(mut self) -> Result<Vec<u8>, PartError> {
        if self.blob_missing != Some(0) {
            return Err(PartError::Length);
        }
        let mut out = Vec::new();
        self.stream
            .take()
            .ok_or(PartError::Length)?
            .finish_into(&mut out)?;
        self.unpad(0, &mut out)?;
        let hash: Hash = self.hash.finalize().into();
        if self.missing > 0 || !bool::from(hash.ct_eq(&self.blob_sha256)) {
            return Err(PartError::Refused);
        }
        Ok(out)
    }

    fn advance(&mut self, blob: &[u8], out: &mut Vec<u8>) -> Result<(), PartError> {
        self.hash.update(blob);
        let (nonce, sealed) = blob.split_at(blob.len().min(NONCE_LEN.saturating_sub(self.nonce.len())));
        self.nonce.extend_from_slice(nonce);
        if self.stream.is_none() {
            let Ok(nonce) = self.nonce.as_slice().try_into() else {
                return Ok(());
            };
            self.stream = Some(stream::Opener::new(&derive_stream_key(&self.key, nonce)));
        }
        let from = out.len();
        if let Some(stream) = &mut self.stream {
            stream.update_into(sealed, out)?;
        }
        self.unpad(from, out)
    }

    /// Cuts what was appended after `from` at the end of the plaintext; the rest must be zeros.
    fn unpad(&mut self, from: usize, out: &mut Vec<u8>) -> Result<(), PartError> {
        let opened = out.get(from..).unwrap_or_default();
        let keep = usize::try_from(self.missing)
            .unwrap_or(usize::MAX)
            .min(opened.len());
        let (plaintext, padding) = opened.split_at(keep);
        self.missing = self.missing.saturating_sub(length_of(plaintext));
        let is_zero = padding.iter().fold(0, |bits, byte| bits | byte) == 0;
        out.truncate(from.saturating_add(keep));
        if is_zero { Ok(()) } else { Err(PartError::Refused) }
    }
}

impl std::fmt::Debug for PartOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartOpener")
            .field("blob_missing", &self.blob_missing)
            .finish_non_exhaustive()
    }
}
