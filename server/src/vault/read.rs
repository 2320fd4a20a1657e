//! Giving out blobs: whole, or by ranges.

use super::{Place, ReadError, Vault};
use crypto::at_rest::{self, ChunkKey};
use crypto::hazmat::stream::{CHUNK_LEN, SEALED_CHUNK};
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;

/// One blob, open for reading in any order.
pub(crate) struct BlobReader {
    file: File,
    key: ChunkKey,
    size_bytes: u64,
}

impl Vault {
    /// Reads a whole blob. For small ones: envelopes and keyrings.
    pub(crate) fn read(&self, place: Place) -> Result<Vec<u8>, ReadError> {
        let key = self.slots.read(place)?;
        let mut stored = Vec::new();
        self.files.open_read(&place.id)?.read_to_end(&mut stored)?;
        Ok(at_rest::open(&key, &stored)?)
    }

    /// Opens a complete blob of `size_bytes` for reading by ranges.
    pub(crate) fn reader(&self, place: Place, size_bytes: u64) -> Result<BlobReader, ReadError> {
        let key = self.slots.read(place)?;
        let file = self.files.open_read(&place.id)?;
        let mut header = [0; at_rest::HEADER_LEN];
        file.read_exact_at(&mut header, 0)?;
        let nonce = at_rest::parse_header(&header).map_err(|_| ReadError::Damaged)?;
        Ok(BlobReader {
            file,
            key: ChunkKey::derive(&key, &nonce),
            size_bytes,
        })
    }
}

impl BlobReader {
    /// The bytes `start..end` of the blob, as they were uploaded. The caller keeps ranges inside the blob and small.
    pub(crate) fn read_range(&self, start: u64, end: u64) -> Result<Vec<u8>, ReadError> {
        let first = start / CHUNK_LEN;
        let mut bytes = Vec::new();
        let mut index = first;
        while index * CHUNK_LEN < end {
            bytes.extend_from_slice(&self.read_chunk(index)?);
            index += 1;
        }
        let skip = to_usize(start - first * CHUNK_LEN)?;
        let take = to_usize(end - start)?;
        bytes
            .get(skip..skip + take)
            .map(<[u8]>::to_vec)
            .ok_or(ReadError::Damaged)
    }

    fn read_chunk(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        let clear_len = (self.size_bytes - index * CHUNK_LEN).min(CHUNK_LEN);
        let last = index * CHUNK_LEN + clear_len == self.size_bytes;
        let mut stored = vec![0; to_usize(clear_len)? + 16];
        self.file.read_exact_at(&mut stored, chunk_offset(index))?;
        let index = u32::try_from(index).map_err(|_| ReadError::Damaged)?;
        Ok(self.key.open_chunk(index, last, &stored)?)
    }
}

/// Where a chunk begins on disk.
pub(super) fn chunk_offset(index: u64) -> u64 {
    to_u64(at_rest::HEADER_LEN) + index * to_u64(SEALED_CHUNK)
}

pub(super) fn to_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

fn to_usize(len: u64) -> Result<usize, ReadError> {
    usize::try_from(len).map_err(|_| ReadError::Damaged)
}
