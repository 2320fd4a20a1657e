//! Who wrote a message and to whom.

use serde::{Deserialize, Serialize};

use crate::{Hash, Id, base64url};

/// The sender.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Canonical address.
    pub addr: String,
    /// The sender's mailbox.
    #[serde(with = "base64url::array")]
    pub mbox: Id,
    /// The key record's epoch.
    pub epoch: u32,
    /// Fingerprint of the signing key.
    #[serde(with = "base64url::array")]
    pub sig: Hash,
    /// Fingerprint of the encryption key.
    #[serde(with = "base64url::array")]
    pub enc: Hash,
    /// Sent for a group (protocol.md 9.1). There are no groups yet: check 16 refuses it.
    #[serde(rename = "as", default)]
    pub as_group: Option<GroupSender>,
    /// For pseudonyms only (protocol.md 9.2, 9.4). There are none yet: check 9 refuses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<PseudonymKeys>,
    /// A display name, at most [`super::NAME_CHARS_MAX`] characters. **Self-asserted:** under the sender's
    /// signature, so nobody else chose it, but never a proof of who the sender is; shown beside the address,
    /// not instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The group that a member writes for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSender {
    /// Canonical address.
    pub addr: String,
    /// The group's mailbox.
    #[serde(with = "base64url::array")]
    pub mbox: Id,
    /// Its key record's epoch.
    pub epoch: u32,
    /// Fingerprint of its encryption key.
    #[serde(with = "base64url::array")]
    pub enc: Hash,
    /// Hash of the roster that has the member.
    #[serde(with = "base64url::array")]
    pub roster: Hash,
}

/// Public keys of somebody without a record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PseudonymKeys {
    /// Ed25519.
    #[serde(with = "base64url::array")]
    pub sig: [u8; 32],
    /// X-Wing.
    #[serde(with = "base64url::bytes")]
    pub enc: Vec<u8>,
}

/// A recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// Canonical address.
    pub addr: String,
    /// The mailbox.
    #[serde(with = "base64url::array")]
    pub mbox: Id,
    /// The key record's epoch.
    pub epoch: u32,
    /// Fingerprint of the encryption key that was sealed to.
    #[serde(with = "base64url::array")]
    pub enc: Hash,
}

macro_rules! debug_without_address {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

debug_without_address!(Sender, GroupSender, PseudonymKeys, Mailbox);

/// `bcc` is a list of exactly one.
pub(super) mod blind {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Mailbox;

    pub(crate) fn serialize<S: Serializer>(bcc: &Option<Mailbox>, to: S) -> Result<S::Ok, S::Error> {
        bcc.as_ref().map(std::slice::from_ref).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Mailbox>, D::Error> {
        <[Mailbox; 1]>::deserialize(from).map(|[mailbox]| Some(mailbox))
    }
}
