//! A letter that is being written, as JSON: what was typed, and the keys of what is attached already.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{LEN_MAX, TooLarge};
use crate::{Hash, Id, ParseError, base64url, json, keys::keyring, manifest::Part};

const VERSION: u64 = 1;

/// Until when the letter is to be readable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expiry {
    /// For ever.
    #[default]
    Never,
    /// So many days from when it is sent.
    Days(u32),
    /// Until the end of a day, as `2026-12-31`; what was typed.
    Until(String),
    /// Until this moment, in milliseconds since 1970: of a letter that was sealed once.
    At(u64),
}

/// The draft. Addresses are as typed: they may be none yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 1.
    pub v: u64,
    /// When it was written, by the writer's clock, in milliseconds since 1970.
    pub saved_ms: u64,
    /// Recipients.
    pub to: Vec<String>,
    /// The same, as copies.
    pub cc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Whether to ask for receipts.
    pub receipt: bool,
    /// Until when it is to be readable.
    pub expiry: Expiry,
    /// The letter that it answers.
    #[serde(with = "base64url::optional_array")]
    pub answers: Option<Id>,
    /// Its place in a conversation, where that is known otherwise.
    pub conversation: Option<Place>,
    /// What is attached, complete at the server.
    pub parts: Vec<Part>,
}

/// Where a letter stands in a conversation, as a manifest says it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which one.
    #[serde(with = "base64url::array")]
    pub thread: Id,
    /// `H(manifest)` of what it answers.
    #[serde(with = "base64url::arrays")]
    pub refs: Vec<Hash>,
}

const FIELDS: json::Fields = json::Fields {
    objects: &["conversation"],
    lists: &["parts"],
};

impl Draft {
    /// `v`.
    pub const VERSION: u64 = VERSION;

    /// The JSON.
    ///
    /// # Errors
    /// If it is too large for a local object.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, TooLarge> {
        let json = keyring::writer::to_json(self);
        if json.len() > LEN_MAX {
            Err(TooLarge)
        } else {
            Ok(json)
        }
    }

    /// Reads the JSON, strictly. Nothing in it is believed of anyone but its writer.
    ///
    /// # Errors
    /// If the bytes are no draft of version 1.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let draft: Self = json::parse_object(bytes, FIELDS)?;
        if draft.v == VERSION {
            Ok(draft)
        } else {
            Err(ParseError::new("a draft of another version"))
        }
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        PartKey,
        manifest::{Blob, Content, Role},
        test_rng::test,
    };

    fn draft(expiry: Expiry) -> Draft {
        Draft {
            v: VERSION,
            saved_ms: 7,
            to: vec!["anna@example.org".to_owned(), "bj".to_owned()],
            cc: Vec::new(),
            subject: "Möte".to_owned(),
            body: "Hej!\n".to_owned(),
            receipt: true,
            expiry,
            answers: Some([4; 16]),
            conversation: Some(Place {
                thread: [6; 16],
                refs: vec![[7; 32]],
            }),
            parts: vec![Part {
                role: Role::Attachment,
                mime: "a/b".to_owned(),
                name: Some("å.txt".to_owned()),
                cid: None,
                content: Content::Blob(Blob {
                    id: [1; 16],
                    key: PartKey::from_bytes([2; 32]),
                    size: 3,
                    csize: 1056,
                    sha256: [5; 32],
                }),
            }],
        }
    }

    #[test]
    fn it_comes_back_as_it_was() {
        for expiry in [
            Expiry::Never,
            Expiry::Days(30),
            Expiry::Until("2026-12-31".to_owned()),
            Expiry::At(1_795_043_200_000),
        ] {
            let draft = draft(expiry);
            assert_eq!(Draft::parse(&draft.to_bytes().unwrap()), Ok(draft));
        }
    }

    #[test]
    fn what_is_no_draft_of_this_version_does_not_parse() {
        let json = draft(Expiry::Never).to_bytes().unwrap();
        let json = std::str::from_utf8(&json).unwrap();
        for (old, new) in [
            (r#""v":1"#, r#""v":2"#),
            (r#""v":1"#, r#""v":1,"v":1"#),
            (r#""receipt":true,"#, ""),
            (r#""expiry":"never""#, r#""expiry":"tomorrow""#),
        ] {
            let other = json.replacen(old, new, 1);
            assert!(other != json && Draft::parse(other.as_bytes()).is_err(), "{new}");
        }
    }

    #[test]
    fn there_is_a_longest_draft() {
        let mut draft = draft(Expiry::Never);
        draft.body = "x".repeat(LEN_MAX);
        assert_eq!(draft.to_bytes(), Err(TooLarge));
    }
}
