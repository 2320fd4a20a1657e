//! The one error of the server: a stable code for the caller, the cause for the log only.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use api::{Bytes, Code, MailboxId, PROBLEM_MEDIA_TYPE, Problem, WorkAsked};
use std::fmt;

/// What a handler returns.
pub type Outcome<T> = Result<T, AppError>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A refusal or a failure on its way to the caller. Boxed, since every `Result` carries room for it.
#[derive(Debug)]
pub struct AppError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    cause: Option<Cause>,
}

impl AppError {
    /// A refusal that needs no more words than its code has.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            problem: Problem::new(code),
            cause: None,
        }))
    }

    /// Our own fault: the cause goes to the log, the caller learns only that it happened.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        let mut error = Self::new(Code::Internal);
        error.0.cause = Some(cause.into());
        error
    }

    /// Which rule was broken. Never a secret, never anyone's data.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.problem.detail = Some(detail.into());
        self
    }

    /// When a repeat makes sense.
    pub fn retry_after_s(mut self, seconds: u64) -> Self {
        self.0.problem.retry_after_s = Some(seconds);
        self
    }

    /// Codes left to try, and the clock they are judged by.
    pub fn tries(mut self, left: u32, server_ms: u64) -> Self {
        self.0.problem.tries_left = Some(left);
        self.0.problem.server_ms = Some(server_ms);
        self
    }

    /// The clock that a time was judged by.
    pub fn server_ms(mut self, server_ms: u64) -> Self {
        self.0.problem.server_ms = Some(server_ms);
        self
    }

    /// Mailboxes to look up again.
    pub fn mailboxes(mut self, mailboxes: Vec<MailboxId>) -> Self {
        self.0.problem.mailboxes = mailboxes;
        self
    }

    /// The version the server holds.
    pub fn version(mut self, version: u64) -> Self {
        self.0.problem.version = Some(version);
        self
    }

    /// What to compute first.
    pub fn work(mut self, challenge: Bytes, bits: u8) -> Self {
        self.0.problem.work = Some(WorkAsked { challenge, bits });
        self
    }

    /// The challenge that [`Self::work`] set.
    #[cfg(test)]
    pub(crate) fn work_asked(&self) -> Option<Bytes> {
        self.0.problem.work.as_ref().map(|asked| asked.challenge.clone())
    }

    /// What was refused.
    pub fn code(&self) -> Code {
        self.0.problem.code
    }

    /// What went wrong beneath, for the log.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.0.cause.as_deref()
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        let full = matches!(
            error.kind(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
        );
        let mut failure = if full {
            Self::new(Code::StorageFull)
        } else {
            Self::new(Code::Internal)
        };
        failure.0.cause = Some(error.into());
        failure
    }
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error};
        // SQLITE_FULL reaches us as an unknown kind with SQLite's own words.
        let full = matches!(&error, Error::DatabaseError(DatabaseErrorKind::Unknown, info)
            if info.message() == "database or disk is full");
        let mut failure = if full {
            Self::new(Code::StorageFull)
        } else {
            Self::new(Code::Internal)
        };
        failure.0.cause = Some(error.into());
        failure
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code())?;
        match self.cause() {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AppError {}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, PROBLEM_MEDIA_TYPE));
        if let Some(seconds) = self.0.problem.retry_after_s {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        // Plain strings and numbers always serialise; an empty body would be the least bad way to fail.
        response.body(serde_json::to_vec(&self.0.problem).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_stays_out_of_the_answer() {
        let error = AppError::internal("password of anna@example.org");
        let body = serde_json::to_string(&error.0.problem).unwrap();
        assert!(!body.contains("anna"));
        assert_eq!(error.status_code(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn a_full_disk_is_told_apart() {
        let error = AppError::from(std::io::Error::from(std::io::ErrorKind::StorageFull));
        assert_eq!(error.code(), Code::StorageFull);
    }
}
