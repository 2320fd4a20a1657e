//! The header of an age v1 file (C2SP age.md): stanzas and a MAC, read strictly and written back byte for
//! byte.
//!
//! Knows no key. A line of a body has 64 columns, the last of a body fewer; base64 is canonical and without
//! padding; arguments are visible ASCII.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use crate::ParseError;

/// The first line.
pub(super) const MAGIC: &[u8] = b"age-encryption.org/v1\n";

/// Longest header that is read: 500 hybrid stanzas are 0.8 MB.
pub const HEADER_LEN_MAX: usize = 2 << 20;

/// Columns of a full line of a body.
const COLUMNS: usize = 64;

/// One wrapping of the file key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stanza {
    /// What kind it is, such as `mlkem768x25519`.
    pub kind: String,
    /// What follows the kind on its line.
    pub args: Vec<String>,
    /// The body, decoded.
    pub body: Vec<u8>,
}

/// A whole header: `age-encryption.org/v1`, at least one stanza, `---` and the MAC. Not authenticated yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// In the file's order.
    pub stanzas: Vec<Stanza>,
    /// HMAC-SHA256 over everything up to and including `---`.
    pub mac: [u8; 32],
}

impl Header {
    /// Reads a header and nothing else.
    ///
    /// # Errors
    /// If it is not one of the format's, or has trailing bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let mut lines = Lines(
            bytes
                .strip_prefix(MAGIC)
                .ok_or(ParseError::new("not an age v1 file"))?,
        );
        let mut stanzas = Vec::new();
        loop {
            let line = lines.next()?;
            if let Some(mac) = line.strip_prefix("--- ") {
                if stanzas.is_empty() {
                    return Err(ParseError::new("no stanza"));
                }
                let mac = decode(mac)?
                    .try_into()
                    .map_err(|_| ParseError::new("MAC of another length"))?;
                return if lines.0.is_empty() {
                    Ok(Self { stanzas, mac })
                } else {
                    Err(ParseError::new("trailing bytes"))
                };
            }
            stanzas.push(Stanza::parse(line, &mut lines)?);
        }
    }

    /// The bytes again.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Self::to_bytes_without_mac(&self.stanzas);
        bytes.extend_from_slice(b" ");
        bytes.extend_from_slice(STANDARD_NO_PAD.encode(self.mac).as_bytes());
        bytes.push(b'\n');
        bytes
    }

    /// What the MAC is over: up to and including `---`.
    #[must_use]
    pub fn to_bytes_without_mac(stanzas: &[Stanza]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for stanza in stanzas {
            stanza.write(&mut bytes);
        }
        bytes.extend_from_slice(b"---");
        bytes
    }
}

impl Stanza {
    fn parse(line: &str, lines: &mut Lines<'_>) -> Result<Self, ParseError> {
        let mut words = line
            .strip_prefix("-> ")
            .ok_or(ParseError::new("not a stanza"))?
            .split(' ');
        let mut word = || match words.next() {
            Some(word) if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Err(ParseError::new("argument is not visible ASCII"))
            }
            word => Ok(word.map(str::to_owned)),
        };
        let kind = word()?.ok_or(ParseError::new("not a stanza"))?;
        let mut args = Vec::new();
        while let Some(arg) = word()? {
            args.push(arg);
        }
        let mut body = Vec::new();
        loop {
            let line = lines.next()?;
            if line.len() > COLUMNS {
                return Err(ParseError::new("line of a body too long"));
            }
            body.extend_from_slice(&decode(line)?);
            if line.len() < COLUMNS {
                return Ok(Self { kind, args, body });
            }
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(b"-> ");
        bytes.extend_from_slice(self.kind.as_bytes());
        for arg in &self.args {
            bytes.push(b' ');
            bytes.extend_from_slice(arg.as_bytes());
        }
        bytes.push(b'\n');
        let body = STANDARD_NO_PAD.encode(&self.body);
        let mut lines = body.as_bytes().chunks_exact(COLUMNS);
        for line in &mut lines {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(lines.remainder());
        bytes.push(b'\n');
    }
}

/// Canonical base64 without padding.
pub(super) fn decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>, ParseError> {
    STANDARD_NO_PAD
        .decode(text)
        .map_err(|_| ParseError::new("not canonical base64"))
}

/// Lines ended by a newline, in UTF-8.
struct Lines<'a>(&'a [u8]);

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a str, ParseError> {
        let end = self
            .0
            .iter()
            .position(|&byte| byte == b'\n')
            .ok_or(ParseError::new("header without end"))?;
        let (line, rest) = self
            .0
            .split_at_checked(end)
            .ok_or(ParseError::new("header without end"))?;
        self.0 = rest.strip_prefix(b"\n").unwrap_or(rest);
        str::from_utf8(line).map_err(|_| ParseError::new("header is not text"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn header(body: &str) -> String {
        format!("age-encryption.org/v1\n{body}\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")
    }

    #[test]
    fn reads_and_writes_the_same() {
        for len in [0, 1, 32, 47, 48, 49, 96, 100] {
            let stanza = Stanza {
                kind: "kind".into(),
                args: vec!["a".into(), "!~".into()],
                body: vec![5; len],
            };
            let header = Header {
                stanzas: vec![stanza.clone(), stanza],
                mac: [3; 32],
            };
            assert_eq!(Header::parse(&header.to_bytes()), Ok(header));
        }
    }

    #[test]
    fn strict() {
        assert!(Header::parse(header("-> a\n").as_bytes()).is_ok());
        for bad in [
            "-> a\nAB",
            "-> a\nAA==",
            "->a\n",
            "-> a  b\n",
            "-> a \n",
            "-> \n",
            "-> å\n",
            "x",
            "",
            "-> a\r\n",
        ] {
            assert!(Header::parse(header(bad).as_bytes()).is_err(), "{bad}");
        }
        assert!(Header::parse(format!("{} ", header("-> a\n")).as_bytes()).is_err());
        assert!(Header::parse(header(&format!("-> a\n{}", "A".repeat(64))).as_bytes()).is_err());
        assert!(Header::parse(header(&format!("-> a\n{}\n", "A".repeat(64))).as_bytes()).is_ok());
    }
}
