//! Ids as types: a message's id is no mailbox's id, in code and in text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of this kind")
    }
}

impl std::error::Error for IdError {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        ///
        /// Sixteen bytes; as text the prefix and 22 characters of base64url.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// What the text form begins with.
            pub const PREFIX: &str = $prefix;
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let body = text.strip_prefix($prefix).ok_or(IdError)?;
                let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| IdError)?;
                bytes.try_into().map(Self).map_err(|_| IdError)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
                ObjectBuilder::new()
                    .schema_type(SchemaType::new(Type::String))
                    .pattern(Some(concat!("^", $prefix, "[A-Za-z0-9_-]{21}[AQgw]$")))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

id!(
    /// An account. Random, so that a made-up one looks like a real one.
    UserId, "usr_"
);
id!(
    /// A mailbox: what a key record belongs to and what a letter is addressed to.
    MailboxId, "mbox_"
);
id!(
    /// A message, named by the sender's client; it is also the key that makes sending idempotent.
    MessageId, "msg_"
);
id!(
    /// An attachment's ciphertext, named by the sender's client.
    BlobId, "blob_"
);
id!(
    /// A signed-in session. Not its token.
    SessionId, "ses_"
);
id!(
    /// One emptying of a bin, with its report.
    ErasureId, "era_"
);
id!(
    /// A local object of an account, named by its client; zeros name the root.
    ObjectId, "obj_"
);
id!(
    /// A passkey of an account. Not the credential id, which its authenticator chose.
    PasskeyId, "pky_"
);

#[cfg(test)]
mod tests {
    use super::{BlobId, MessageId};

    #[test]
    fn text_form_comes_back() {
        let id = MessageId([0xa5; 16]);
        assert_eq!(id.to_string(), "msg_paWlpaWlpaWlpaWlpaWlpQ");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(
            serde_json::from_str::<MessageId>(&serde_json::to_string(&id).unwrap()).unwrap(),
            id
        );
    }

    #[test]
    fn wrong_kind_length_or_spelling_does_not_parse() {
        let text = MessageId([0xa5; 16]).to_string();
        assert!(text.parse::<BlobId>().is_err());
        for bad in [
            "",
            "msg_",
            "msg_paWlpaWlpaWlpaWlpaWlpR",
            "msg_paWlpaWlpaWlpaWlpaWlpQ==",
            "paWlpaWlpaWlpaWlpaWlpQ",
        ] {
            assert!(bad.parse::<MessageId>().is_err(), "{bad}");
        }
    }
}
