//! What is posted to a company's gateway: fields from the settings, with placeholders in them.

use super::Sms;
use crate::config::Body;
use serde_json::{Map, Value};

/// What may stand between braces.
const NAMES: [&str; 7] = [
    "to",
    "to_digits",
    "text",
    "from",
    "reference",
    "report_url",
    "valid_seconds",
];

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

/// Cuts a template; `None` where its braces do not match or hold an unknown name.
fn pieces(template: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if literal.contains('}') || !NAMES.contains(&name) {
            return None;
        }
        pieces.extend([Piece::Literal(literal), Piece::Placeholder(name)]);
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    pieces.push(Piece::Literal(rest));
    Some(pieces)
}

/// Checks the fields of the settings, and says what is wrong.
pub(crate) fn check(fields: &Map<String, Value>, body: Body) -> Result<(), &'static str> {
    let mut used = Vec::new();
    for value in fields.values() {
        collect(value, &mut used)?;
        if body == Body::Form && (value.is_array() || value.is_object()) {
            return Err("may hold lists and tables only where body is json");
        }
    }
    if !used.contains(&"text") || !(used.contains(&"to") || used.contains(&"to_digits")) {
        return Err("must hold {text}, and {to} or {to_digits}");
    }
    Ok(())
}

fn collect<'a>(value: &'a Value, used: &mut Vec<&'a str>) -> Result<(), &'static str> {
    match value {
        Value::String(template) => {
            let pieces = pieces(template).ok_or(
                "know {to}, {to_digits}, {text}, {from}, {reference}, {report_url} and {valid_seconds}, and no other braces",
            )?;
            used.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Placeholder(name) => Some(*name),
                Piece::Literal(_) => None,
            }));
            Ok(())
        }
        Value::Array(values) => values.iter().try_for_each(|value| collect(value, used)),
        Value::Object(values) => values.values().try_for_each(|value| collect(value, used)),
        _ => Ok(()),
    }
}

/// What the placeholders of one SMS stand for.
pub(super) struct Filling<'a> {
    pub(super) message: &'a Sms<'a>,
    pub(super) from: &'a str,
}

impl Filling<'_> {
    /// The body to post, and its media type.
    pub(super) fn write(&self, fields: &Map<String, Value>, body: Body) -> (String, &'static str) {
        let filled = fields
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), self.fill(value)?)));
        match body {
            Body::Json => (Value::Object(filled.collect()).to_string(), "application/json"),
            Body::Form => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in filled {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    form.append_pair(&name, &value);
                }
                (form.finish(), "application/x-www-form-urlencoded")
            }
        }
    }

    /// A value with its placeholders filled in; `None` for one that names the report's URL where there is none.
    fn fill(&self, value: &Value) -> Option<Value> {
        match value {
            Value::String(template) => self.fill_text(template).map(Value::String),
            Value::Array(values) => Some(values.iter().filter_map(|value| self.fill(value)).collect()),
            Value::Object(values) => {
                let filled = values
                    .iter()
                    .filter_map(|(name, value)| Some((name.clone(), self.fill(value)?)));
                Some(Value::Object(filled.collect()))
            }
            other => Some(other.clone()),
        }
    }

    /// One pass: braces in what is filled in mean nothing.
    fn fill_text(&self, template: &str) -> Option<String> {
        let mut text = String::new();
        for piece in pieces(template)? {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Placeholder(name) => text.push_str(&self.value(name)?),
            }
        }
        Some(text)
    }

    fn value(&self, name: &str) -> Option<String> {
        let message = self.message;
        match name {
            "to" => Some(message.to.to_string()),
            "to_digits" => Some(message.to.digits().to_owned()),
            "text" => Some(message.text.to_owned()),
            "from" => Some(self.from.to_owned()),
            "reference" => Some(message.reference.to_owned()),
            "report_url" => message.report_url.map(str::to_owned),
            "valid_seconds" => Some((u64::from(message.valid_minutes) * 60).to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    fn written(fields: Value, body: Body, report_url: Option<&str>) -> String {
        let to = "+46701234567".parse().unwrap();
        let message = Sms {
            to: &to,
            text: "å {to} & \"b\"",
            reference: "sms_1",
            report_url,
            valid_minutes: 2,
        };
        let filling = Filling {
            message: &message,
            from: "Forsegla",
        };
        filling.write(&map(fields), body).0
    }

    #[test]
    fn a_form_is_filled_in_once() {
        let fields = json!({"a": "{from}", "b": "{to}", "c": "{text}", "d": "{report_url}", "e": 7, "f": "x{valid_seconds}s"});
        assert_eq!(
            written(fields.clone(), Body::Form, Some("https://p.example/r/sms_1")),
            "a=Forsegla&b=%2B46701234567&c=%C3%A5+%7Bto%7D+%26+%22b%22&d=https%3A%2F%2Fp.example%2Fr%2Fsms_1&e=7&f=x120s"
        );
        assert!(!written(fields, Body::Form, None).contains("&d="));
    }

    #[test]
    fn json_may_be_nested() {
        let fields = json!({
            "message": "{text}",
            "recipients": [{"msisdn": "{to_digits}"}],
            "userref": "{reference}",
            "callback_url": "{report_url}",
            "flash": false,
        });
        let body: Value = serde_json::from_str(&written(fields, Body::Json, None)).unwrap();
        assert_eq!(
            body,
            json!({
                "message": "å {to} & \"b\"",
                "recipients": [{"msisdn": "46701234567"}],
                "userref": "sms_1",
                "flash": false,
            })
        );
    }

    #[test]
    fn fields_that_cannot_be_filled_in_are_refused() {
        let check = |fields, body| check(&map(fields), body);
        assert_eq!(check(json!({"a": "{to}", "b": "{text}"}), Body::Form), Ok(()));
        for wrong in [
            json!({}),
            json!({"a": "{text}"}),
            json!({"a": "{to}"}),
            json!({"a": "{to}", "b": "{text}", "c": "{sender}"}),
            json!({"a": "{to}", "b": "{text}", "c": "{from"}),
            json!({"a": "{to}", "b": "{text}", "c": "from}"}),
            json!({"a": "{to}", "b": "{text}", "c": "}{from}"}),
            json!({"a": "{to}", "b": "{text}", "c": [{"d": "{"}]}),
        ] {
            assert!(check(wrong.clone(), Body::Json).is_err(), "{wrong}");
        }
        let nested = json!({"a": ["{to}"], "b": "{text}"});
        assert!(check(nested.clone(), Body::Form).is_err());
        assert_eq!(check(nested, Body::Json), Ok(()));
    }
}
