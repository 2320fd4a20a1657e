//! Putting whole blobs into the vault, several as one: all durable, or none there.

use super::{Place, Vault};
use crate::rng;
use crypto::{BlobKey, Id, at_rest};
use std::fs::File;
use std::io::{self, Write as _};

/// Files up to which each is synced by itself; beyond, one sync of the whole volume is cheaper.
const SINGLE_SYNCS_MAX: usize = 8;

/// Blobs on their way in. Unless [`Deposit::keep`] is called after the rows that name them are committed, dropping
/// it erases them again.
pub(crate) struct Deposit<'v> {
    vault: &'v Vault,
    placed: Vec<Place>,
    files: Vec<File>,
}

impl Vault {
    /// Begins a deposit.
    pub(crate) fn deposit(&self) -> Deposit<'_> {
        Deposit {
            vault: self,
            placed: Vec::new(),
            files: Vec::new(),
        }
    }
}

impl Deposit<'_> {
    /// Writes one blob under a new key; durable only after [`Self::sync`].
    pub(crate) fn put(&mut self, id: &Id, e2e: &[u8]) -> io::Result<Place> {
        let key = BlobKey::make(&mut rng::system());
        let place = Place {
            id: *id,
            slot: self.vault.slots.allocate()?,
        };
        // From here on the drop below knows of it.
        self.placed.push(place);
        self.vault.slots.write(place.slot, id, &key)?;
        let mut file = self.vault.files.create(id)?;
        file.write_all(&at_rest::seal(&key, e2e, &mut rng::system()))?;
        self.files.push(file);
        Ok(place)
    }

    /// Makes all of it durable: slots, then files, then names.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.vault.slots.sync()?;
        let files = std::mem::take(&mut self.files);
        if files.len() > SINGLE_SYNCS_MAX {
            return self.vault.files.sync_volume();
        }
        for file in files {
            self.vault.files.sync(&file)?;
        }
        for place in &self.placed {
            self.vault.files.sync_folder(&self.vault.files.path(&place.id))?;
        }
        Ok(())
    }

    /// The rows that name the blobs are committed: they stay.
    pub(crate) fn keep(mut self) {
        self.placed.clear();
    }
}

impl Drop for Deposit<'_> {
    fn drop(&mut self) {
        for place in std::mem::take(&mut self.placed) {
            match self.vault.erase(place) {
                Ok(_) => self.vault.release(place.slot),
                // The file has no row: the next start erases it.
                Err(error) => tracing::warn!(%error, "cannot take back an unused blob"),
            }
        }
    }
}
