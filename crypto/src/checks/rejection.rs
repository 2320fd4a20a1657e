//! Why a message is not shown.

/// What a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Somebody claims what is not so.
    Forged,
    /// Sealed or passed on to somebody it was not written to.
    NotForYou,
    /// Signed with a key that was not the sender's at that time.
    SenderKeyChanged,
    /// The writer saw another key directory.
    DirectoryFork,
    /// Not as it was sent, or not readable by this program.
    Damaged,
}

/// The check that failed, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("check {check}: {reason}")]
pub struct Rejection {
    /// 1 to 16, as protocol.md 3.6 numbers them.
    pub check: u8,
    /// What a person is told.
    pub class: Class,
    /// For developers: an English sentence part.
    pub reason: &'static str,
}

impl Rejection {
    pub(super) const fn new(check: u8, class: Class, reason: &'static str) -> Self {
        Self { check, class, reason }
    }
}

/// Nothing, if `holds`.
pub(super) fn require(holds: bool, check: u8, class: Class, reason: &'static str) -> Result<(), Rejection> {
    if holds {
        Ok(())
    } else {
        Err(Rejection::new(check, class, reason))
    }
}
