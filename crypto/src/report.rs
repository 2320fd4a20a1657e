//! The server's signed report of what it erased (protocol.md 8.4, 8.6), and the file that it is kept as. Owns the signature and the
//! file; the JSON is the server's.

use serde::{Deserialize, Serialize};

use crate::{
    ParseError, Refused, base64url, json,
    sign::{Label, Signature, SigningKey, VerifyingKey},
};

/// Longest file, in bytes: the longest report has a few hundred bytes for each of some thousands of letters.
pub const FILE_LEN_MAX: usize = 8 << 20;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// Letters that were erased together.
    Letters,
    /// A whole mailbox.
    Mailbox,
}

impl ReportKind {
    /// Says what a file is, to whoever opens it without a program.
    fn title(self) -> &'static str {
        match self {
            Self::Letters => {
                "erasure report 1: `report` is JSON in base64url, signed with Ed25519 over the input of docs/protocol.md 2.1"
            }
            Self::Mailbox => {
                "erasure report of a mailbox 1: `report` is JSON in base64url, signed with Ed25519 over the input of docs/protocol.md 2.1"
            }
        }
    }
}

/// A report whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptReport {
    /// What about.
    pub kind: ReportKind,
    /// What the server says.
    pub json: Vec<u8>,
    /// The key that signed. **The caller's duty:** to compare it with what is known of the server from elsewhere.
    pub server_key: VerifyingKey,
}

/// The file: what was signed, the signature, and the key to check it with.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    forsegla: String,
    #[serde(with = "base64url::bytes")]
    report: Vec<u8>,
    #[serde(with = "base64url::bytes")]
    signature: Vec<u8>,
    #[serde(with = "base64url::array")]
    server_key: [u8; 32],
}

/// The server's signature over the report's JSON, byte for byte as it is sent.
#[must_use]
pub fn sign(json: &[u8], server: &SigningKey) -> Signature {
    server.sign(Label::DeleteReport, json)
}

/// `server` is the key that the client pinned at registration.
///
/// # Errors
/// If the signature is not the server's over these bytes.
pub fn verify(json: &[u8], signature: &Signature, server: &VerifyingKey) -> Result<(), Refused> {
    server.verify(Label::DeleteReport, json, signature)
}

/// A report as a file that can be kept.
#[must_use]
pub fn to_file(kind: ReportKind, json: &[u8], signature: &Signature, server: &VerifyingKey) -> String {
    let file = File {
        forsegla: kind.title().to_owned(),
        report: json.to_vec(),
        signature: signature.to_bytes().to_vec(),
        server_key: *server.as_bytes(),
    };
    pretty(&file)
}

/// Reads a file in its one spelling, and verifies the signature under the key that it names.
///
/// # Errors
/// If it is not such a file, or the signature does not hold.
pub fn open_file(file: &[u8]) -> Result<KeptReport, Refused> {
    if file.len() > FILE_LEN_MAX {
        return Err(ParseError::new("longer than a report can be").into());
    }
    let kept: File = json::parse(file)?;
    let kinds = [ReportKind::Letters, ReportKind::Mailbox];
    let kind = kinds.into_iter().find(|kind| kind.title() == kept.forsegla);
    let kind = kind.filter(|_| pretty(&kept).as_bytes() == file).ok_or(Refused)?;
    let server_key = VerifyingKey::parse(&kept.server_key)?;
    verify(&kept.report, &Signature::parse(&kept.signature)?, &server_key)?;
    json::check(&kept.report)?;
    Ok(KeptReport {
        kind,
        json: kept.report,
        server_key,
    })
}

fn pretty(file: &File) -> String {
    serde_json::to_string_pretty(file).expect("a file has string keys and no fallible values")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Secret, test_rng::test};

    const JSON: &[u8] = br#"{"v":1}"#;

    fn file(kind: ReportKind, json: &[u8]) -> String {
        let server = SigningKey::from_seed(&Secret::from_bytes([1; 32]));
        to_file(kind, json, &sign(json, &server), &server.verifying_key())
    }

    #[test]
    fn a_kept_report_opens_as_what_it_is() {
        for kind in [ReportKind::Letters, ReportKind::Mailbox] {
            let kept = open_file(file(kind, JSON).as_bytes()).unwrap();
            assert_eq!((kept.kind, &kept.json[..]), (kind, JSON));
        }
        assert!(open_file(file(ReportKind::Letters, br#"{"v":1,"v":2}"#).as_bytes()).is_err());
        assert!(open_file(&vec![b' '; FILE_LEN_MAX + 1]).is_err());
    }

    #[test]
    fn no_flipped_bit_of_a_kept_report_is_taken_and_no_other_spelling() {
        let file = file(ReportKind::Letters, JSON);
        for bit in 0..file.len() * 8 {
            let mut flipped = file.clone().into_bytes();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(open_file(&flipped).is_err(), "bit {bit}");
        }
        for other in [
            format!("{file}\n"),
            file.replace('\n', ""),
            file.replacen('{', "{\"x\":1,", 1),
            file.replacen("report 1", "report 2", 1),
        ] {
            assert!(open_file(other.as_bytes()).is_err(), "{other}");
        }
    }
}
