//! Everything a request may need, built once and passed along.

use crate::audit::{key as log_key, tree};
use crate::blobs;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db, Written};
use crate::error::{AppError, Outcome};
use crate::events::Hub;
use crate::keys::lookup::LookupBudget;
use crate::keystore::{Keystore, KeystoreError};
use crate::limits::{self, Limits};
use crate::messages::room::Rooms;
use crate::outbox::{Outbox, Transports};
use crate::sessions::pending::PendingSignIns;
use crate::shares::Shares;
use crate::storage::Storage;
use crate::vault::{Deposit, Vault};
use crypto::ParseError;
use crypto::tlog::NoteSigner;
use diesel::SqliteConnection;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// Vault operations at once: each may hold a megabyte and a disk queue.
const VAULT_OPERATIONS_MAX: usize = 32;

/// Requests that one account may have under way, its open event streams among them.
const REQUESTS_EACH_MAX: usize = 40;

/// The running server's state.
pub struct App {
    /// The operator's settings.
    pub config: Config,
    /// The rows.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    pub(crate) keys: Arc<Keystore>,
    pub(crate) log: NoteSigner,
    pub(crate) events: Hub,
    pub(crate) sign_ins: PendingSignIns,
    pub(crate) lookups: LookupBudget,
    pub(crate) limits: Limits,
    pub(crate) requests: Shares,
    pub(crate) rooms: Rooms,
    pub(crate) storage: Storage,
    pub(crate) eraser: Notify,
    /// Wakes whoever sends held letters.
    pub(crate) held: Notify,
    pub(crate) outbox: Outbox,
    pub(crate) transports: Transports,
    vault: Arc<Vault>,
    vault_permits: Arc<Semaphore>,
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
    #[error(
        "{0} is missing, but there is a vault that belongs to it: bring the database back from its backup"
    )]
    DatabaseMissing(PathBuf),
    /// The keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeystoreError),
    /// The keys are not those that the rows were written with.
    #[error("the keys folder does not belong to this database: bring back the one that does")]
    ForeignKeys,
    /// The log's key is not the one that its heads were signed with.
    #[error(
        "`log-key` is not the key of this database's audit log: bring it back from the backup of the keys folder"
    )]
    ForeignLogKey,
    /// The host's name cannot name the audit log.
    #[error("the host of `origin` cannot name the audit log: {0}")]
    LogName(ParseError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] db::OpenError),
    /// The rows cannot be read.
    #[error("cannot read the database: {0}")]
    Rows(#[from] AppError),
    /// Mail or SMS cannot be sent, so nobody can be told anything.
    #[error("{0}")]
    Transports(String),
    /// The vault cannot be opened.
    #[error("cannot open the vault: {0}")]
    Vault(io::Error),
}

impl App {
    /// Opens the data folder, making it on first use, and takes it for this process alone. Files in the vault that no
    /// row names are what a crash left behind, and are erased; a great many of them are taken for the sign of a wrong
    /// database, and refused, unless `erase_unknown`.
    pub async fn open(config: Config, clock: Clock, erase_unknown: bool) -> Result<Arc<Self>, StartError> {
        let transports = Transports::new(&config).map_err(StartError::Transports)?;
        let data = config.data.clone();
        let lock = lock_data(&data)?;
        let storage = Storage::of(&data, config.limits.reserve_megabytes.saturating_mul(1_000_000));
        let database = data.join("forsegla.db");
        if !database.exists() {
            // With an empty database every letter in the vault would look like a leftover.
            if data.join("vault").exists() {
                return Err(StartError::DatabaseMissing(database));
            }
            Keystore::create(&data.join("keys"))?;
        }
        Keystore::add_log_key(&data.join("keys"))?;
        let keys = Arc::new(Keystore::load(&data.join("keys"))?);
        let log = log_key::signer(config.host(), &keys).map_err(StartError::LogName)?;
        let db = Db::open(&database, storage.clone())?;
        if !blobs::claim_installation(&db, keys.fingerprint).await? {
            return Err(StartError::ForeignKeys);
        }
        if !log_key::claim(&db, &log).await? {
            return Err(StartError::ForeignLogKey);
        }
        db.write(tree::grow_old).await?;
        let known = db.read(blobs::find_known).await?;
        let used = db
            .read(|connection| limits::rows::find(connection, limits::BUCKETS_MAX))
            .await?;
        let (folder, epoch_key) = (data.join("vault"), keys.epoch.clone());
        let vault = Vault::open(&folder, epoch_key, &known, erase_unknown, storage.clone())
            .map_err(StartError::Vault)?;
        Ok(Arc::new(Self {
            events: Hub::new(config.limits.event_streams),
            sign_ins: PendingSignIns::default(),
            lookups: LookupBudget::default(),
            limits: Limits::new(&keys.lookup, config.limits.rate_factor, used),
            requests: Shares::new(REQUESTS_EACH_MAX),
            rooms: Rooms::default(),
            storage,
            eraser: Notify::new(),
            held: Notify::new(),
            outbox: Outbox::new(&keys.sealing),
            transports,
            vault: Arc::new(vault),
            vault_permits: Arc::new(Semaphore::new(VAULT_OPERATIONS_MAX)),
            _lock: lock,
            config,
            db,
            clock,
            keys,
            log,
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

/// Takes the data folder for this process, making it if need be. The lock file is never removed: removing it would let a
/// third process lock another file of the same name.
pub fn lock_data(data: &Path) -> Result<File, StartError> {
    let failed = |cause| StartError::Data {
        path: data.to_owned(),
        cause,
    };
    let made = !data.exists();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .map_err(failed)?;
    if let Some(parent) = data.parent().filter(|parent| made && parent.is_dir()) {
        File::open(parent)
            .and_then(|parent| parent.sync_all())
            .map_err(failed)?;
    }
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(data.join("lock"))
        .map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(StartError::InUse(data.to_owned())),
        Err(std::fs::TryLockError::Error(cause)) => Err(failed(cause)),
    }
}
