//! Binary values in JSON: base64url without padding, one spelling for each value.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// Bytes that travel as base64url without padding (RFC 4648 section 5). Other spellings of the same bytes are refused.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// The text form, as it stands in JSON.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    /// Reads the text form; `None` where it is not canonical base64url.
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok().map(Self)
    }
}

/// Shows the length alone: the bytes may be a wrapped key.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> TryFrom<&Bytes> for [u8; N] {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &Bytes) -> Result<Self, Self::Error> {
        bytes.0.as_slice().try_into()
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| de::Error::custom("not base64url without padding"))
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::Bytes;
    use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for Bytes {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(SchemaType::new(Type::String))
                .format(Some(SchemaFormat::Custom("base64url".into())))
                .pattern(Some("^[A-Za-z0-9_-]*$"))
                .description(Some("Bytes as base64url without padding."))
                .into()
        }
    }

    impl utoipa::ToSchema for Bytes {}
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn bytes_survive_json() {
        for len in 0..70 {
            let bytes = Bytes((0..len).collect());
            let json = serde_json::to_string(&bytes).unwrap();
            assert_eq!(serde_json::from_str::<Bytes>(&json).unwrap(), bytes);
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["AA==", "AB", "A", "a+/a", "AA A", "å"] {
            assert_eq!(Bytes::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn debug_output_shows_no_bytes() {
        assert_eq!(format!("{:?}", Bytes(vec![7; 3])), "Bytes(3)");
    }
}
