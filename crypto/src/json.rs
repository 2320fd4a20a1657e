//! Strict JSON (protocol.md 3.3, R20): what is refused before any value is looked at.
//!
//! Duplicate keys, numbers that are not integers within ±2^53, depth over 16, trailing bytes. Needs memory
//! for the keys of the objects that are open, at most as much as the input.

use std::{cell::Cell, collections::BTreeSet, fmt};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

use crate::ParseError;

const DEPTH_MAX: u32 = 16;
const INTEGER_MAX: u64 = 1 << 53;

/// Where a value has fields with names. Without these serde would read them from a list as well, in order.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    /// Keys of objects.
    pub(crate) objects: &'static [&'static str],
    /// Keys of lists of objects.
    pub(crate) lists: &'static [&'static str],
}

impl Fields {
    const NONE: Self = Self {
        objects: &[],
        lists: &[],
    };

    fn kind(self, key: &str) -> Kind {
        if self.objects.contains(&key) {
            Kind::Object
        } else if self.lists.contains(&key) {
            Kind::ListOfObjects
        } else {
            Kind::Any
        }
    }
}

/// Reads `T` from strict JSON.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ParseError> {
    check(bytes)?;
    serde_json::from_slice(bytes).map_err(|_| ParseError::new("JSON of another shape"))
}

/// Reads `T` from strict JSON that is an object, and has objects where `fields` says.
pub(crate) fn parse_object<T: DeserializeOwned>(bytes: &[u8], fields: Fields) -> Result<T, ParseError> {
    check_as(bytes, fields, Kind::Object)?;
    serde_json::from_slice(bytes).map_err(|_| ParseError::new("JSON of another shape"))
}

/// Whether `bytes` are one strict JSON value and nothing else.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ParseError> {
    check_as(bytes, Fields::NONE, Kind::Any)
}

fn check_as(bytes: &[u8], fields: Fields, kind: Kind) -> Result<(), ParseError> {
    let reason = Cell::new("not JSON");
    let mut json = serde_json::Deserializer::from_slice(bytes);
    Value {
        depth: 0,
        kind,
        fields,
        reason: &reason,
    }
    .deserialize(&mut json)
    .map_err(|_| ParseError::new(reason.get()))?;
    json.end().map_err(|_| ParseError::new("trailing bytes"))
}

/// What may stand somewhere.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    /// No list.
    Object,
    ListOfObjects,
}

#[derive(Clone, Copy)]
struct Value<'a> {
    depth: u32,
    kind: Kind,
    fields: Fields,
    reason: &'a Cell<&'static str>,
}

impl Value<'_> {
    fn refuse<E: Error>(self, reason: &'static str) -> E {
        self.reason.set(reason);
        E::custom(reason)
    }

    /// What stands one level deeper.
    fn inner<E: Error>(self, kind: Kind) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(self.refuse("JSON too deep"));
        }
        Ok(Self {
            depth: self.depth.saturating_add(1),
            kind,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        if number > INTEGER_MAX {
            Err(self.refuse("number beyond 2^53"))
        } else {
            Ok(())
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_u64(number.unsigned_abs())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Err(self.refuse("number that is not an integer"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let inner = match self.kind {
            Kind::Any => self.inner(Kind::Any)?,
            Kind::ListOfObjects => self.inner(Kind::Object)?,
            Kind::Object => return Err(self.refuse("a list in place of an object")),
        };
        while list.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let inner = self.inner(Kind::Any)?;
        let mut keys = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            let inner = Value {
                kind: self.fields.kind(&key),
                ..inner
            };
            if !keys.insert(key) {
                return Err(self.refuse("duplicate JSON key"));
            }
            object.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn reason(json: &str) -> &'static str {
        check(json.as_bytes())
            .err()
            .map_or("fine", |error| error.reason())
    }

    #[test]
    fn plain_json_passes() {
        for json in [
            "{}",
            "[]",
            "null",
            " {\"a\" : [1, -2, true, \"x\", {\"a\":null}]} ",
            "9007199254740992",
        ] {
            assert_eq!(reason(json), "fine", "{json}");
        }
    }

    #[test]
    fn duplicate_keys_are_refused_at_every_depth_and_in_every_spelling() {
        assert_eq!(reason(r#"{"a":1,"a":1}"#), "duplicate JSON key");
        assert_eq!(reason(r#"{"a":1,"\u0061":2}"#), "duplicate JSON key");
        assert_eq!(reason(r#"[{"x":{"b":1,"c":2,"b":3}}]"#), "duplicate JSON key");
        assert_eq!(reason(r#"{"a":{"b":1},"c":{"b":1}}"#), "fine");
    }

    #[test]
    fn only_integers_within_2_to_the_53() {
        for json in ["1.0", "1e2", "-0", "0.5", "1E-1", "18446744073709551616"] {
            assert_eq!(reason(json), "number that is not an integer", "{json}");
        }
        for json in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
            assert_eq!(reason(json), "number beyond 2^53", "{json}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(reason(&nested(16)), "fine");
        assert_eq!(reason(&nested(17)), "JSON too deep");
        assert_eq!(reason(&nested(100_000)), "JSON too deep");
    }

    #[test]
    fn a_list_does_not_stand_in_for_an_object() {
        const FIELDS: Fields = Fields {
            objects: &["one"],
            lists: &["many"],
        };
        let reason = |json: &str| {
            parse_object::<serde_json::Value>(json.as_bytes(), FIELDS)
                .err()
                .map_or("fine", |error| error.reason())
        };
        for json in [
            "{}",
            r#"{"one":{"x":[[1]]}}"#,
            r#"{"one":null,"many":[{"y":[]},{}]}"#,
        ] {
            assert_eq!(reason(json), "fine", "{json}");
        }
        for json in ["[]", r#"{"one":[]}"#, r#"{"many":[[]]}"#, r#"{"x":{"one":[1]}}"#] {
            assert_eq!(reason(json), "a list in place of an object", "{json}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for json in [
            "",
            "{",
            "{\"a\":1,}",
            "[1,]",
            "nul",
            "\"\\x\"",
            "\"\n\"",
            "01",
            "+1",
            "{'a':1}",
            "// x\n1",
        ] {
            assert_eq!(reason(json), "not JSON", "{json}");
        }
        assert_eq!(reason("{} x"), "trailing bytes");
        assert_eq!(check(b"\"\xff\"").map_err(|e| e.reason()), Err("not JSON"));
        assert_eq!(check(b"\xef\xbb\xbf{}").map_err(|e| e.reason()), Err("not JSON"));
    }
}
