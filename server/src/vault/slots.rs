//! The slot file: one small record for each blob, holding its key; overwritten in place to erase it.

use super::files::sync_parent;
use super::{Place, ReadError};
use crate::rng;
use crate::storage::Storage;
use crypto::at_rest::slot;
use crypto::{BlobKey, EpochKey, Id};
use rand::Rng as _;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The epoch of the slot file; part of what each slot is sealed with.
const FIRST_EPOCH: u64 = 1;
/// Slots by which the file grows.
const GROW_BY: u64 = 4096;

pub(super) struct Slots {
    file: File,
    epoch: u64,
    key: EpochKey,
    free: Mutex<Free>,
    storage: Storage,
    syncs_begun: AtomicU64,
    syncing: Mutex<()>,
}

struct Free {
    slots: Vec<u64>,
    capacity: u64,
}

impl Slots {
    /// Opens the slot file. A vault that holds nothing yet gets a new one.
    pub(super) fn open(
        path: &Path,
        key: EpochKey,
        used: &HashSet<u64>,
        storage: Storage,
    ) -> io::Result<Self> {
        if !path.exists() {
            if !used.is_empty() {
                return Err(io::Error::other(format!(
                    "{} is missing: without it nothing can be opened; bring it back",
                    path.display()
                )));
            }
            create(path)?;
        }
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let header = read_header(&file)?;
        if let Some(beyond) = used.iter().find(|&&index| index >= header.slots) {
            return Err(io::Error::other(format!(
                "the database names slot {beyond}, which the slot file does not have"
            )));
        }
        let free = Free {
            slots: (0..header.slots)
                .rev()
                .filter(|index| !used.contains(index))
                .collect(),
            capacity: header.slots,
        };
        Ok(Self {
            file,
            epoch: header.epoch,
            key,
            free: Mutex::new(free),
            storage,
            syncs_begun: AtomicU64::new(0),
            syncing: Mutex::new(()),
        })
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// A slot that nothing uses; it stays taken until released.
    pub(super) fn allocate(&self) -> io::Result<u64> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.slots.is_empty() {
            let grown = free.capacity + GROW_BY;
            let header = slot::Header {
                epoch: self.epoch,
                slots: grown,
            };
            self.storage.sync(|| write_header(&self.file, header))?;
            free.slots = (free.capacity..grown).rev().collect();
            free.capacity = grown;
        }
        free.slots
            .pop()
            .ok_or_else(|| io::Error::other("no slot is free"))
    }

    pub(super) fn release(&self, index: u64) {
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .slots
            .push(index);
    }

    /// Not durable before [`Self::sync`].
    pub(super) fn write(&self, index: u64, id: &Id, key: &BlobKey) -> io::Result<()> {
        let record = slot::seal(&self.key, self.epoch, index, id, key, &mut rng::system());
        self.file.write_all_at(&record, slot::offset(index))
    }

    pub(super) fn read(&self, place: Place) -> Result<BlobKey, ReadError> {
        let mut record = [0; slot::SLOT_LEN];
        self.file.read_exact_at(&mut record, slot::offset(place.slot))?;
        Ok(slot::open(&self.key, self.epoch, place.slot, &place.id, &record)?)
    }

    /// Makes all that the caller has written durable. Callers at the same time share one sync of the disk: whoever
    /// finds, when its turn comes, that another one began after its own write needs none of its own.
    pub(super) fn sync(&self) -> io::Result<()> {
        let begun_before = self.syncs_begun.load(Ordering::SeqCst);
        let _turn = self.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.syncs_begun.load(Ordering::SeqCst) > begun_before {
            return self.storage.check_trust();
        }
        self.syncs_begun.fetch_add(1, Ordering::SeqCst);
        self.storage.sync(|| self.file.sync_data())
    }

    /// Overwrites a slot with random bytes, in place, synced. Reading back shows that the write went where it should.
    pub(super) fn erase(&self, index: u64) -> io::Result<()> {
        let mut noise = [0; slot::SLOT_LEN];
        rng::system().fill_bytes(&mut noise);
        self.file.write_all_at(&noise, slot::offset(index))?;
        self.sync()?;
        let mut read_back = [0; slot::SLOT_LEN];
        self.file.read_exact_at(&mut read_back, slot::offset(index))?;
        if read_back == noise {
            Ok(())
        } else {
            Err(io::Error::other("a slot reads back other than it was written"))
        }
    }
}

/// Makes the slot file under another name first, so that it is there whole or not at all.
fn create(path: &Path) -> io::Result<()> {
    let partial = path.with_extension("new");
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&partial)?;
    let header = slot::Header {
        epoch: FIRST_EPOCH,
        slots: GROW_BY,
    };
    write_header(&file, header)?;
    fs::rename(&partial, path)?;
    sync_parent(path)
}

/// Sets the file's length as well, so that every slot exists before it is used.
fn write_header(file: &File, header: slot::Header) -> io::Result<()> {
    file.set_len(slot::offset(header.slots))?;
    file.write_all_at(&header.encode(), 0)?;
    file.sync_all()
}

fn read_header(file: &File) -> io::Result<slot::Header> {
    let mut bytes = vec![0; slot::HEADER_LEN];
    file.read_exact_at(&mut bytes, 0)?;
    let header =
        slot::Header::parse(&bytes).map_err(|error| io::Error::other(format!("the slot file: {error}")))?;
    if file.metadata()?.len() < slot::offset(header.slots) {
        return Err(io::Error::other("the slot file is shorter than its header says"));
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(folder: &tempfile::TempDir, used: &[u64]) -> Slots {
        try_open(folder, used).unwrap()
    }

    fn try_open(folder: &tempfile::TempDir, used: &[u64]) -> io::Result<Slots> {
        let key = EpochKey::from_bytes([9; 32]);
        let used = used.iter().copied().collect();
        Slots::open(
            &folder.path().join("slots"),
            key,
            &used,
            Storage::of(folder.path(), 0),
        )
    }

    #[test]
    fn a_written_key_comes_back_and_an_erased_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let slots = open(&folder, &[]);
        let key = BlobKey::make(&mut rng::system());
        let place = Place {
            id: [1; 16],
            slot: slots.allocate().unwrap(),
        };
        slots.write(place.slot, &place.id, &key).unwrap();
        slots.sync().unwrap();
        assert_eq!(slots.read(place).unwrap().expose(), key.expose());
        slots.erase(place.slot).unwrap();
        assert!(matches!(slots.read(place), Err(ReadError::Damaged)));
    }

    #[test]
    fn another_blobs_slot_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let slots = open(&folder, &[]);
        let slot = slots.allocate().unwrap();
        slots
            .write(slot, &[1; 16], &BlobKey::make(&mut rng::system()))
            .unwrap();
        assert!(matches!(
            slots.read(Place { id: [2; 16], slot }),
            Err(ReadError::Damaged)
        ));
    }

    #[test]
    fn slots_in_use_are_not_given_out_again_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(&folder, &[]));
        let slots = open(&folder, &[0, 2]);
        let given: Vec<u64> = (0..3).map(|_| slots.allocate().unwrap()).collect();
        assert_eq!(given, [1, 3, 4]);
    }

    #[test]
    fn the_file_grows_when_all_slots_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let slots = open(&folder, &[]);
        let given: HashSet<u64> = (0..GROW_BY + 1).map(|_| slots.allocate().unwrap()).collect();
        assert_eq!(given.len(), 4097);
        let length = fs::metadata(folder.path().join("slots")).unwrap().len();
        assert_eq!(length, slot::offset(2 * GROW_BY));
    }

    #[test]
    fn a_slot_file_that_lost_slots_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(&folder, &[]));
        assert!(try_open(&folder, &[GROW_BY]).is_err());
    }

    #[test]
    fn a_lost_slot_file_is_not_replaced_by_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(try_open(&folder, &[0]).is_err());
        fs::write(folder.path().join("slots"), b"").unwrap();
        assert!(try_open(&folder, &[0]).is_err());
    }

    #[test]
    fn a_crash_while_the_slot_file_is_made_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("slots.new"), b"half").unwrap();
        open(&folder, &[]).allocate().unwrap();
    }
}
