//! What the operator may see of the outbox, and do about it: never to whom, never what.

use crate::db::schema::outbox;
use crate::db::{self, B16, to_i64};
use crate::error::{AppError, Outcome};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use std::fmt;
use std::path::Path;

/// One job that waits or has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Names it in [`retry`] and [`discard`]; mail server and gateway know it by the same name.
    pub reference: String,
    /// `mail` or `sms`.
    pub channel: String,
    /// What kind of notice it is.
    pub kind: String,
    /// `waiting` or `dead`; `undelivered` if the gateway took it and later said that it failed.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_ms: i64,
    /// Why it was not taken the last time.
    pub failure: Option<String>,
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}  {:4} {:11} {:22} {} attempts  {}",
            self.reference,
            self.channel,
            self.state,
            self.kind,
            self.attempts,
            self.failure.as_deref().unwrap_or("")
        )
    }
}

/// The operator's wish cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] db::OpenError),
    /// A row cannot be read or written.
    #[error("cannot use the outbox: {0}")]
    Rows(#[from] AppError),
    /// There is no such dead letter.
    #[error("there is no dead letter {0}")]
    Unknown(String),
}

/// What waits, has failed, or was not delivered, oldest first.
pub fn list(database: &Path) -> Result<Vec<Letter>, OperatorError> {
    Ok(db::read_at(database, find_letters)??)
}

type Columns = (
    B16,
    String,
    String,
    String,
    i64,
    i64,
    Option<String>,
    Option<String>,
);

fn find_letters(connection: &mut SqliteConnection) -> Outcome<Vec<Letter>> {
    let rows: Vec<Columns> = outbox::table
        .filter(outbox::state.ne("taken").or(outbox::report.eq(Some("failed"))))
        .order(outbox::created_ms)
        .select((
            outbox::id,
            outbox::channel,
            outbox::kind,
            outbox::state,
            outbox::attempts,
            outbox::created_ms,
            outbox::failure,
            outbox::report,
        ))
        .load(connection)?;
    let letter = |(id, channel, kind, state, attempts, created_ms, failure, report): Columns| Letter {
        reference: URL_SAFE_NO_PAD.encode(id.0),
        channel,
        kind,
        state: if state == "taken" && report.is_some() {
            "undelivered".to_owned()
        } else {
            state
        },
        attempts,
        created_ms,
        failure,
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// Lets a dead letter be tried again, by the running server, for another `for_ms`.
pub fn retry(database: &Path, reference: &str, now_ms: u64, for_ms: u64) -> Result<(), OperatorError> {
    let id = id_of(reference)?;
    let changed = db::write_at(database, |connection| {
        let dead = outbox::table
            .find(id)
            .filter(outbox::state.eq("dead").and(outbox::sealed.is_not_null()));
        Ok(diesel::update(dead)
            .set((
                outbox::state.eq("waiting"),
                outbox::next_ms.eq(to_i64(now_ms)),
                outbox::ends_ms.eq(to_i64(now_ms + for_ms)),
                outbox::attempts.eq(0),
            ))
            .execute(connection)?)
    });
    found(changed??, reference)
}

/// Removes a dead letter.
pub fn discard(database: &Path, reference: &str) -> Result<(), OperatorError> {
    let id = id_of(reference)?;
    let removed = db::write_at(database, |connection| {
        let dead = outbox::table.find(id).filter(outbox::state.eq("dead"));
        Ok(diesel::delete(dead).execute(connection)?)
    });
    found(removed??, reference)
}

/// How many letters are dead; for `doctor`.
pub(crate) fn dead_letters(connection: &mut SqliteConnection) -> Outcome<i64> {
    Ok(outbox::table
        .filter(outbox::state.eq("dead"))
        .count()
        .get_result(connection)?)
}

fn id_of(reference: &str) -> Result<B16, OperatorError> {
    let id = URL_SAFE_NO_PAD.decode(reference).ok();
    id.and_then(|id| id.try_into().ok())
        .map(B16)
        .ok_or_else(|| OperatorError::Unknown(reference.to_owned()))
}

fn found(rows: usize, reference: &str) -> Result<(), OperatorError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(OperatorError::Unknown(reference.to_owned()))
    }
}
