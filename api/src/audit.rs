//! The audit log: its signed heads, and proofs of what is in it.

use crate::Bytes;
use serde::{Deserialize, Serialize};

/// `GET /audit/head?from`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditHead {
    /// The newest head: a C2SP checkpoint, signed by the log's key.
    pub checkpoint: String,
    /// For each size in `from`: proves that the tree of so many entries is the beginning of this one (RFC 6962, 2.1.2), by hashes
    /// of 32 bytes. Empty for 0, this very size, and more than the log has.
    pub consistency: Vec<Vec<Bytes>>,
}

/// An entry in the tree of a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Logged {
    /// Its place, as in the promise.
    pub audit_index: u64,
    /// Opens its commitment, 32 bytes. None where that was erased with an account.
    pub opening: Option<Bytes>,
    /// Proves that it is in the tree (RFC 6962, 2.1.1): hashes of 32 bytes, from the leaf upwards.
    pub inclusion: Vec<Bytes>,
}

/// A receipt in the tree of a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoggedReceipt {
    /// Its entry.
    pub logged: Logged,
    /// Proves that the head which the receipt quotes is of this log. Empty where it quotes none, or this very size.
    pub quoted: Vec<Bytes>,
}

/// `GET /messages/{message_id}/proof?from`: for the sender, with all receipts; for a reader, with their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageProof {
    /// The newest head, which all of it is in.
    pub head: AuditHead,
    /// The submission.
    pub submission: Logged,
    /// The receipts, in the order they were logged.
    pub receipts: Vec<LoggedReceipt>,
}
