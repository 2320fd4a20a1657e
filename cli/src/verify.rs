//! Which kind of file it is, whether it holds, and what it proves in words.

use crate::known::Known;
use crate::{proof, report};
use crypto::Refused;
use crypto::proof::ProofError;
use serde::Deserialize;
use std::io;

/// Why a file proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// It cannot be read.
    #[error("The file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is something else.
    #[error("This is neither a proof nor an erasure report of Forsegla.")]
    Other,
    /// A proof in which something does not hold.
    #[error("This proof is not what was saved, or never held: {0}.")]
    Proof(#[from] ProofError),
    /// A report whose signature does not hold.
    #[error("This report is not what was saved, or not signed by the key that it names.")]
    Report,
    /// A report of a form that this program does not know.
    #[error("This report is signed, but says things in a form that this program does not know.")]
    ReportForm,
    /// Another server's.
    #[error("It is signed by another server's key than the one that was given.")]
    ServerKey,
    /// In another log.
    #[error("It is logged under another key than the one that was given.")]
    LogKey,
    /// The log's key was given, and there is no log in it.
    #[error("An erasure report is in no log that the given log key could be compared with.")]
    NoLog,
}

impl From<Refused> for Unproven {
    fn from(Refused: Refused) -> Self {
        Self::Report
    }
}

/// All that tells the files apart, before anything is believed.
#[derive(Deserialize)]
struct Titled {
    forsegla: String,
}

/// What a file proves, in words.
///
/// # Errors
/// Why it proves nothing.
pub fn verify(file: &[u8], known: &Known) -> Result<String, Unproven> {
    let titled: Titled = serde_json::from_slice(file).map_err(|_| Unproven::Other)?;
    if titled.forsegla.starts_with("proof of a letter") {
        proof::words(file, known)
    } else if titled.forsegla.starts_with("erasure report") {
        report::words(file, known)
    } else {
        Err(Unproven::Other)
    }
}
