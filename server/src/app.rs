//! Everything a request may need, built once and passed along.

use crate::blobs;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db, Written};
use crate::error::{AppError, Outcome};
use crate::events::Hub;
use crate::keys::lookup::LookupBudget;
use crate::keystore::{Keystore, KeystoreError};
use crate::sessions::pending::PendingSignIns;
use crate::vault::{Deposit, Vault};
use api::Code;
use diesel::SqliteConnection;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Vault operations at once: each may hold a megabyte and a disk queue.
const VAULT_OPERATIONS_MAX: usize = 32;

/// Kibibytes of envelopes that may be in memory at once, over all requests: two messages of the largest size.
const ENVELOPES_KIB_MAX: u32 = 128 * 1024;
/// How long a message waits for its room there before it is told to come back.
const ROOM_WAIT: Duration = Duration::from_secs(10);

/// The running server's state.
pub struct App {
    /// The operator's settings.
    pub config: Config,
    /// The rows.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    pub(crate) keys: Keystore,
    pub(crate) events: Hub,
    pub(crate) sign_ins: PendingSignIns,
    pub(crate) lookups: LookupBudget,
    pub(crate) eraser: Notify,
    vault: Arc<Vault>,
    vault_permits: Arc<Semaphore>,
    envelopes_kib: Arc<Semaphore>,
    /// Held as long as the server runs, so that a second one refuses to start.
    _lock: File,
}

/// The server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another server runs on the same data.
    #[error("another Forsegla server is running on {0}; stop it first")]
    InUse(PathBuf),
    /// The data folder cannot be used.
    #[error("cannot use the data folder {path}: {cause}")]
    Data {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// There is a vault, but not its database.
    #[error("{0} is missing, but there is a vault that belongs to it: bring the database back from its backup")]
    DatabaseMissing(PathBuf),
    /// The keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeystoreError),
    /// The keys are not those that the rows were written with.
    #[error("the keys folder does not belong to this database: bring back the one that does")]
    ForeignKeys,
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] db::OpenError),
    /// The rows cannot be read.
    #[error("cannot read the database: {0}")]
    Rows(#[from] AppError),
    /// The vault cannot be opened.
    #[error("cannot open the vault: {0}")]
    Vault(io::Error),
}

impl App {
    /// Opens the data folder, making it on first use, and takes it for this process alone.
    pub async fn open(config: Config, clock: Clock) -> Result<Arc<Self>, StartError> {
        let data = config.data.clone();
        let lock = lock_data(&config)?;
        let database = data.join("forsegla.db");
        if !database.exists() {
            // With an empty database every letter in the vault would look like a leftover.
            if data.join("vault").exists() {
                return Err(StartError::DatabaseMissing(database));
            }
            Keystore::create(&data.join("keys"))?;
        }
        let keys = Keystore::load(&data.join("keys"))?;
        let db = Db::open(&database)?;
        if !blobs::claim_installation(&db, keys.fingerprint).await? {
            return Err(StartError::ForeignKeys);
        }
        let known = db.read(blobs::find_known).await?;
        let vault =
            Vault::open(&data.join("vault"), keys.epoch.clone(), &known).map_err(StartError::Vault)?;
        Ok(Arc::new(Self {
            events: Hub::new(config.limits.event_streams),
            sign_ins: PendingSignIns::default(),
            lookups: LookupBudget::default(),
            eraser: Notify::new(),
            vault: Arc::new(vault),
            vault_permits: Arc::new(Semaphore::new(VAULT_OPERATIONS_MAX)),
            envelopes_kib: Arc::new(Semaphore::new(
                usize::try_from(ENVELOPES_KIB_MAX).unwrap_or(usize::MAX),
            )),
            _lock: lock,
            config,
            db,
            clock,
            keys,
        }))
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Runs a blocking piece of work on the vault, a bounded number at a time.
    pub(crate) async fn vault<T, F>(&self, work: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&Vault) -> Outcome<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.vault_permits)
            .acquire_owned()
            .await
            .map_err(AppError::internal)?;
        let vault = Arc::clone(&self.vault);
        let running = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&vault)
        });
        running.await.map_err(AppError::internal)?
    }

    /// Room in memory for a message's envelopes, held until the permit is dropped.
    pub(crate) async fn room_for_envelopes(&self, size_bytes: u64) -> Outcome<OwnedSemaphorePermit> {
        let kib = u32::try_from(size_bytes.div_ceil(1024)).map_err(AppError::internal)?;
        let waiting = Arc::clone(&self.envelopes_kib).acquire_many_owned(kib);
        match tokio::time::timeout(ROOM_WAIT, waiting).await {
            Ok(room) => room.map_err(AppError::internal),
            Err(_) => Err(AppError::new(Code::Busy).retry_after_s(5)),
        }
    }

    /// The second half of a deposit: makes it durable, then commits the rows that name it. If they are not committed
    /// the blobs are taken back. Blocks; part of one piece of vault work, so that nothing can end it halfway.
    pub(crate) fn commit<T, F>(&self, mut deposit: Deposit<'_>, rows: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        deposit.sync()?;
        match self.db.write_blocking(rows) {
            Written::Done(value) => {
                deposit.keep();
                Ok(value)
            }
            Written::Not(error) => Err(error),
            Written::Unknown(error) => {
                // If the rows are there the blobs must be; if not, the next start erases them.
                deposit.keep();
                Err(error)
            }
        }
    }

    /// The vault itself, for facts that need no disk.
    pub(crate) fn vault_facts(&self) -> &Vault {
        &self.vault
    }
}

/// The lock file is never removed: removing it would let a third process lock another file of the same name.
fn lock_data(config: &Config) -> Result<File, StartError> {
    let failed = |cause| StartError::Data {
        path: config.data.clone(),
        cause,
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data)
        .map_err(failed)?;
    let path = config.data.join("lock");
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(StartError::InUse(config.data.clone())),
        Err(std::fs::TryLockError::Error(cause)) => Err(failed(cause)),
    }
}
