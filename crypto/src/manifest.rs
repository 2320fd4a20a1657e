//! The manifest: everything a person sees of a message, signed by the sender (protocol.md 3.3). Exists in
//! clients only.
//!
//! Owns the JSON and its bounds. A parsed manifest is well-formed, never believed: that takes
//! [`crate::checks`]. The bytes that were signed travel with the message; nothing is canonicalised.

use serde::{Deserialize, Serialize};

use crate::{Hash, Id, ParseError, Secret, base64url, json, message::MANIFEST_LEN_MAX, sha256};

mod part;
mod people;

pub use crate::submission::{LABEL_LEN_MAX, ReceiptMode};
pub use part::{Blob, Content, Part, Role};
pub use people::{GroupSender, Mailbox, PseudonymKeys, Sender};

/// `suite` of forsegla-1.
pub const SUITE: &str = "forsegla-1";

/// Suite id of forsegla-1 (protocol.md 2).
pub const SUITE_ID: u16 = 1;

/// What `v` must be.
const VERSION: u64 = 1;

/// Longest text of a part inside the manifest, in bytes. More is a blob.
pub const TEXT_LEN_MAX: usize = 65_536;

/// Longest self-asserted name, in characters.
pub const NAME_CHARS_MAX: usize = 64;

/// The JSON of a message, in the order in which its keys are written. Binary values are canonical base64url
/// without padding. Unknown keys are ignored, unless `crit` names them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// 1.
    pub v: u64,
    /// [`SUITE`]. Another text parses; check 8 refuses it.
    pub suite: String,
    /// Keys that a reader must know. Check 8.
    pub crit: Vec<String>,
    /// 32 bytes from the generator, new for *every* manifest and never shown or logged: `H(manifest)` hides
    /// the manifest because of it, and a receipt proves possession of it.
    #[serde(with = "base64url::secret")]
    pub salt: Secret<32>,
    /// The submission's `msg_id`.
    #[serde(with = "base64url::array")]
    pub id: Id,
    /// The submission's, in milliseconds since 1970.
    pub created_ms: u64,
    /// The sender, as the sender's record has it.
    pub from: Sender,
    /// Recipients, with the fingerprints of the keys that were sealed to (R9).
    pub to: Vec<Mailbox>,
    /// The same, as copies.
    pub cc: Vec<Mailbox>,
    /// In a blind recipient's own message: that one recipient (protocol.md 3.7). With `bcc_of`, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "people::blind")]
    pub bcc: Option<Mailbox>,
    /// In a blind recipient's own message: `H(main manifest)`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "base64url::optional_array"
    )]
    pub bcc_of: Option<Hash>,
    /// The subject.
    pub subject: String,
    /// The conversation.
    #[serde(with = "base64url::array")]
    pub thread: Id,
    /// `H(manifest)` of what this answers.
    #[serde(with = "base64url::arrays")]
    pub refs: Vec<Hash>,
    /// Body and attachments.
    pub parts: Vec<Part>,
    /// What the submission says in the clear, again.
    pub policy: Policy,
    /// The sender's view of the key directory: gossip.
    pub kt: Kt,
    /// False only when a server-side gateway wrote the message.
    pub e2e: bool,
}

/// What the sender asks for. The first three but `forward` stand in the submission too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which receipts.
    pub receipt: ReceiptMode,
    /// When deliveries are erased, in milliseconds since 1970; 0 is never.
    pub expires_ms: u64,
    /// A wish that clients honour.
    pub forward: bool,
    /// The submission's public label, at most [`LABEL_LEN_MAX`] bytes.
    pub label: String,
}

/// A head of the key directory's log. Size 0 and zeros where no log exists yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kt {
    /// `host/kt`.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Root hash.
    #[serde(with = "base64url::array")]
    pub root: Hash,
}

/// Where a manifest has objects.
const FIELDS: json::Fields = json::Fields {
    objects: &["from", "as", "keys", "policy", "kt"],
    lists: &["to", "cc", "bcc", "parts"],
};

impl Manifest {
    /// Reads strict JSON, an object with objects in it and no list in their place: no duplicate keys, only
    /// integers within ±2^53, at most 16 levels, and every bound above.
    ///
    /// # Errors
    /// If the bytes are not a manifest of version 1.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.len() > MANIFEST_LEN_MAX {
            return Err(ParseError::new("manifest too long"));
        }
        let manifest: Self = json::parse_object(bytes, FIELDS)?;
        manifest.check_bounds()?;
        Ok(manifest)
    }

    /// The JSON to sign, in the order of protocol.md 3.3. The caller keeps within the bounds that
    /// [`Manifest::parse`] checks, or readers will refuse it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a manifest has string keys and no fallible values")
    }

    /// The suite's id, if it is one of this program's.
    #[must_use]
    pub fn suite_id(&self) -> Option<u16> {
        (self.suite == SUITE).then_some(SUITE_ID)
    }

    /// The parts that are blobs, in order.
    pub fn blobs(&self) -> impl Iterator<Item = &Blob> {
        self.parts.iter().filter_map(Part::blob)
    }

    fn check_bounds(&self) -> Result<(), ParseError> {
        let reason = if self.v != VERSION {
            "unknown version"
        } else if self.bcc.is_some() != self.bcc_of.is_some() {
            "bcc without bcc_of"
        } else if self.policy.label.len() > LABEL_LEN_MAX {
            "label too long"
        } else if self
            .from
            .name
            .as_ref()
            .is_some_and(|name| name.chars().count() > NAME_CHARS_MAX)
        {
            "name too long"
        } else if self
            .parts
            .iter()
            .any(|part| part.text().is_some_and(|text| text.len() > TEXT_LEN_MAX))
        {
            "text of a part too long"
        } else {
            return Ok(());
        };
        Err(ParseError::new(reason))
    }
}

/// Says nothing: subject, names and texts do not belong in logs.
impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Manifest").finish_non_exhaustive()
    }
}

/// `H(manifest)` over the exact bytes: what submission, receipts and replies name a message by.
#[must_use]
pub fn hash_of(manifest_bytes: &[u8]) -> Hash {
    sha256(manifest_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    pub(super) const JSON: &str = concat!(
        r#"{"v":1,"suite":"forsegla-1","crit":[],"salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","#,
        r#""id":"AAAAAAAAAAAAAAAAAAAAAA","created_ms":1,"from":{"addr":"a@b","mbox":"AAAAAAAAAAAAAAAAAAAAAA","#,
        r#""epoch":0,"sig":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","enc":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","#,
        r#""as":null},"to":[],"cc":[],"subject":"","thread":"AAAAAAAAAAAAAAAAAAAAAA","refs":[],"#,
        r#""parts":[{"role":"body","mime":"text/plain","data":"Hej!"}],"#,
        r#""policy":{"receipt":"none","expires_ms":0,"forward":true,"label":""},"#,
        r#""kt":{"origin":"h/kt","size":0,"root":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},"e2e":true}"#
    );

    fn with(from: &str, to: &str) -> Result<Manifest, ParseError> {
        assert!(JSON.contains(from), "{from}");
        Manifest::parse(JSON.replacen(from, to, 1).as_bytes())
    }

    #[test]
    fn reads_and_writes_the_same_bytes() {
        assert_eq!(
            Manifest::parse(JSON.as_bytes()).unwrap().to_bytes(),
            JSON.as_bytes()
        );
    }

    #[test]
    fn unknown_keys_are_ignored_and_missing_ones_refused() {
        assert!(with(r#""e2e":true"#, r#""e2e":true,"x":{"y":[1]}"#).is_ok());
        assert!(with(r#","e2e":true"#, "").is_err());
        assert!(with(r#""cc":[],"#, "").is_err());
    }

    #[test]
    fn bounds() {
        assert!(with(r#""v":1"#, r#""v":2"#).is_err());
        assert!(with(r#""created_ms":1"#, r#""created_ms":-1"#).is_err());
        assert!(with(r#""created_ms":1"#, r#""created_ms":9007199254740993"#).is_err());
        assert!(with(r#""label":"""#, &format!(r#""label":"{}""#, "x".repeat(65))).is_err());
        assert!(
            with(
                r#""as":null"#,
                &format!(r#""as":null,"name":"{}""#, "å".repeat(64))
            )
            .is_ok()
        );
        assert!(
            with(
                r#""as":null"#,
                &format!(r#""as":null,"name":"{}""#, "å".repeat(65))
            )
            .is_err()
        );
        assert!(with("Hej!", &"x".repeat(65_536)).is_ok());
        assert!(with("Hej!", &"x".repeat(65_537)).is_err());
        assert!(with(r#""receipt":"none""#, r#""receipt":"always""#).is_err());
        assert!(Manifest::parse(&vec![b' '; MANIFEST_LEN_MAX + 1]).is_err());
    }

    #[test]
    fn a_blind_copy_has_both_of_its_keys_and_one_reader() {
        let entry = r#"{"addr":"c@b","mbox":"AAAAAAAAAAAAAAAAAAAAAA","epoch":0,"enc":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
        let of = r#""bcc_of":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","#;
        let bcc = |list: &str, of: &str| with(r#""subject""#, &format!(r#""bcc":{list},{of}"subject""#));
        assert!(bcc(&format!("[{entry}]"), of).is_ok_and(|manifest| manifest.bcc.is_some()));
        assert!(bcc(&format!("[{entry}]"), "").is_err());
        assert!(bcc(&format!("[{entry},{entry}]"), of).is_err());
        assert!(bcc("[]", of).is_err());
        assert!(bcc("null", of).is_err());
    }

    #[test]
    fn binary_values_are_canonical() {
        assert!(
            with(
                r#""id":"AAAAAAAAAAAAAAAAAAAAAA""#,
                r#""id":"AAAAAAAAAAAAAAAAAAAAAB""#
            )
            .is_err()
        );
        assert!(
            with(
                r#""id":"AAAAAAAAAAAAAAAAAAAAAA""#,
                r#""id":"AAAAAAAAAAAAAAAAAAAAAA==""#
            )
            .is_err()
        );
    }
}
