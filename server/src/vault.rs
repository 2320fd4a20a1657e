//! All ciphertext at rest, under a second layer whose keys can be destroyed.
//!
//! Every blob has a key of its own in a slot of the slot file; erasing overwrites the slot (which is what makes the
//! blob unreadable for good) and then the blob (the extra). The vault knows no mailbox and no message: which blob
//! belongs to whom, and whether it may be read, is the database's to say.
//!
//! Everything here blocks; handlers call it through `App::vault`.

mod deposit;
mod erase;
mod files;
mod media;
mod read;
mod slots;
mod upload;

pub(crate) use deposit::Deposit;
pub(crate) use erase::Overwrite;
pub use media::{Media, Overwrites};
pub(crate) use read::BlobReader;
pub(crate) use upload::AppendError;

use crate::storage::Storage;
use crypto::{BlobKey, EpochKey, Id, Refused};
use files::Files;
use slots::Slots;
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Mutex;

/// Where a blob lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) id: Id,
    pub(crate) slot: u64,
}

/// The vault of one data folder.
pub(crate) struct Vault {
    slots: Slots,
    files: Files,
    media: Media,
    /// Blobs to which a segment is being written.
    appending: Mutex<HashSet<Id>>,
}

/// What the database says is in the vault, for opening it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Slots that some row names.
    pub(crate) slots: HashSet<u64>,
    /// Blobs that some row names.
    pub(crate) blobs: HashSet<Id>,
    /// A few of them, complete, to try the keys with.
    pub(crate) samples: Vec<Place>,
}

/// A blob cannot be given out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The storage failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The stored bytes or the slot are not what was written.
    #[error("a stored blob is damaged")]
    Damaged,
}

impl ReadError {
    /// Whether only this blob is affected: its bytes or its name. A lack of file handles or memory is none of its own.
    pub(crate) fn is_of_one_blob(&self) -> bool {
        match self {
            Self::Damaged => true,
            // EIO: bad blocks of the disk.
            Self::Io(error) => {
                matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof
                ) || error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
            }
        }
    }
}

impl From<Refused> for ReadError {
    fn from(_: Refused) -> Self {
        Self::Damaged
    }
}

impl From<ReadError> for crate::error::AppError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error.into(),
            ReadError::Damaged => Self::internal(error),
        }
    }
}

/// Which of the live blobs have lost their key, or their file. For `doctor`: changes nothing.
pub(crate) fn find_lost(
    folder: &Path,
    epoch_key: EpochKey,
    known: &Known,
    live: &[Place],
) -> io::Result<Vec<Id>> {
    if known.slots.is_empty() {
        return Ok(Vec::new());
    }
    let slots = Slots::open(
        &folder.join("slots"),
        epoch_key,
        &known.slots,
        Storage::of(folder, 0),
    )?;
    let root = folder.join("blobs");
    let is_lost =
        |place: &&Place| slots.read(**place).is_err() || !files::path_below(&root, &place.id).exists();
    Ok(live.iter().filter(is_lost).map(|place| place.id).collect())
}

impl Vault {
    /// Opens the vault, making it if need be, and erases what a crash left behind: files that no row names; where these
    /// are too many for that, only if `erase_all`. Slots that no row names are free.
    pub(crate) fn open(
        folder: &Path,
        epoch_key: EpochKey,
        known: &Known,
        erase_all: bool,
        storage: Storage,
    ) -> io::Result<Self> {
        let files = Files::open(&folder.join("blobs"), storage.clone())?;
        let slots = Slots::open(&folder.join("slots"), epoch_key, &known.slots, storage)?;
        if !known.samples.is_empty() && known.samples.iter().all(|sample| slots.read(*sample).is_err()) {
            return Err(io::Error::other(
                "slot file, epoch key and database do not belong together: bring back those that do",
            ));
        }
        let orphans = files.erase_orphans(&known.blobs, erase_all)?;
        if orphans > 0 {
            tracing::warn!(orphans, "erased files that no row names");
        }
        let media = Media::of(folder)?;
        Ok(Self {
            slots,
            files,
            media,
            appending: Mutex::default(),
        })
    }

    /// What overwriting can achieve on this file system.
    pub(crate) fn media(&self) -> &Media {
        &self.media
    }

    /// The slot file's key epoch.
    pub(crate) fn epoch(&self) -> u64 {
        self.slots.epoch()
    }

    /// Keeps a key that belongs to no blob, such as a session's unlock key. Durable on return.
    pub(crate) fn keep_key(&self, id: &Id, key: &BlobKey) -> io::Result<u64> {
        let slot = self.slots.allocate()?;
        let kept = self.slots.write(slot, id, key).and_then(|()| self.slots.sync());
        if let Err(error) = kept {
            self.slots.release(slot);
            return Err(error);
        }
        Ok(slot)
    }

    /// Reads a key kept by [`Self::keep_key`].
    pub(crate) fn kept_key(&self, place: Place) -> Result<BlobKey, ReadError> {
        self.slots.read(place)
    }

    /// Gives a slot back once no row names it any more.
    pub(crate) fn release(&self, slot: u64) {
        self.slots.release(slot);
    }
}
