//! One file for each blob, in 256 folders.

use crate::storage::Storage;
use crypto::Id;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Leftovers of one crash: what a full load of requests may have begun. More than this means that the database is not the
/// one that belongs here.
const ORPHANS_MAX: usize = 4096;

pub(super) struct Files {
    root: PathBuf,
    /// Open from the start: a sync of the volume reports the errors since its file was opened (syncfs(2)).
    volume: File,
    storage: Storage,
}

impl Files {
    pub(super) fn open(root: &Path, storage: Storage) -> io::Result<Self> {
        for first in 0..=u8::MAX {
            fs::create_dir_all(root.join(format!("{first:02x}")))?;
        }
        let volume = File::open(root)?;
        volume.sync_all()?;
        sync_parent(root)?;
        Ok(Self {
            root: root.to_owned(),
            volume,
            storage,
        })
    }

    pub(super) fn path(&self, id: &Id) -> PathBuf {
        path_below(&self.root, id)
    }

    /// A new file. An existing one is an error: no blob is ever written over by another.
    pub(super) fn create(&self, id: &Id) -> io::Result<File> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.path(id))
    }

    pub(super) fn open_read(&self, id: &Id) -> io::Result<File> {
        File::open(self.path(id))
    }

    pub(super) fn open_write(&self, id: &Id) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(self.path(id))
    }

    /// Makes what was written to a file durable.
    pub(super) fn sync(&self, file: &File) -> io::Result<()> {
        self.storage.sync(|| file.sync_all())
    }

    /// Makes a file's name durable, or its absence.
    pub(super) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.storage.sync(|| sync_parent(path))
    }

    /// Makes everything on the volume durable at once, for many files.
    pub(super) fn sync_volume(&self) -> io::Result<()> {
        self.storage.sync(|| Ok(rustix::fs::syncfs(&self.volume)?))
    }

    /// Erases every blob that is not in `known`, and says how many. With suspiciously many, only if `all`.
    pub(super) fn erase_orphans(&self, known: &HashSet<Id>, all: bool) -> io::Result<usize> {
        let orphans = self.find_orphans(known)?;
        if orphans.len() > ORPHANS_MAX && !all {
            return Err(io::Error::other(format!(
                "{} files belong to no row of the database: is it an old copy? Bring the right one, or, if there is none, \
                 start once with --erase-unknown-files",
                orphans.len()
            )));
        }
        for path in &orphans {
            self.overwrite_and_remove(path)?;
        }
        Ok(orphans.len())
    }

    fn find_orphans(&self, known: &HashSet<Id>) -> io::Result<Vec<PathBuf>> {
        let mut orphans = Vec::new();
        for first in 0..=u8::MAX {
            for file in fs::read_dir(self.root.join(format!("{first:02x}")))? {
                let path = file?.path();
                let name = path.file_name().and_then(|name| name.to_str());
                // What has another name than a blob was not put here by us, and is not ours to erase.
                if name.and_then(parse_hex).is_some_and(|id| !known.contains(&id)) {
                    orphans.push(path);
                }
            }
        }
        Ok(orphans)
    }
}

/// Where a blob lies below the root.
pub(super) fn path_below(root: &Path, id: &Id) -> PathBuf {
    let name = hex(id);
    let (folder, _) = name.split_at(2);
    root.join(folder).join(&name)
}

pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

pub(super) fn hex(id: &Id) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(name: &str) -> Option<Id> {
    u128::from_str_radix(name, 16)
        .ok()
        .filter(|_| name.len() == 32)
        .map(u128::to_be_bytes)
}
