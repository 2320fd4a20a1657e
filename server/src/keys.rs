//! The key directory: each mailbox's own signed statements about its public keys. The lowest slice.
//!
//! The server hands records out and checks new ones, so that nobody publishes nonsense; whether to trust them is the
//! reader's business, who checks the same again.

use crate::error::{AppError, Outcome};
use api::Code;
use crypto::record::VerifiedRecord;

pub(crate) mod lookup;
pub(crate) mod publish;
pub(crate) mod records;
pub(crate) mod rows;

/// How far from the server's clock a new record may say it was made.
const AGE_S_MAX: u64 = 24 * 60 * 60;

/// A record that is published now must have been made about now.
pub(crate) fn check_age(record: &VerifiedRecord, now_ms: u64) -> Outcome<()> {
    if record.record().created_s.abs_diff(now_ms / 1000) > AGE_S_MAX {
        return Err(AppError::new(Code::ClockRefused).server_ms(now_ms));
    }
    Ok(())
}
