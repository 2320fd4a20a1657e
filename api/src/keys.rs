//! The key directory: which public keys a mailbox has, said by itself.

use crate::Bytes;
use serde::{Deserialize, Serialize};

/// A key record with its signatures. An absent signature is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedKeyRecord {
    /// The record.
    pub record: Bytes,
    /// By the record's own signing key.
    pub self_signature: Bytes,
    /// By the previous epoch's signing key.
    pub prev_signature: Bytes,
    /// By the organisation.
    pub org_signature: Bytes,
}

/// `POST /keys/lookup`: who can be written to. In the body, because addresses have no place in URLs and logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The addresses, at most [`crate::limits::LOOKUP_ADDRESSES_MAX`].
    pub wanted: Vec<LookupAddress>,
}

/// One address of a [`Lookup`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookupAddress {
    /// The address; the server makes it canonical.
    pub address: String,
    /// The epoch that the client has pinned: records from it on are answered, so that the chain can be checked.
    /// Without it the current record alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_epoch: Option<u32>,
}

/// Answer to [`Lookup`], in the order asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookupAnswer {
    /// One for each address asked.
    pub found: Vec<LookedUp>,
}

/// What is known of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookedUp {
    /// The address, canonical.
    pub address: String,
    /// Its key records, oldest first, the current one last; empty where there is no mailbox.
    pub records: Vec<SignedKeyRecord>,
}

/// `GET /keys/{mailbox_id}?from_epoch&to_epoch`: the records of a mailbox whose id the caller knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyRecords {
    /// Oldest first.
    pub records: Vec<SignedKeyRecord>,
}
