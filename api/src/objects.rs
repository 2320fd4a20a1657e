//! Local objects: what belongs to one person alone, sealed by their client. The server knows of each what it is, its version and its
//! padded size.

use crate::{BlobId, Bytes, ObjectId};
use serde::{Deserialize, Serialize};

/// One object, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Which.
    pub object_id: ObjectId,
    /// What it is (protocol.md 5.7): 0 to 8.
    pub kind: u8,
    /// Its version; writing takes the one after the version that is there, or 1.
    pub version: u64,
    /// The box; empty in an answer where the stored bytes are damaged.
    pub sealed: Bytes,
}

/// An object to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectWrite {
    /// The object.
    pub object: Object,
    /// Attachments that its content names: they stay as long as it does.
    pub holds: Vec<BlobId>,
}

/// An object to erase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectErase {
    /// Which.
    pub object_id: ObjectId,
    /// The version that is there.
    pub version: u64,
}

/// `POST /objects`: all of it or nothing. What is replaced is erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectsChange {
    /// Written, each once.
    pub write: Vec<ObjectWrite>,
    /// Erased, each once and none of those.
    pub erase: Vec<ObjectErase>,
}

/// `GET /objects?kind&after&limit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectsPage {
    /// By id.
    pub items: Vec<Object>,
    /// Give it as `after` for the next page; absent on the last one.
    pub next: Option<ObjectId>,
}
