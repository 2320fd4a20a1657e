//! What can be said about the disk as a whole: whether it has room, and whether it has ever failed to keep something.

use crate::error::Outcome;
use api::Code;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Target of the trace that each step leaves by which the disk has come to another state: tests kill the server after any.
pub const STEP: &str = "forsegla::step";

/// The disk under one data folder, shared by all who write there.
#[derive(Debug, Clone)]
pub struct Storage(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// What is left alone by everything new, so that reading, signing in and erasing go on when the disk is full.
    reserve_bytes: u64,
    failed: AtomicBool,
}

impl Storage {
    /// The disk under `folder`.
    pub fn of(folder: &Path, reserve_bytes: u64) -> Self {
        Self(Arc::new(Inner {
            folder: folder.to_owned(),
            reserve_bytes,
            failed: AtomicBool::new(false),
        }))
    }

    /// Refuses something new of `size_bytes` where only the reserve would be left.
    pub(crate) fn check_room(&self, size_bytes: u64) -> Outcome<()> {
        let space = rustix::fs::statvfs(&self.0.folder).map_err(io::Error::from)?;
        let free_bytes = space.f_bavail.saturating_mul(space.f_frsize);
        if free_bytes < self.0.reserve_bytes.saturating_add(size_bytes) {
            return Err(Code::StorageFull.into());
        }
        Ok(())
    }

    /// Makes something durable. After a failure the system may have dropped the pages that it could not write, and a
    /// second sync may say that all is well (fsync(2), "EIO"): so nothing is confirmed any more until the next start
    /// has read from the disk what is really there.
    pub(crate) fn sync(&self, sync: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.check_trust()?;
        let outcome = sync();
        if outcome.is_err() {
            self.distrust();
        }
        tracing::trace!(target: STEP, "synced");
        outcome
    }

    /// Notes that something may or may not have become durable.
    pub(crate) fn distrust(&self) {
        if !self.0.failed.swap(true, Ordering::SeqCst) {
            tracing::error!(
                "the disk failed to keep what was written: nothing more is accepted; check the disk, then restart"
            );
        }
    }

    /// Refuses where the disk has failed since the start.
    pub(crate) fn check_trust(&self) -> io::Result<()> {
        if self.0.failed.load(Ordering::SeqCst) {
            return Err(io::Error::other(
                "the disk has failed before; restart after checking it",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_confirmed_after_a_failed_sync() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::of(folder.path(), 0);
        let shared = storage.clone();
        storage.sync(|| Ok(())).unwrap();
        storage
            .sync(|| Err(io::Error::other("the disk is gone")))
            .unwrap_err();
        shared.sync(|| Ok(())).unwrap_err();
        shared.check_trust().unwrap_err();
    }

    #[test]
    fn the_reserve_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        Storage::of(folder.path(), 0).check_room(1).unwrap();
        let refusal = Storage::of(folder.path(), u64::MAX).check_room(1).unwrap_err();
        assert_eq!(refusal.code(), Code::StorageFull);
    }
}
