//! The body and the attachments of a message: text in the manifest, or a blob whose key stands in the
//! manifest only.

use serde::{Deserialize, Serialize};

use crate::{
    Hash, Id, PartKey, Secret,
    base64url::{Array, Hidden},
};

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The text of the message.
    Body,
    /// The same text in another type.
    Alt,
    /// A file.
    Attachment,
    /// A file that the body shows by its `cid`.
    Inline,
}

/// One part.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
pub struct Part {
    /// What it is for.
    pub role: Role,
    /// Media type. A claim of the sender: never a reason to run anything.
    pub mime: String,
    /// File name. A claim of the sender: never a path.
    pub name: Option<String>,
    /// What the body calls it.
    pub cid: Option<String>,
    /// Where its bytes are.
    pub content: Content,
}

/// Where a part's bytes are.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// In the manifest (`data`), at most [`super::TEXT_LEN_MAX`] bytes.
    Text(String),
    /// At the server.
    Blob(Blob),
}

/// A part that is stored by itself (protocol.md 4).
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// `blob`: its id.
    pub id: Id,
    /// `key`: `K_part`.
    pub key: PartKey,
    /// `size` of the plaintext, in bytes.
    pub size: u64,
    /// `csize` of the blob, in bytes.
    pub csize: u64,
    /// `sha256` of the blob.
    pub sha256: Hash,
}

impl Part {
    /// The blob, if it is one.
    #[must_use]
    pub fn blob(&self) -> Option<&Blob> {
        match &self.content {
            Content::Blob(blob) => Some(blob),
            Content::Text(_) => None,
        }
    }

    /// The text, if it stands in the manifest.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Blob(_) => None,
        }
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part")
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// The part as its JSON has it: either `data`, or all five of a blob.
#[derive(Serialize, Deserialize)]
struct Flat {
    role: Role,
    mime: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    blob: Option<Array<16>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Hidden<32>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    csize: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<Array<32>>,
}

impl TryFrom<Flat> for Part {
    type Error = &'static str;

    fn try_from(flat: Flat) -> Result<Self, Self::Error> {
        let content = match (flat.data, flat.blob, flat.key, flat.size, flat.csize, flat.sha256) {
            (Some(text), None, None, None, None, None) => Content::Text(text),
            (None, Some(Array(id)), Some(Hidden(key)), Some(size), Some(csize), Some(Array(sha256))) => {
                Content::Blob(Blob {
                    id,
                    key: key.into(),
                    size,
                    csize,
                    sha256,
                })
            }
            _ => return Err("a part is text or a blob"),
        };
        Ok(Self {
            role: flat.role,
            mime: flat.mime,
            name: flat.name,
            cid: flat.cid,
            content,
        })
    }
}

impl From<Part> for Flat {
    fn from(part: Part) -> Self {
        let Part {
            role,
            mime,
            name,
            cid,
            content,
        } = part;
        let (text, blob) = match content {
            Content::Text(text) => (Some(text), None),
            Content::Blob(blob) => (None, Some(blob)),
        };
        Self {
            role,
            mime,
            name,
            cid,
            data: text,
            blob: blob.as_ref().map(|blob| Array(blob.id)),
            key: blob
                .as_ref()
                .map(|blob| Hidden(Secret::from_bytes(*blob.key.expose()))),
            size: blob.as_ref().map(|blob| blob.size),
            csize: blob.as_ref().map(|blob| blob.csize),
            sha256: blob.as_ref().map(|blob| Array(blob.sha256)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn parse(json: &str) -> Result<Part, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_part_is_text_or_a_whole_blob() {
        let blob = concat!(
            r#""blob":"AAAAAAAAAAAAAAAAAAAAAA","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","size":1,"#,
            r#""csize":1056,"sha256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#
        );
        let part = |rest: &str| parse(&format!(r#"{{"role":"inline","mime":"a/b","cid":"x",{rest}}}"#));
        assert!(part(blob).is_ok_and(|part| part.blob().is_some() && part.text().is_none()));
        assert!(part(r#""data":"x""#).is_ok_and(|part| part.text() == Some("x")));
        assert!(part(&format!(r#""data":"x",{blob}"#)).is_err());
        assert!(part(&blob.replace(r#""size":1,"#, "")).is_err());
        assert!(part(r#""name":"x""#).is_err());
        assert!(parse(r#"{"role":"other","mime":"a/b","data":""}"#).is_err());
    }
}
