//! Delivery reports: what became of an SMS. They come late, twice, in any order, or never.

use serde_json::Value;

/// The field in which Kannel's reports have their number.
const KANNEL_FIELD: &str = "status";

/// What is known of an SMS that the gateway took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Report {
    /// It waits at the gateway or the SMSC: a phone that is off.
    Buffered,
    /// The network has it.
    Accepted,
    /// The phone has it. Final.
    Delivered,
    /// It will never arrive. Final.
    Failed,
}

impl Report {
    /// Whether no other report changes it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Failed)
    }

    /// What is known after a further report: the first final one stays, before that the one that is further on the way.
    #[must_use]
    pub fn join(self, later: Self) -> Self {
        if self.is_final() { self } else { self.max(later) }
    }

    /// By the numbers of Kannel's `%d`.
    pub(super) fn of_kannel(query: &str) -> Option<Self> {
        match find_in_form(query.as_bytes(), KANNEL_FIELD)?.as_str() {
            "1" => Some(Self::Delivered),
            "2" | "16" => Some(Self::Failed),
            "4" => Some(Self::Buffered),
            "8" => Some(Self::Accepted),
            _ => None,
        }
    }
}

/// The words of a company's reports, from the settings.
pub(super) struct Words {
    pub(super) field: Option<String>,
    pub(super) delivered: Vec<String>,
    pub(super) failed: Vec<String>,
}

impl Words {
    /// Reads a report from a query, a form, or a JSON object.
    pub(super) fn read(&self, query: &str, body: &[u8]) -> Option<Report> {
        let field = self.field.as_deref()?;
        let value = find_in_form(query.as_bytes(), field)
            .or_else(|| find_in_json(body, field))
            .or_else(|| find_in_form(body, field))?;
        if self.delivered.contains(&value) {
            Some(Report::Delivered)
        } else if self.failed.contains(&value) {
            Some(Report::Failed)
        } else {
            Some(Report::Accepted)
        }
    }
}

fn find_in_form(form: &[u8], field: &str) -> Option<String> {
    form_urlencoded::parse(form)
        .find(|(name, _)| name == field)
        .map(|(_, value)| value.into_owned())
}

fn find_in_json(body: &[u8], field: &str) -> Option<String> {
    match serde_json::from_slice::<Value>(body).ok()?.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Report; 4] = [
        Report::Buffered,
        Report::Accepted,
        Report::Delivered,
        Report::Failed,
    ];

    #[test]
    fn the_first_final_report_stays_and_the_others_come_in_any_order() {
        for first in ALL {
            for second in ALL {
                let joined = first.join(second);
                assert_eq!(first.join(first), first);
                if first.is_final() {
                    assert_eq!(joined, first);
                } else if second.is_final() {
                    assert_eq!(joined, second);
                } else {
                    assert_eq!(joined, second.join(first), "{first:?} {second:?}");
                }
            }
        }
        assert_eq!(Report::Accepted.join(Report::Buffered), Report::Accepted);
    }

    #[test]
    fn kannels_numbers_are_read_and_others_are_nothing() {
        let read = |number: &str| Report::of_kannel(&format!("status={number}"));
        for (number, report) in [
            ("1", Report::Delivered),
            ("2", Report::Failed),
            ("4", Report::Buffered),
            ("8", Report::Accepted),
            ("16", Report::Failed),
        ] {
            assert_eq!(read(number), Some(report));
        }
        for number in ["", "0", "3", "32", "01", "1x", "%d"] {
            assert_eq!(read(number), None, "{number}");
        }
        assert_eq!(Report::of_kannel(""), None);
        assert_eq!(Report::of_kannel("state=1"), None);
    }

    #[test]
    fn a_companys_words_are_read_from_query_form_and_json() {
        let words = Words {
            field: Some("status".into()),
            delivered: vec!["delivered".into(), "1001".into()],
            failed: vec!["failed".into(), "undelivered".into()],
        };
        assert_eq!(words.read("status=delivered", b""), Some(Report::Delivered));
        assert_eq!(words.read("", b"id=1&status=undelivered"), Some(Report::Failed));
        assert_eq!(words.read("", b"{\"status\":\"sent\"}"), Some(Report::Accepted));
        assert_eq!(words.read("", b"{\"status\":1001}"), Some(Report::Delivered));
        for nothing in ["", "id=1", "{}", "{\"status\":null}", "[1]", "{\"status\":"] {
            assert_eq!(words.read("", nothing.as_bytes()), None, "{nothing}");
        }
        let silent = Words { field: None, ..words };
        assert_eq!(silent.read("status=delivered", b""), None);
    }
}
