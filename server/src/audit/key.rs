//! The key that signs the log's heads, and the name that the log has: `<host>/audit`.

use super::rows;
use crate::db::Db;
use crate::error::Outcome;
use crate::keystore::Keystore;
use crypto::ParseError;
use crypto::tlog::NoteSigner;
use diesel::SqliteConnection;

/// What signs the heads of this host's log.
///
/// # Errors
/// If the host cannot name one.
pub(crate) fn signer(host: &str, keys: &Keystore) -> Result<NoteSigner, ParseError> {
    NoteSigner::new(&format!("{host}/audit"), &keys.log)
}

/// Remembers the log's key at first use; later says whether it is the same. A log under another key is another log to everybody.
pub(crate) async fn claim(db: &Db, log: &NoteSigner) -> Outcome<bool> {
    let key = *log.verifier().key().as_bytes();
    db.write(move |connection| rows::claim_key(connection, key)).await
}

/// Whether this key signs the log of these rows. True of a log that no server has signed yet.
pub(crate) fn belongs_to(connection: &mut SqliteConnection, keys: &Keystore) -> Outcome<bool> {
    let key = *crypto::sign::SigningKey::from_seed(&keys.log)
        .verifying_key()
        .as_bytes();
    rows::is_key(connection, key)
}

/// Whether no server has signed the log of these rows yet.
pub(crate) fn is_unclaimed(connection: &mut SqliteConnection) -> Outcome<bool> {
    Ok(rows::find_key(connection)?.is_none())
}
