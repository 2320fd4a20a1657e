//! One SQLite connection with the settings that the promises rest on.

use super::OpenError;
use crate::error::Outcome;
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use std::path::Path;

/// SQLite before this has the WAL-reset corruption bug.
const VERSION_MIN: (u32, u32, u32) = (3, 51, 3);

/// How long a connection waits for another's lock.
pub(super) const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 5000";

/// `synchronous=FULL`: with NORMAL a power cut loses acknowledged commits. `secure_delete`: freed pages are zeroed.
/// `temp_store`: no temporary file may hold a row.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

pub(super) fn open(path: &Path, mode: Mode) -> Result<SqliteConnection, OpenError> {
    let name = path.to_string_lossy();
    let mut connection = SqliteConnection::establish(&name).map_err(|cause| OpenError::Connect {
        path: name.into_owned(),
        cause,
    })?;
    check_version(&mut connection)?;
    connection.batch_execute(BUSY_TIMEOUT)?;
    connection.batch_execute(SETTINGS)?;
    if mode == Mode::Read {
        connection.batch_execute("PRAGMA query_only = ON;")?;
    }
    Ok(connection)
}

/// Runs a closure on one snapshot.
pub(super) fn in_read_transaction<T>(
    connection: &mut SqliteConnection,
    work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>,
) -> Outcome<T> {
    connection.transaction(work)
}

#[derive(diesel::QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

fn check_version(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let row: Version = diesel::sql_query("SELECT sqlite_version() AS version").get_result(connection)?;
    let mut parts = row
        .version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < VERSION_MIN {
        return Err(OpenError::TooOld(row.version));
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Damage {
    #[diesel(sql_type = diesel::sql_types::Text)]
    integrity_check: String,
}

/// The first thing that SQLite finds wrong.
pub(super) fn find_damage(connection: &mut SqliteConnection) -> Result<Option<String>, OpenError> {
    let row: Damage = diesel::sql_query("PRAGMA integrity_check(1)").get_result(connection)?;
    Ok((row.integrity_check != "ok").then_some(row.integrity_check))
}
