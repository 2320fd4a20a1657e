//! What leaves the server by itself: mail and SMS, content-free. A job is written in the transaction that it tells of and
//! sent afterwards, so that nothing goes out for what did not happen, nothing that happened goes untold, and no request
//! waits for a mail server or a gateway.
//!
//! A job is sent at least once: where the server is killed between the gateway's answer and its own note of it, once more,
//! under the same reference.

pub(crate) mod local;
mod operator;
pub(crate) mod reports;
mod rows;
mod transports;
mod worker;

use crate::error::{AppError, Outcome};
use crate::notices::Notice;
use crate::rng;
use api::UserId;
use crypto::server_box::{self, Purpose};
use crypto::{Id, Kek};
use diesel::SqliteConnection;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::Notify;

pub(crate) use operator::dead_letters;
pub use operator::{Letter, OperatorError, discard, list, retry};
pub(crate) use rows::{forget_done, forget_of};
pub(crate) use transports::Transports;
pub(crate) use worker::run;

/// How long a notice is worth sending: long enough for a weekend without a mail server.
const NOTICE_MS: u64 = 4 * 24 * 60 * 60 * 1000;

/// Why something was not taken by the mail server or the gateway. The words are for the operator's log and hold neither
/// recipient nor text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It will never be taken: no such address, a number that cannot be reached.
    #[error("refused: {0}")]
    Refused(String),
    /// Not now: no connection, a full queue, a time-out. Whether it was taken is not known.
    #[error("not now: {0}")]
    Later(String),
    /// This server's own settings are wrong: a password, a certificate. Nothing goes out until the operator acts.
    #[error("the settings do not fit: {0}")]
    Settings(String),
}

/// By which way something goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Mail,
    Sms,
}

impl Channel {
    const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    fn column(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// To whom, in which language, and what.
#[derive(Serialize, Deserialize)]
pub(crate) struct Outgoing {
    /// An address or a number.
    pub(crate) to: String,
    /// As accounts name it.
    pub(crate) language: String,
    pub(crate) notice: Notice,
}

/// Where jobs are left.
#[derive(Clone)]
pub(crate) struct Outbox {
    key: Arc<Kek>,
    due: Arc<Notify>,
}

impl Outbox {
    pub(crate) fn new(key: &Kek) -> Self {
        Self {
            key: Arc::new(Kek::from_bytes(*key.expose())),
            due: Arc::new(Notify::new()),
        }
    }

    /// Leaves a job, in the transaction that it tells of; `owner` is the account that it goes with, if there is one. What tells
    /// of something is sent for days, a code only while it counts.
    pub(crate) fn put(
        &self,
        connection: &mut SqliteConnection,
        channel: Channel,
        outgoing: &Outgoing,
        owner: Option<UserId>,
        ends_ms: Option<u64>,
        now_ms: u64,
    ) -> Outcome<()> {
        let id: Id = rng::make_bytes();
        let clear = serde_json::to_vec(outgoing).map_err(AppError::internal)?;
        let job = rows::NewJob {
            id,
            channel,
            owner,
            kind: outgoing.notice.kind(),
            sealed: server_box::seal(&self.key, Purpose::Outbox, &id, &clear, &mut rng::system()),
            ends_ms: ends_ms.unwrap_or(now_ms + NOTICE_MS),
        };
        rows::insert(connection, &job, now_ms)
    }

    /// What a job says.
    fn open(&self, id: &Id, sealed: &[u8]) -> Outcome<Outgoing> {
        let clear = server_box::open(&self.key, Purpose::Outbox, id, sealed).map_err(AppError::internal)?;
        serde_json::from_slice(&clear).map_err(AppError::internal)
    }

    /// Somebody waits for what was just committed. Without this it goes out within a second.
    pub(crate) fn wake(&self) {
        self.due.notify_waiters();
    }
}
