//! Erasing: the key's slot first, which makes the blob unreadable for good, then the blob itself.

use super::files::{Files, hex};
use super::{Place, Vault};
use crate::rng;
use crate::storage::STEP;
use crypto::Id;
use rand::Rng as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Bytes written at a time.
const STRIDE: usize = 1024 * 1024;

/// What became of a blob's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overwrite {
    /// Written over, synced, removed.
    Done,
    /// There was no file: a crash came between removing it and noting that.
    Absent,
}

impl Vault {
    /// Erases a blob: overwrites its slot, then its file, each synced, then removes the file. Can be repeated after
    /// any interruption. The slot is not given back; that is the caller's once no row names it.
    pub(crate) fn erase(&self, place: Place) -> io::Result<Overwrite> {
        self.erase_key(place.slot)?;
        self.erase_file(&place.id)
    }

    /// Overwrites a slot. From here on nothing opens the blob.
    pub(crate) fn erase_key(&self, slot: u64) -> io::Result<()> {
        self.slots.erase(slot)
    }

    /// Overwrites and removes a blob's file.
    pub(crate) fn erase_file(&self, id: &Id) -> io::Result<Overwrite> {
        match self.files.overwrite_and_remove(&self.files.path(id)) {
            Ok(()) => Ok(Overwrite::Done),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Overwrite::Absent),
            Err(error) => Err(error),
        }
    }
}

impl Files {
    /// Overwrites a file in place with random bytes, syncs, cuts it, renames it (so that not even its name stays in the
    /// folder's blocks), removes it, and syncs the folder.
    pub(super) fn overwrite_and_remove(&self, path: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        overwrite(&mut file)?;
        self.sync(&file)?;
        file.set_len(0)?;
        let nameless = path.with_file_name(hex(&rng::make_bytes()));
        fs::rename(path, &nameless)?;
        tracing::trace!(target: STEP, "renamed");
        fs::remove_file(&nameless)?;
        tracing::trace!(target: STEP, "removed");
        self.sync_folder(path)
    }
}

fn overwrite(file: &mut File) -> io::Result<()> {
    let mut left = file.metadata()?.len();
    let mut noise = vec![0; STRIDE];
    while left > 0 {
        let step = usize::try_from(left).unwrap_or(STRIDE).min(STRIDE);
        let (noise, _) = noise.split_at_mut(step);
        rng::system().fill_bytes(noise);
        file.write_all(noise)?;
        left -= super::read::to_u64(step);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;
    use crate::vault::{Known, ReadError};
    use crypto::EpochKey;
    use std::os::unix::fs::FileExt as _;

    fn vault(folder: &tempfile::TempDir) -> Vault {
        open(folder, &Known::default()).unwrap()
    }

    fn open(folder: &tempfile::TempDir, known: &Known) -> io::Result<Vault> {
        let storage = Storage::of(folder.path(), 0);
        Vault::open(
            folder.path(),
            EpochKey::from_bytes([3; 32]),
            known,
            false,
            storage,
        )
    }

    fn put(vault: &Vault, id: u8, bytes: &[u8]) -> Place {
        let mut deposit = vault.deposit();
        let place = deposit.put(&[id; 16], bytes).unwrap();
        deposit.sync().unwrap();
        deposit.keep();
        place
    }

    #[test]
    fn an_erased_blob_is_overwritten_before_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(&folder);
        let place = put(&vault, 1, b"letter");
        assert_eq!(vault.read(place).unwrap(), b"letter");
        // A handle from before sees what happens to the blocks.
        let watched = vault.files.open_read(&place.id).unwrap();
        let length = watched.metadata().unwrap().len();
        let mut before = vec![0; usize::try_from(length).unwrap()];
        watched.read_exact_at(&mut before, 0).unwrap();
        overwrite(&mut vault.files.open_write(&place.id).unwrap()).unwrap();
        let mut after = before.clone();
        watched.read_exact_at(&mut after, 0).unwrap();
        assert!(
            before
                .windows(16)
                .all(|window| !after.windows(16).any(|other| other == window))
        );
        assert_eq!(vault.erase(place).unwrap(), Overwrite::Done);
        assert!(!vault.files.path(&place.id).exists());
        assert!(matches!(vault.read(place), Err(ReadError::Damaged)));
    }

    #[test]
    fn erasing_again_is_harmless() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(&folder);
        let place = put(&vault, 1, b"letter");
        vault.erase(place).unwrap();
        assert_eq!(vault.erase(place).unwrap(), Overwrite::Absent);
    }

    #[test]
    fn a_deposit_that_is_not_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(&folder);
        let place = vault.deposit().put(&[7; 16], b"never sent").unwrap();
        assert!(!vault.files.path(&place.id).exists());
        assert!(vault.read(place).is_err());
    }

    #[test]
    fn files_that_no_row_names_go_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, orphan) = {
            let vault = vault(&folder);
            (put(&vault, 1, b"kept"), put(&vault, 2, b"orphan"))
        };
        let known = Known {
            slots: [kept.slot].into(),
            blobs: [kept.id].into(),
            samples: vec![kept],
        };
        let vault = open(&folder, &known).unwrap();
        assert_eq!(vault.read(kept).unwrap(), b"kept");
        assert!(!vault.files.path(&orphan.id).exists());
    }

    #[test]
    fn segments_come_back_as_one_blob_and_by_ranges() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(&folder);
        let bytes: Vec<u8> = (0..200_000_u32)
            .map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1])
            .collect();
        let place = vault.begin_upload(&[5; 16]).unwrap();
        vault.append(place, 200_000, 0, &bytes[..131_072]).unwrap();
        vault.append(place, 200_000, 131_072, &bytes[131_072..]).unwrap();
        assert_eq!(vault.read(place).unwrap(), bytes);
        let reader = vault.reader(place, 200_000).unwrap();
        for (start, end) in [
            (0, 1),
            (65_535, 65_537),
            (0, 200_000),
            (199_999, 200_000),
            (70_000, 140_000),
        ] {
            let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
            assert_eq!(reader.read_range(start, end).unwrap(), bytes[range]);
        }
    }

    #[test]
    fn a_repeated_segment_changes_nothing_and_another_one_is_refused() {
        use crate::vault::upload::AppendError;
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(&folder);
        let place = vault.begin_upload(&[5; 16]).unwrap();
        let segment = vec![1; 131_072];
        vault.append(place, 200_000, 0, &segment).unwrap();
        vault.append(place, 200_000, 0, &segment).unwrap();
        let other = vec![2; 131_072];
        assert!(matches!(
            vault.append(place, 200_000, 0, &other),
            Err(AppendError::Conflict)
        ));
        // A crash in the middle of a write leaves a beginning, which the repeat completes.
        vault
            .files
            .open_write(&place.id)
            .unwrap()
            .set_len(100_000)
            .unwrap();
        vault.append(place, 200_000, 0, &segment).unwrap();
        vault.append(place, 200_000, 131_072, &vec![3; 68_928]).unwrap();
        assert_eq!(vault.read(place).unwrap().len(), 200_000);
    }
}
