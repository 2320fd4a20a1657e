//! What leaves the server by itself: mail and SMS, content-free.

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
