//! The proof file (protocol.md 7.5): what a sender can show to anybody about a letter, without the server.
//!
//! Owns the file's form and all that is checked in it. What is proven comes out as values; whose the named keys are, is for
//! the reader of the file to know from elsewhere.

mod file;
mod party;
mod verify;

pub use file::{Entry, FILE_LEN_MAX, Proof, ReceiptEntry};
pub use party::Party;
pub use verify::{Proven, ProvenReceipt, verify};

use crate::{ParseError, Refused, record::RecordError};

/// Why a proof file shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Something in it is not of its layout.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A key record does not verify.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A signature or a proof does not hold: which.
    #[error("does not hold: {0}")]
    Broken(&'static str),
    /// Two things in it do not belong together: which.
    #[error("does not fit: {0}")]
    Unfit(&'static str),
}

fn broken(what: &'static str) -> impl FnOnce(Refused) -> ProofError {
    move |Refused| ProofError::Broken(what)
}

fn require(fits: bool, what: &'static str) -> Result<(), ProofError> {
    if fits {
        Ok(())
    } else {
        Err(ProofError::Unfit(what))
    }
}
