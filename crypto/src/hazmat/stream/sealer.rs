//! Sealing a STREAM as the bytes come, with at most one chunk in memory.

use zeroize::Zeroizing;

use super::{CHUNK, StreamKey, TAG_LEN};
use crate::{Refused, Secret};

/// Push-style: [`Sealer::update_into`] any number of times, then [`Sealer::finish_into`].
///
/// A full chunk is held back until it is known whether it is the last: the last chunk is never empty, unless
/// there is nothing at all.
pub struct Sealer {
    key: StreamKey,
    index: u32,
    pending: Zeroizing<Vec<u8>>,
}

impl Sealer {
    /// `key` must never have been used for another STREAM.
    #[must_use]
    pub fn new(key: &Secret<32>) -> Self {
        Self::at(StreamKey::new(key), 0)
    }

    /// Goes on at chunk `index`. The caller answers for what was sealed before: no other bytes may ever have
    /// been sealed at `index` or above under this key (protocol.md 4, resume).
    #[must_use]
    pub fn at(key: StreamKey, index: u32) -> Self {
        Self {
            key,
            index,
            pending: Zeroizing::new(Vec::new()),
        }
    }

    /// Takes `plaintext` and appends the chunks that are complete to `out`.
    ///
    /// # Errors
    /// After 2^32 chunks.
    pub fn update_into(&mut self, mut plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        out.reserve(plaintext.len().saturating_add(plaintext.len() / CHUNK * TAG_LEN));
        if !self.pending.is_empty() {
            let (head, rest) =
                plaintext.split_at(plaintext.len().min(CHUNK.saturating_sub(self.pending.len())));
            self.pending.extend_from_slice(head);
            plaintext = rest;
            if plaintext.is_empty() {
                return Ok(());
            }
            let chunk = std::mem::take(&mut self.pending);
            self.seal(&chunk, out)?;
            self.pending = chunk;
            self.pending.clear();
        }
        while let Some((chunk, rest)) = plaintext
            .split_at_checked(CHUNK)
            .filter(|(_, rest)| !rest.is_empty())
        {
            self.seal(chunk, out)?;
            plaintext = rest;
        }
        self.pending.reserve_exact(CHUNK);
        self.pending.extend_from_slice(plaintext);
        Ok(())
    }

    /// Appends the last chunk.
    pub fn finish_into(self, out: &mut Vec<u8>) {
        self.key.seal_chunk_into(self.index, true, &self.pending, out);
    }

    fn seal(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        let next = self.index.checked_add(1).ok_or(Refused)?;
        self.key.seal_chunk_into(self.index, false, chunk, out);
        self.index = next;
        Ok(())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
