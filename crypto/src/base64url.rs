//! Binary values in JSON: base64url without padding, canonical (RFC 4648, 5; protocol.md 3.3, R20), as
//! serde's `with` modules. Secrets are decoded where they stay.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{
    Deserializer, Serializer,
    de::{Error, Visitor},
};

use crate::Secret;

fn decode_into(text: &str, out: &mut [u8]) -> Result<(), &'static str> {
    if base64::encoded_len(out.len(), false) != Some(text.len()) {
        return Err("base64url of another length");
    }
    match URL_SAFE_NO_PAD.decode_slice(text, out) {
        Ok(len) if len == out.len() => Ok(()),
        _ => Err("not canonical base64url"),
    }
}

struct Text<F>(F);

impl<T, F: FnOnce(&str) -> Result<T, &'static str>> Visitor<'_> for Text<F> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("base64url")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

/// `[u8; N]`.
pub(crate) mod array {
    use super::*;

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<[u8; N], D::Error> {
        from.deserialize_str(Text(|text: &str| {
            let mut bytes = [0; N];
            decode_into(text, &mut bytes).map(|()| bytes)
        }))
    }
}

/// `Secret<N>`.
pub(crate) mod secret {
    use zeroize::Zeroizing;

    use super::*;

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        secret: &Secret<N>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.expose())))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<Secret<N>, D::Error> {
        from.deserialize_str(Text(|text: &str| {
            let mut decoded = Ok(());
            let secret = Secret::fill(|bytes| decoded = decode_into(text, bytes));
            decoded.map(|()| secret)
        }))
    }
}

/// `Vec<u8>` of any length.
pub(crate) mod bytes {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        from.deserialize_str(Text(|text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .map_err(|_| "not canonical base64url")
        }))
    }
}

macro_rules! wrapped {
    ($(#[$doc:meta])* $name:ident, $inner:ty, $with:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name<const N: usize>(#[serde(with = $with)] pub(crate) $inner);
    };
}

wrapped!(
    /// An array inside lists and options, where `with` cannot reach.
    Array, [u8; N], "array"
);
wrapped!(
    /// A secret inside lists and options, where `with` cannot reach.
    Hidden, Secret<N>, "secret"
);

impl<const N: usize> Copy for Array<N> {}

/// `Vec<[u8; N]>`.
pub(crate) mod arrays {
    use serde::Deserialize;

    use super::*;

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        arrays: &[[u8; N]],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(arrays.iter().copied().map(Array))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<Vec<[u8; N]>, D::Error> {
        Ok(Vec::<Array<N>>::deserialize(from)?
            .into_iter()
            .map(|Array(array)| array)
            .collect())
    }
}

/// `Option<[u8; N]>`: an array or null.
pub(crate) mod optional_array {
    use serde::{Deserialize, Serialize};

    use super::*;

    pub(crate) fn serialize<S: Serializer, const N: usize>(
        array: &Option<[u8; N]>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        array.map(Array).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        from: D,
    ) -> Result<Option<[u8; N]>, D::Error> {
        Ok(Option::<Array<N>>::deserialize(from)?.map(|Array(array)| array))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn only_the_canonical_text_is_read() {
        let mut two = [0; 2];
        assert_eq!(decode_into("-_8", &mut two), Ok(()));
        assert_eq!(two, [0xfb, 0xff]);
        for bad in ["-_9", "-_8=", "+/8", "-_", "-_8A", "", " -_8", "-_8\n"] {
            assert!(decode_into(bad, &mut two).is_err(), "{bad}");
        }
    }
}
