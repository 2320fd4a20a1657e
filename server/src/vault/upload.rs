//! Blobs that come in by segments. What was accepted is never written over: the layer here is a stream cipher, and
//! two texts under one place of it would betray each other.

use super::read::{chunk_offset, to_u64};
use super::{Place, ReadError, Vault};
use crate::rng;
use crypto::at_rest::{self, ChunkKey};
use crypto::hazmat::stream::{CHUNK, CHUNK_LEN};
use crypto::{BlobKey, Id};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, PoisonError};

/// Why a segment was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppendError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] ReadError),
    /// Other bytes lie at this place already.
    #[error("other bytes were written here before")]
    Conflict,
    /// Another segment of the same blob is being written.
    #[error("another segment is being written")]
    Busy,
}

impl From<io::Error> for AppendError {
    fn from(error: io::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Vault {
    /// Makes room for a blob that is to come in segments. Durable on return.
    pub(crate) fn begin_upload(&self, id: &Id) -> io::Result<Place> {
        let place = Place {
            id: *id,
            slot: self.slots.allocate()?,
        };
        let begun = self.create_empty(place);
        if begun.is_err() {
            self.slots.release(place.slot);
        }
        begun.map(|()| place)
    }

    fn create_empty(&self, place: Place) -> io::Result<()> {
        self.slots
            .write(place.slot, &place.id, &BlobKey::make(&mut rng::system()))?;
        self.slots.sync()?;
        let mut file = self.files.create(&place.id)?;
        file.write_all(&at_rest::make_header(&mut rng::system()))?;
        self.files.sync(&file)?;
        self.files.sync_folder(&self.files.path(&place.id))
    }

    /// Writes the segment that begins at `offset` (a multiple of the chunk size, and all before it accepted) of a
    /// blob of `size_bytes`. Durable on return. A repeat of the same bytes, after a crash between this and the row,
    /// changes nothing. One segment of a blob at a time.
    pub(crate) fn append(
        &self,
        place: Place,
        size_bytes: u64,
        offset: u64,
        segment: &[u8],
    ) -> Result<(), AppendError> {
        let _turn = Turn::take(&self.appending, place.id).ok_or(AppendError::Busy)?;
        let file = self.files.open_write(&place.id)?;
        let mut header = [0; at_rest::HEADER_LEN];
        file.read_exact_at(&mut header, 0)?;
        let nonce = at_rest::parse_header(&header).map_err(|_| ReadError::Damaged)?;
        let key = ChunkKey::derive(&self.slots.read(place)?, &nonce);
        let sealed = seal_segment(&key, size_bytes, offset, segment)?;
        write_once(&file, chunk_offset(offset / CHUNK_LEN), &sealed)?;
        self.files.sync(&file)?;
        Ok(())
    }
}

/// The right to write to one blob, given back when dropped.
struct Turn<'a> {
    taken: &'a Mutex<HashSet<Id>>,
    id: Id,
}

impl<'a> Turn<'a> {
    fn take(taken: &'a Mutex<HashSet<Id>>, id: Id) -> Option<Self> {
        let free = taken.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        free.then_some(Self { taken, id })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.id);
    }
}

fn seal_segment(key: &ChunkKey, size_bytes: u64, offset: u64, segment: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut sealed = Vec::with_capacity(segment.len() + segment.len() / 4096 + 16);
    let mut at = offset;
    for chunk in segment.chunks(CHUNK) {
        let index = u32::try_from(at / CHUNK_LEN).map_err(|_| ReadError::Damaged)?;
        at += to_u64(chunk.len());
        key.seal_chunk_into(index, at == size_bytes, chunk, &mut sealed);
    }
    Ok(sealed)
}

/// Writes what is not there yet; what is there must be the beginning of it.
fn write_once(file: &File, at: u64, sealed: &[u8]) -> Result<(), AppendError> {
    let there = file.metadata()?.len().saturating_sub(at);
    let there = usize::try_from(there).unwrap_or(usize::MAX).min(sealed.len());
    let (again, new) = sealed.split_at(there);
    let mut present = vec![0; there];
    file.read_exact_at(&mut present, at)?;
    if present != again {
        return Err(AppendError::Conflict);
    }
    file.write_all_at(new, at + to_u64(there))?;
    Ok(())
}
