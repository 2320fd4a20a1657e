//! The two answers that most of this crate gives to bytes from outside: not of the layout, or refused.
//!
//! Errors carry no input and no secret. Where a caller must tell more apart, the module has an enum of its
//! own.

/// The bytes are not of the layout. Says nothing about who made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not of the layout: {0}")]
pub struct ParseError(&'static str);

impl ParseError {
    pub(crate) const fn new(reason: &'static str) -> Self {
        Self(reason)
    }

    /// What was wrong, for developers: an English sentence part, never the input.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.0
    }
}

/// A signature, a MAC or a ciphertext did not verify. One variant, so that it is no oracle (protocol.md R18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("refused")]
pub struct Refused;

impl From<ParseError> for Refused {
    fn from(_: ParseError) -> Self {
        Self
    }
}
