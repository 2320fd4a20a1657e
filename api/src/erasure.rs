//! Emptying the bin: what was asked, how far it is, and the signed report.
//!
//! Attachments are only ever *released*: whether somebody else still holds one is nobody's business here.

use crate::messages::Signed;
use crate::{ErasureId, MessageId};
use serde::{Deserialize, Serialize};

/// `POST /bin/empty`. The letters are hidden and queued for overwriting in one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmptyBin {
    /// Only these letters of the bin, at most [`crate::limits::MOVE_ITEMS_MAX`]; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<MessageId>>,
}

/// Answer to [`EmptyBin`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BinEmptied {
    /// The erasure under way; absent where the bin held nothing to erase.
    pub erasure: Option<Erasure>,
    /// Letters still in the bin because one request takes only so many: ask again.
    pub remaining: u64,
}

/// `GET /erasures/{erasure_id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasure {
    /// This erasure.
    pub erasure_id: ErasureId,
    /// When it was asked for.
    pub requested_ms: u64,
    /// Letters it covers.
    pub letters: u64,
    /// Of these, overwritten and removed.
    pub letters_erased: u64,
    /// How it stands.
    pub state: ErasureState,
    /// The server's signed report, once done.
    pub report: Option<Signed>,
}

/// How an erasure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErasureState {
    /// Being overwritten.
    Running,
    /// The storage refused; the server goes on trying.
    Retrying,
    /// All overwritten, report signed.
    Done,
}

/// `GET /erasures`: the caller's, newest first, at most [`crate::limits::PAGE_ITEMS_MAX`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasures {
    /// Newest first.
    pub erasures: Vec<Erasure>,
}
