//! The database: one closure a request, in a reader or in the one writer. No I/O inside a closure, no second call.

mod columns;
mod connection;
mod migrations;
pub(crate) mod schema;
mod writer;

use crate::error::{AppError, Outcome};
use api::Code;
use diesel::SqliteConnection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use writer::Writer;

pub(crate) use columns::{B16, B32, from_i64, to_i64};
pub use migrations::MigrationError;

/// Connections that only read.
const READERS: usize = 4;

/// The SQLite database of one data folder.
#[derive(Clone)]
pub struct Db {
    readers: Arc<Readers>,
    writer: Writer,
}

/// How a blocking write ended.
pub(crate) enum Written<T> {
    /// Committed.
    Done(T),
    /// Nothing of it stays.
    Not(AppError),
    /// The writer is gone; what it did last is not known.
    Unknown(AppError),
}

struct Readers {
    free: Mutex<Vec<SqliteConnection>>,
    permits: Semaphore,
}

/// The database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite says no.
    #[error("cannot open the database {path}: {cause}")]
    Connect {
        /// The file.
        path: String,
        /// SQLite's reason.
        cause: diesel::ConnectionError,
    },
    /// A setting was refused.
    #[error("cannot set up the database connection: {0}")]
    Setting(#[from] diesel::result::Error),
    /// The linked SQLite has a known corruption bug.
    #[error("SQLite {0} is too old: versions before 3.51.3 can corrupt a database in WAL mode")]
    TooOld(String),
    /// The schema cannot be brought up to date.
    #[error(transparent)]
    Migration(#[from] MigrationError),
}

impl Db {
    /// Opens the database file, making it if need be, and brings its schema up to date. Blocking: for start-up.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let mut first = connection::open(path, connection::Mode::Write)?;
        migrations::migrate(&mut first)?;
        let mut free = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            free.push(connection::open(path, connection::Mode::Read)?);
        }
        let readers = Readers {
            free: Mutex::new(free),
            permits: Semaphore::new(READERS),
        };
        Ok(Self {
            readers: Arc::new(readers),
            writer: Writer::start(first),
        })
    }

    /// Runs a closure that reads one consistent state.
    pub async fn read<T, F>(&self, work: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        let permit = self.readers.permits.acquire().await.map_err(AppError::internal)?;
        let readers = Arc::clone(&self.readers);
        let outcome = tokio::task::spawn_blocking(move || readers.run(work))
            .await
            .map_err(AppError::internal)?;
        drop(permit);
        outcome
    }

    /// Runs a closure in a write transaction. What it returns is answered after the commit is on disk; if it
    /// fails or panics, nothing of its own work stays. Other requests' closures may share the commit.
    pub async fn write<T, F>(&self, work: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        self.writer.submit(work)?.await.map_err(AppError::internal)?
    }

    /// As [`Self::write`], for code that blocks anyway and must not be cut off between the commit and what follows.
    pub(crate) fn write_blocking<T, F>(&self, work: F) -> Written<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        match self
            .writer
            .submit(work)
            .map(tokio::sync::oneshot::Receiver::blocking_recv)
        {
            Ok(Ok(Ok(value))) => Written::Done(value),
            Ok(Ok(Err(error))) | Err(error) => Written::Not(error),
            Ok(Err(error)) => Written::Unknown(AppError::internal(error)),
        }
    }

    /// Writes the log into the main file and cuts it to nothing, so that deleted rows are in neither. `Busy` when a
    /// reader is in the way: try again.
    pub async fn checkpoint(&self) -> Outcome<()> {
        self.writer.checkpoint().await
    }
}

/// Brings the schema of a database file up to date; returns the names of the steps.
pub fn migrate_at(path: &Path) -> Result<Vec<String>, OpenError> {
    Ok(migrations::migrate(&mut connection::open(
        path,
        connection::Mode::Write,
    )?)?)
}

/// The steps that bringing it up to date would take.
pub fn pending_at(path: &Path) -> Result<Vec<String>, OpenError> {
    Ok(migrations::pending(&mut connection::open(
        path,
        connection::Mode::Read,
    )?)?)
}

/// How a database file is.
#[derive(Debug)]
pub struct Health {
    /// What SQLite finds wrong with it.
    pub damage: Option<String>,
    /// Erasures that have failed and are still open.
    pub failing_erasures: i64,
}

/// Examines a database file. Reads all of it.
pub fn check_at(path: &Path) -> Result<Health, OpenError> {
    let mut connection = connection::open(path, connection::Mode::Read)?;
    let damage = connection::find_damage(&mut connection)?;
    let failing = crate::erasure::rows::count_failing(&mut connection);
    Ok(Health {
        damage,
        failing_erasures: failing.unwrap_or(0),
    })
}

impl Readers {
    fn run<T>(&self, work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>) -> Outcome<T> {
        let taken = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = taken.ok_or_else(|| AppError::new(Code::Busy))?;
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            connection::in_read_transaction(&mut connection, work)
        }));
        self.free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        outcome.unwrap_or_else(|_| Err(AppError::internal("a read closure panicked")))
    }
}
