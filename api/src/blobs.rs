//! Attachments: ciphertext that goes up in segments and comes down in ranges.

use crate::{BlobId, Bytes};
use serde::{Deserialize, Serialize};

/// `POST /blobs`: announces an upload. Repeating it is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadStart {
    /// The blob's id, made by the client.
    pub blob_id: BlobId,
    /// Size of the whole ciphertext.
    pub size_bytes: u64,
}

/// How far an upload is. Answer to [`UploadStart`], to each `PUT /blobs/{blob_id}/segments/{offset}`, to
/// [`UploadComplete`], and to `GET /blobs/{blob_id}/upload`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// The blob.
    pub blob_id: BlobId,
    /// Size of the whole ciphertext.
    pub size_bytes: u64,
    /// Bytes that are safe on disk; the next segment begins here.
    pub accepted_bytes: u64,
    /// Complete, checked, and ready to be sent.
    pub complete: bool,
}

/// `POST /blobs/{blob_id}/complete`: the last segment has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadComplete {
    /// SHA-256 of the whole ciphertext; the server has counted along and compares.
    pub sha256: Bytes,
}
