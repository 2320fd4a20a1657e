//! One file for each blob, in 256 folders.

use crypto::Id;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

pub(super) struct Files {
    root: PathBuf,
}

impl Files {
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        for first in 0..=u8::MAX {
            fs::create_dir_all(root.join(format!("{first:02x}")))?;
        }
        File::open(root)?.sync_all()?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    pub(super) fn path(&self, id: &Id) -> PathBuf {
        let name = hex(id);
        let (folder, _) = name.split_at(2);
        self.root.join(folder).join(&name)
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

    /// Makes a file's name durable.
    pub(super) fn sync_folder(&self, id: &Id) -> io::Result<()> {
        sync_parent(&self.path(id))
    }

    /// Makes everything on the volume durable at once, for many files.
    pub(super) fn sync_volume(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(&self.root)?)?)
    }

    /// Erases every file that is not in `known`, and says how many.
    pub(super) fn erase_orphans(&self, known: &HashSet<Id>) -> io::Result<u64> {
        let mut erased = 0;
        for folder in fs::read_dir(&self.root)? {
            for file in fs::read_dir(folder?.path())? {
                let path = file?.path();
                let id = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .and_then(parse_hex);
                if id.is_none_or(|id| !known.contains(&id)) {
                    super::erase::overwrite_and_remove(&path)?;
                    erased += 1;
                }
            }
        }
        Ok(erased)
    }
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
