//! The database: one closure a request, in a reader or in the one writer. No I/O inside a closure, no second call.

mod columns;
mod connection;
mod migrations;
pub(crate) mod schema;
mod writer;

use crate::error::{AppError, Outcome};
use crate::storage::Storage;
use diesel::SqliteConnection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;
use tokio::sync::oneshot::Receiver;
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

/// How a write ended.
pub(crate) enum Written<T> {
    /// Committed.
    Done(T),
    /// Nothing of it stays.
    Not(AppError),
    /// The disk failed in the middle; the next start will find it there, or not.
    Unknown(AppError),
}

impl<T> From<Written<T>> for Outcome<T> {
    fn from(written: Written<T>) -> Self {
        match written {
            Written::Done(value) => Ok(value),
            Written::Not(error) | Written::Unknown(error) => Err(error),
        }
    }
}

struct Readers {
    path: PathBuf,
    free: Mutex<Vec<SqliteConnection>>,
    permits: Arc<Semaphore>,
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
    pub fn open(path: &Path, storage: Storage) -> Result<Self, OpenError> {
        let mut first = connection::open(path, connection::Mode::Write)?;
        migrations::migrate(&mut first)?;
        let free = (0..READERS).map(|_| connection::open(path, connection::Mode::Read));
        let readers = Readers {
            path: path.to_owned(),
            free: Mutex::new(free.collect::<Result<_, _>>()?),
            permits: Arc::new(Semaphore::new(READERS)),
        };
        Ok(Self {
            readers: Arc::new(readers),
            writer: Writer::start(first, storage),
        })
    }

    /// Runs a closure that reads one consistent state.
    pub async fn read<T, F>(&self, work: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        let permit = Arc::clone(&self.readers.permits).acquire_owned();
        let permit = permit.await.map_err(AppError::internal)?;
        let readers = Arc::clone(&self.readers);
        let running = tokio::task::spawn_blocking(move || {
            let outcome = readers.run(work);
            // Not before the connection is back, even if nobody waits for the outcome any more.
            drop(permit);
            outcome
        });
        running.await.map_err(AppError::internal)?
    }

    /// Runs a closure in a write transaction. What it returns is answered after the commit is on disk; if it
    /// fails or panics, nothing of its own work stays. Other requests' closures may share the commit.
    pub async fn write<T, F>(&self, work: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        self.writer
            .submit(work)?
            .await
            .map_err(AppError::internal)?
            .into()
    }

    /// As [`Self::write`], for code that blocks anyway and must not be cut off between the commit and what follows.
    pub(crate) fn write_blocking<T, F>(&self, work: F) -> Written<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        match self.writer.submit(work).map(Receiver::blocking_recv) {
            Ok(Ok(written)) => written,
            Ok(Err(dropped)) => Written::Not(AppError::internal(dropped)),
            Err(error) => Written::Not(error),
        }
    }

    /// Writes the log into the main file and cuts it to nothing, so that deleted rows are in neither. `false` when a
    /// reader is in the way: try again.
    pub async fn cut_log(&self) -> Outcome<bool> {
        self.writer.cut_log().await
    }

    /// Waits for what is under way, then closes the file. Whoever comes later is told that the server is busy.
    pub async fn close(&self) {
        for _ in 0..READERS {
            // Fails only if it was closed before.
            if let Ok(permit) = self.readers.permits.acquire().await {
                permit.forget();
            }
        }
        self.readers.permits.close();
        self.readers.lock().clear();
        self.writer.close().await;
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

/// What SQLite finds wrong with a database file. Reads all of it.
pub fn find_damage_at(path: &Path) -> Result<Option<String>, OpenError> {
    let mut connection = connection::open(path, connection::Mode::Read)?;
    connection::find_damage(&mut connection)
}

/// Reads one consistent state of a database file, without a server.
pub(crate) fn read_at<T>(
    path: &Path,
    work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>,
) -> Result<Outcome<T>, OpenError> {
    let mut connection = connection::open(path, connection::Mode::Read)?;
    Ok(connection::in_read_transaction(&mut connection, work))
}

/// Writes to a database file beside the server that may be running on it.
pub(crate) fn write_at<T>(
    path: &Path,
    work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>,
) -> Result<Outcome<T>, OpenError> {
    let mut connection = connection::open(path, connection::Mode::Write)?;
    Ok(connection.immediate_transaction(work))
}

impl Readers {
    fn run<T>(&self, work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>) -> Outcome<T> {
        let taken = self.lock().pop();
        let mut connection = match taken {
            Some(connection) => connection,
            // One was lost to a panic.
            None => connection::open(&self.path, connection::Mode::Read).map_err(AppError::internal)?,
        };
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            connection::in_read_transaction(&mut connection, work)
        }));
        let Ok(outcome) = outcome else {
            // The connection is still inside its transaction, and would show that moment for ever.
            return Err(AppError::internal("a read closure panicked"));
        };
        self.lock().push(connection);
        outcome
    }

    fn lock(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{insert_account, open_app};
    use crate::vault::Vault;
    use api::{MailboxId, UserId};
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;
    use std::pin::pin;
    use std::task::{Context, Waker};
    use std::time::{Duration, Instant};

    fn count(connection: &mut SqliteConnection) -> Outcome<i64> {
        Ok(schema::accounts::table.count().get_result(connection)?)
    }

    fn insert(n: u8) -> impl FnOnce(&mut SqliteConnection) -> Outcome<()> {
        move |connection| {
            insert_account(connection, UserId([n; 16]), MailboxId([n; 16]));
            Ok(())
        }
    }

    /// As `doctor`, a backup or the sqlite3 shell would connect.
    fn connect_from_outside(folder: &tempfile::TempDir) -> SqliteConnection {
        let path = folder.path().join("data/forsegla.db");
        SqliteConnection::establish(&path.to_string_lossy()).unwrap()
    }

    #[actix_web::test]
    async fn requests_that_are_cut_off_make_others_wait_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        for _ in 0..READERS {
            let read = pin!(app.db.read(|_| {
                std::thread::sleep(Duration::from_millis(300));
                Ok(())
            }));
            assert!(read.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        app.db.read(|_| Ok(())).await.unwrap();
    }

    #[actix_web::test]
    async fn cutting_the_log_waits_for_no_foreign_reader() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        app.db.write(insert(1)).await.unwrap();
        let mut other = connect_from_outside(&folder);
        other
            .batch_execute("BEGIN; SELECT count(*) FROM accounts;")
            .unwrap();
        app.db.write(insert(2)).await.unwrap();
        let begun = Instant::now();
        assert!(!app.db.cut_log().await.unwrap());
        app.db.write(|_| Ok(())).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(4));
        other.batch_execute("COMMIT").unwrap();
        assert!(app.db.cut_log().await.unwrap());
    }

    #[actix_web::test]
    async fn a_panic_in_a_read_leaves_no_reader_in_the_past() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        for _ in 0..READERS {
            let panicking = app.db.read(|connection| match count(connection)? {
                0 => panic!("on purpose"),
                _ => Ok(()),
            });
            assert!(panicking.await.is_err());
        }
        app.db.write(insert(1)).await.unwrap();
        for _ in 0..READERS {
            assert_eq!(app.db.read(count).await.unwrap(), 1);
        }
    }

    #[actix_web::test]
    async fn blobs_whose_rows_were_certainly_not_written_are_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let mut other = connect_from_outside(&folder);
        other.batch_execute("BEGIN IMMEDIATE").unwrap();
        let inner = app.clone();
        let storing = app.vault(move |vault: &Vault| {
            let mut deposit = vault.deposit();
            deposit.put(&[5; 16], b"x")?;
            inner.commit(deposit, |_| Ok(()))
        });
        storing.await.unwrap_err();
        let blob = "data/vault/blobs/05/05050505050505050505050505050505";
        assert!(!folder.path().join(blob).exists());
    }
}
