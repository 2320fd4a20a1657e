//! What keyring/sig remembers of others.

use serde::{Deserialize, Serialize};

use crate::{Hash, base64url, tlog::Head};

/// Hashes of a log's frontier: one a bit of its size.
pub(super) const FRONTIER_MAX: usize = 64;

/// The server's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerPin {
    /// Ed25519: promises and reports of erasure.
    #[serde(with = "base64url::array")]
    pub sig_pk: [u8; 32],
    /// The audit log's key as a note names it; absent where none was seen yet.
    pub log_vkey: Option<String>,
}

/// The newest head of a log that was seen; all empty where none was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPin {
    /// `host/kt` or `host/audit`.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root hash.
    #[serde(with = "base64url::array")]
    pub root: Hash,
    /// The compact range up to it, at most 64; empty of a log that is not followed leaf by leaf.
    #[serde(with = "base64url::arrays")]
    pub frontier: Vec<Hash>,
    /// The signed note.
    pub checkpoint: String,
}

impl LogPin {
    /// The head; none where none was seen.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        (self.size > 0).then_some(Head {
            size: self.size,
            root: self.root,
        })
    }
}

/// What is pinned of a correspondent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Hash of the newest record that was accepted.
    #[serde(with = "base64url::array")]
    pub rec_hash: Hash,
    /// Its epoch.
    pub epoch: u32,
    /// Whether the safety number was compared, for the signing key of that record.
    pub verified: bool,
    /// Size of the log when the contact was first seen.
    pub first_size: u64,
    /// What the user calls them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Whether an organisation can restore access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrow {
    /// Fingerprint of the organisation's recovery key.
    #[serde(with = "base64url::optional_array")]
    pub org_fp: Option<Hash>,
}

/// What the user is called.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The display name that goes into manifests.
    #[serde(default)]
    pub name: Option<String>,
    /// Letters that ask for a receipt get none.
    #[serde(default)]
    pub withholds_receipts: bool,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact")
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile")
    }
}

/// `Vec<KLocal>`.
pub(super) mod old_keys {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::{KLocal, Secret, base64url::Hidden};

    pub(crate) fn serialize<S: Serializer>(keys: &[KLocal], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(keys.iter().map(|key| Hidden(Secret::from_bytes(*key.expose()))))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<KLocal>, D::Error> {
        Ok(Vec::<Hidden<32>>::deserialize(from)?
            .into_iter()
            .map(|Hidden(key)| key.into())
            .collect())
    }
}
