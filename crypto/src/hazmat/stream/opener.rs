//! Opening a STREAM as the bytes come, with at most one chunk in memory.

use super::{SEALED_CHUNK, StreamKey, TAG_LEN};
use crate::{Refused, Secret};

/// Push-style: [`Opener::update_into`] any number of times, then [`Opener::finish_into`].
///
/// What was appended before an error is an authentic beginning of what was sealed, and stays. Only
/// [`Opener::finish_into`] without an error says that it is the whole.
pub struct Opener {
    key: StreamKey,
    index: u32,
    pending: Vec<u8>,
    refused: bool,
}

impl Opener {
    /// `key` as the sealer had it.
    #[must_use]
    pub fn new(key: &Secret<32>) -> Self {
        Self::at(StreamKey::new(key))
    }

    /// [`Opener::new`] with a key that is ready.
    #[must_use]
    pub fn at(key: StreamKey) -> Self {
        Self {
            key,
            index: 0,
            pending: Vec::new(),
            refused: false,
        }
    }

    /// Takes ciphertext and appends what it opens to `out`.
    ///
    /// # Errors
    /// If a chunk is not the next one, or bytes follow the last; then on every further call too.
    pub fn update_into(&mut self, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        if self.refused {
            return Err(Refused);
        }
        let done = self.advance(sealed, out);
        self.refused = done.is_err();
        done
    }

    /// Opens the last chunk.
    ///
    /// # Errors
    /// If the STREAM does not end here.
    pub fn finish_into(self, out: &mut Vec<u8>) -> Result<(), Refused> {
        if self.refused {
            return Err(Refused);
        }
        let Self {
            key, index, pending, ..
        } = self;
        let start = out.len();
        if key.open_chunk_into(index, true, &pending, out).is_err() {
            // A whole chunk that is not the last is authentic although the end is missing: age releases it.
            if pending.len() == SEALED_CHUNK {
                let _cut_short = key.open_chunk_into(index, false, &pending, out);
            }
            return Err(Refused);
        }
        if out.len() == start && index > 0 {
            Err(Refused)
        } else {
            Ok(())
        }
    }

    fn advance(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        out.reserve(sealed.len().saturating_add(TAG_LEN));
        if !self.pending.is_empty() {
            let (head, rest) =
                sealed.split_at(sealed.len().min(SEALED_CHUNK.saturating_sub(self.pending.len())));
            self.pending.extend_from_slice(head);
            sealed = rest;
            if sealed.is_empty() {
                return Ok(());
            }
            let chunk = std::mem::take(&mut self.pending);
            self.open(&chunk, out)?;
            self.pending = chunk;
            self.pending.clear();
        }
        while let Some((chunk, rest)) = sealed
            .split_at_checked(SEALED_CHUNK)
            .filter(|(_, rest)| !rest.is_empty())
        {
            self.open(chunk, out)?;
            sealed = rest;
        }
        self.pending.reserve_exact(SEALED_CHUNK);
        self.pending.extend_from_slice(sealed);
        Ok(())
    }

    /// A full chunk with more behind it.
    fn open(&mut self, chunk: &[u8], out: &mut Vec<u8>) -> Result<(), Refused> {
        if self.key.open_chunk_into(self.index, false, chunk, out).is_err() {
            // The last chunk with bytes behind it is authentic although the file is not: age releases it.
            let _trailing = self.key.open_chunk_into(self.index, true, chunk, out);
            return Err(Refused);
        }
        self.index = self.index.checked_add(1).ok_or(Refused)?;
        Ok(())
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
