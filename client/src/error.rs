//! Everything that can go wrong in a flow, told apart as far as a person can do something different about it.

use crate::view::{LogFault, PasswordFault, WordsFault};
use api::{Code, Problem};
use serde::{Deserialize, Serialize};

/// Why a flow did not get to its end. It can cross from a worker to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// The server cannot be reached. Whether the last request arrived is not known; flows repeat it under the same id.
    #[error("the server cannot be reached")]
    Offline,
    /// The server refused, and said why with a stable code.
    #[error("refused: {}", .0.code.title())]
    Refused(Refusal),
    /// The session is over.
    #[error("signed out")]
    SignedOut,
    /// The server's answer makes no sense, or does not verify. Never the person's fault.
    #[error("the server's answer cannot be trusted: {0}")]
    BadAnswer(String),
    /// The server signs with another key than the pinned one.
    #[error("the server's identity has changed")]
    ServerChanged,
    /// The server offers keys or settings below what this program accepts.
    #[error("the server asks for less security than this program allows")]
    Downgrade,
    /// The server's audit log is not the one that was seen before.
    #[error("the audit log cannot be trusted: {0:?}")]
    AuditLog(LogFault),
    /// The server cannot show a letter in its audit log, so there is nothing to prove it with.
    #[error("the server cannot show the letter in its log")]
    NotInLog,
    /// A correspondent's keys changed without the old key's signature. Nothing was sealed to them.
    #[error("the keys of {address} have changed")]
    KeysChanged {
        /// Whose.
        address: String,
    },
    /// A correspondent's keys are over; they are renewed when their owner signs in.
    #[error("the keys of {address} are over")]
    KeysExpired {
        /// Whose.
        address: String,
    },
    /// The server takes nothing that is dated so far from its own time: one of the two clocks is wrong. Nothing was sent.
    #[error("this device's clock is {ahead_ms} ms ahead of the server's")]
    ClockOff {
        /// Milliseconds by which this device's clock is ahead of the server's (behind: negative).
        ahead_ms: i64,
    },
    /// An address has no mailbox here.
    #[error("{address} has no mailbox here")]
    NoMailbox {
        /// Which.
        address: String,
    },
    /// A letter must not be shown.
    #[error("the letter cannot be shown: {0:?}")]
    Flawed(crate::view::Flaw),
    /// The passkey answered, and yields no secret to open a mailbox with: its authenticator cannot do that, or was not asked to
    /// when the passkey was made.
    #[error("the passkey yields nothing to open a mailbox with")]
    PasskeyYieldsNothing,
    /// The new password is too weak.
    #[error("the password is too weak: {0:?}")]
    WeakPassword(PasswordFault),
    /// What was typed is not twelve recovery words.
    #[error("no recovery words: {0:?}")]
    RecoveryWords(WordsFault),
    /// What the person gave is not usable; names the field.
    #[error("not usable: {field}")]
    Invalid {
        /// The field.
        field: String,
    },
    /// The file changed while it was uploaded, or cannot be read.
    #[error("the file cannot be read, or was changed meanwhile")]
    FileUnreadable,
    /// The place to save to takes no more, or is gone.
    #[error("the file cannot be saved")]
    FileUnwritable,
    /// The person cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The flow was asked for at the wrong time, such as a code before the password.
    #[error("not now")]
    OutOfTurn,
}

/// What a person can know of a refusal: of a [`Problem`], what is neither for developers nor for flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was refused.
    pub code: Code,
    /// Seconds after which a repeat makes sense.
    pub retry_after_s: Option<u64>,
    /// Codes that may still be tried with this password.
    pub tries_left: Option<u32>,
    /// The server's clock, where this device's may be the reason.
    pub server_ms: Option<u64>,
}

impl Error {
    /// The server's code, if it was the server who refused.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::SignedOut => Some(Code::SignedOut),
            _ => None,
        }
    }

    pub(crate) fn bad_answer(why: impl std::fmt::Display) -> Self {
        Self::BadAnswer(why.to_string())
    }

    pub(crate) fn invalid(field: &str) -> Self {
        Self::Invalid {
            field: field.to_owned(),
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        if problem.code == Code::SignedOut {
            Self::SignedOut
        } else {
            Self::Refused(Refusal {
                code: problem.code,
                retry_after_s: problem.retry_after_s,
                tries_left: problem.tries_left,
                server_ms: problem.server_ms,
            })
        }
    }
}
