//! The server's own secrets, each a small file outside the database and its backups.
//!
//! Nothing in them opens a letter: they prove what the server did, bind sign-in to this server, and keep stolen
//! database copies useless.

use crate::rng;
use crypto::opaque::ServerSetup;
use crypto::sign::SigningKey;
use crypto::{EpochKey, Hash, Kek, Secret, sha256};
use std::fs::{DirBuilder, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Names of the files in `keys/`.
pub const FILES: [&str; 6] = [
    OPAQUE_SETUP,
    SIGNING_KEY,
    SEALING_KEY,
    LOOKUP_KEY,
    EPOCH_KEY,
    LOG_KEY,
];
const OPAQUE_SETUP: &str = "opaque-setup";
const SIGNING_KEY: &str = "signing-key";
const SEALING_KEY: &str = "totp-key";
const LOOKUP_KEY: &str = "lookup-key";
const EPOCH_KEY: &str = "epoch-key";
const LOG_KEY: &str = "log-key";

/// The secrets, loaded.
pub struct Keystore {
    /// OPAQUE's long-term secrets; every password record depends on them.
    pub opaque: ServerSetup,
    /// Signs promises and erasure reports; clients pin its public half.
    pub signing: SigningKey,
    /// Seals what the server itself must read, in the database: authenticator secrets, phone numbers, codes, what waits to
    /// be sent.
    pub sealing: Kek,
    /// Keys the hashes of looked-up addresses.
    pub lookup: Secret<32>,
    /// Seals the shred keys in their slots.
    pub epoch: EpochKey,
    /// Signs the heads of the audit log; clients pin its public half.
    pub log: Secret<32>,
    /// Identifies the keys that rows depend on, in the database. The epoch key belongs to the slot file, which the vault
    /// tries at its start; the database remembers the public half of the log's key.
    pub fingerprint: Hash,
}

/// The secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// A file cannot be read or written.
    #[error("{path}: {cause}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        cause: std::io::Error,
    },
    /// A file holds something else.
    #[error("{0} does not hold the key it should")]
    Damaged(PathBuf),
    /// There is a database, but not its keys.
    #[error("{0} is missing, but the database depends on it: bring the keys folder back from its backup")]
    Missing(PathBuf),
}

impl Keystore {
    /// Makes a new set of secrets, each synced to disk before its name appears.
    pub fn create(folder: &Path) -> Result<(), KeystoreError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|cause| failed(folder, cause))?;
        add(folder, &FILES)
    }

    /// Makes the log's key where an installation from before has none. Whether one was lost instead, the database knows.
    pub fn add_log_key(folder: &Path) -> Result<(), KeystoreError> {
        if folder.join(SIGNING_KEY).exists() {
            add(folder, &[LOG_KEY])
        } else {
            Ok(())
        }
    }

    /// Loads the secrets.
    pub fn load(folder: &Path) -> Result<Self, KeystoreError> {
        let opaque = read(folder, OPAQUE_SETUP)?;
        let [signing, sealing, lookup, epoch, log] =
            [SIGNING_KEY, SEALING_KEY, LOOKUP_KEY, EPOCH_KEY, LOG_KEY].map(|name| read_secret(folder, name));
        let (signing, sealing, lookup) = (SigningKey::from_seed(&signing?), sealing?, lookup?);
        let mut named = Zeroizing::new(opaque.to_vec());
        named.extend_from_slice(signing.verifying_key().as_bytes());
        named.extend_from_slice(sealing.expose());
        named.extend_from_slice(lookup.expose());
        Ok(Self {
            opaque: ServerSetup::from_bytes(&opaque)
                .map_err(|_| KeystoreError::Damaged(folder.join(OPAQUE_SETUP)))?,
            sealing: sealing.into(),
            lookup,
            epoch: epoch?.into(),
            log: log?,
            fingerprint: sha256(&named),
            signing,
        })
    }
}

/// Files that others than their owner may read; for `doctor`.
pub fn readable_by_others(folder: &Path) -> Vec<PathBuf> {
    let open = |path: &PathBuf| {
        std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
    };
    FILES.iter().map(|name| folder.join(name)).filter(open).collect()
}

/// Whether the log's key alone is missing, as where an installation is from before it had one.
pub fn lacks_the_log_key_alone(folder: &Path) -> bool {
    let mut missing = FILES.iter().filter(|name| !folder.join(name).exists());
    missing.next() == Some(&LOG_KEY) && missing.next().is_none()
}

/// Makes what of these is missing.
fn add(folder: &Path, names: &[&str]) -> Result<(), KeystoreError> {
    for name in names {
        let path = folder.join(name);
        if !path.exists() {
            write_durably(&path, &make(name)).map_err(|cause| failed(&path, cause))?;
        }
    }
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| failed(folder, cause))
}

fn failed(path: &Path, cause: std::io::Error) -> KeystoreError {
    KeystoreError::Io {
        path: path.to_owned(),
        cause,
    }
}

fn make(name: &str) -> Zeroizing<Vec<u8>> {
    if name == OPAQUE_SETUP {
        return ServerSetup::make(&mut rng::system()).to_bytes();
    }
    Zeroizing::new(Secret::<32>::make(&mut rng::system()).expose().to_vec())
}

fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let partial = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&partial)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)
}

fn read(folder: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Zeroizing::new(bytes)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Err(KeystoreError::Missing(path)),
        Err(cause) => Err(KeystoreError::Io { path, cause }),
    }
}

fn read_secret(folder: &Path, name: &str) -> Result<Secret<32>, KeystoreError> {
    let bytes = read(folder, name)?;
    Secret::try_from_slice(&bytes).map_err(|_| KeystoreError::Damaged(folder.join(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_keys_load_again_and_stay_what_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keystore::create(&keys).unwrap();
        let first = Keystore::load(&keys).unwrap().fingerprint;
        Keystore::create(&keys).unwrap();
        assert_eq!(Keystore::load(&keys).unwrap().fingerprint, first);
        assert!(readable_by_others(&keys).is_empty());
    }

    #[test]
    fn a_log_key_is_added_to_the_others_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keystore::add_log_key(&keys).unwrap();
        assert!(!keys.exists() && !lacks_the_log_key_alone(&keys));
        Keystore::create(&keys).unwrap();
        std::fs::remove_file(keys.join(LOG_KEY)).unwrap();
        assert!(lacks_the_log_key_alone(&keys));
        assert!(
            matches!(Keystore::load(&keys), Err(KeystoreError::Missing(path)) if path.ends_with(LOG_KEY))
        );
        Keystore::add_log_key(&keys).unwrap();
        let first = Keystore::load(&keys).unwrap().log;
        Keystore::add_log_key(&keys).unwrap();
        assert_eq!(Keystore::load(&keys).unwrap().log, first);
    }

    #[test]
    fn a_missing_or_damaged_key_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keystore::create(&keys).unwrap();
        std::fs::write(keys.join(EPOCH_KEY), b"short").unwrap();
        assert!(
            matches!(Keystore::load(&keys), Err(KeystoreError::Damaged(path)) if path.ends_with(EPOCH_KEY))
        );
        std::fs::remove_file(keys.join(SIGNING_KEY)).unwrap();
        assert!(
            matches!(Keystore::load(&keys), Err(KeystoreError::Missing(path)) if path.ends_with(SIGNING_KEY))
        );
    }
}
