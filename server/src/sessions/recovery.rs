//! Getting in again with the recovery words (protocol.md 5.5). Whoever has forgotten the password proves the words and gives a
//! code; whoever has lost the authenticator too proves the words, waits, and proves them again. Nothing is released before.

pub(crate) mod finish;
pub(crate) mod prove;
pub(crate) mod release;
pub(crate) mod start;
pub(crate) mod stop;
pub(crate) mod wait;
pub(crate) mod words;

use crate::accounts::words::WordsKey;
use api::{SessionId, UserId};

/// Between the server's challenge and the words' signature.
pub(crate) struct PendingRecovery {
    pub(super) challenge: [u8; crypto::recovery::CHALLENGE_LEN],
    pub(super) user_id: UserId,
    /// None for an address without an account and for an account without words: no signature is right then.
    known: Option<Known>,
}

/// What the account had when the attempt began.
struct Known {
    words: WordsKey,
    password_version: u64,
}

/// Between the release and the new password.
pub(crate) struct PendingFinish {
    pub(super) user_id: UserId,
    words: WordsKey,
    password_version: u64,
    by: By,
}

/// What there was beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Code,
    Waiting,
}

/// New words for an account that is open, between their two halves.
pub(crate) struct PendingWords {
    session_id: SessionId,
    password_version: u64,
}
