//! Signed notes (C2SP signed-note): a text, an empty line, and signatures that each stand on a line of its own.
//!
//! Ed25519 alone (key type 0x01). Such a signature is over the bare text, without a label of 2.1: a log's key signs nothing else.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    ParseError, Refused, Secret,
    hazmat::kdf::sha256_of,
    sign::{Signature, SigningKey, VerifyingKey},
};

const ED25519: u8 = 1;
const SIGNATURE_LINE: &str = "\u{2014} ";

/// Signatures that a note may have.
const SIGNATURES_MAX: usize = 16;

/// Bytes of a note, which is a head of a log here.
const NOTE_LEN_MAX: usize = 4096;

/// `SHA-256(name ‖ "\n" ‖ type ‖ key)[..4]`.
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256_of(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
    [a, b, c, d]
}

/// Not empty, without white space and plus.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter == '+')
}

/// A key that signs notes.
#[derive(Clone)]
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

impl NoteSigner {
    /// # Errors
    /// If the name is none: empty, or with white space or a plus.
    pub fn new(name: &str, seed: &Secret<32>) -> Result<Self, ParseError> {
        if !is_name(name) {
            return Err(ParseError::new("not a key's name"));
        }
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_seed(seed),
        })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier {
            name: self.name.clone(),
            key: self.key.verifying_key(),
        }
    }

    /// The note with this text, which ends with a line break.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        let id = key_id(&self.name, &self.key.verifying_key());
        let signature = self.key.sign_bare(text.as_bytes()).to_bytes();
        let line = STANDARD.encode([&id[..], &signature].concat());
        format!("{text}\n{SIGNATURE_LINE}{} {line}\n", self.name)
    }
}

impl std::fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoteSigner")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Verifies the notes of one key. Its text form is C2SP's `vkey`: `name+id+key`, the id in hexadecimal, type and key in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    key: VerifyingKey,
}

impl NoteVerifier {
    /// Reads the text form.
    ///
    /// # Errors
    /// If it is not the one spelling of a key of this type, or the id is not the key's.
    pub fn parse(vkey: &str) -> Result<Self, ParseError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(_id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(ParseError::new("not a note's key"));
        };
        let key = STANDARD
            .decode(key)
            .map_err(|_| ParseError::new("not canonical base64"))?;
        let [ED25519, key @ ..] = key.as_slice() else {
            return Err(ParseError::new("a note's key of another type"));
        };
        let verifier = Self {
            name: name.to_owned(),
            key: VerifyingKey::parse(key)?,
        };
        if !is_name(name) || verifier.to_text() != vkey {
            return Err(ParseError::new("not the spelling of a note's key"));
        }
        Ok(verifier)
    }

    /// The text form.
    #[must_use]
    pub fn to_text(&self) -> String {
        let id = u32::from_be_bytes(key_id(&self.name, &self.key));
        let key = STANDARD.encode([&[ED25519], &self.key.as_bytes()[..]].concat());
        format!("{}+{id:08x}+{key}", self.name)
    }

    /// The key's name: of a log, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The text of a note that this key signed. Signatures of other keys may stand there too, and say nothing.
    ///
    /// # Errors
    /// If it is not a note, or not signed by this key.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, Refused> {
        let (text, signatures) = split(note)?;
        let mut signed = false;
        for line in signatures {
            let (name, signature) = parse_signature(line)?;
            let (id, signature) = signature.split_first_chunk().ok_or(Refused)?;
            if name == self.name && *id == key_id(&self.name, &self.key) {
                self.key
                    .verify_bare(text.as_bytes(), &Signature::parse(signature)?)?;
                signed = true;
            }
        }
        if signed { Ok(text) } else { Err(Refused) }
    }

    /// As [`NoteVerifier::open`], where this key's one signature is all that there is, so that no byte of the note is free.
    ///
    /// # Errors
    /// As there; or if somebody else signed as well.
    pub fn open_alone<'a>(&self, note: &'a str) -> Result<&'a str, Refused> {
        let (_, signatures) = split(note)?;
        if signatures.len() != 1 {
            return Err(Refused);
        }
        self.open(note)
    }
}

/// Text and signature lines.
fn split(note: &str) -> Result<(&str, Vec<&str>), ParseError> {
    let damaged = ParseError::new("not a signed note");
    let is_control = |byte: u8| byte < b' ' && byte != b'\n';
    if note.len() > NOTE_LEN_MAX || note.bytes().any(is_control) {
        return Err(damaged);
    }
    let at = note.rfind("\n\n").ok_or(damaged)?;
    let (text, rest) = note.split_at_checked(at.saturating_add(1)).ok_or(damaged)?;
    let lines = rest
        .strip_prefix('\n')
        .and_then(|lines| lines.strip_suffix('\n'))
        .ok_or(damaged)?;
    let lines: Vec<&str> = lines.split('\n').collect();
    if lines.len() > SIGNATURES_MAX {
        return Err(damaged);
    }
    Ok((text, lines))
}

/// `— name base64(id ‖ signature)`.
fn parse_signature(line: &str) -> Result<(&str, Vec<u8>), ParseError> {
    let damaged = ParseError::new("not a note's signature");
    let (name, signature) = line
        .strip_prefix(SIGNATURE_LINE)
        .and_then(|line| line.split_once(' '))
        .ok_or(damaged)?;
    let signature = STANDARD.decode(signature).map_err(|_| damaged)?;
    // Four bytes of id, and something that was signed with it.
    if !is_name(name) || signature.len() < 5 {
        return Err(damaged);
    }
    Ok((name, signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    fn signer(name: &str, seed: u8) -> NoteSigner {
        NoteSigner::new(name, &Secret::from_bytes([seed; 32])).unwrap()
    }

    #[test]
    fn a_note_opens_for_its_key_and_name_alone() {
        let note = signer("a.example/log", 1).sign("text\n\nmore\n");
        let open = |name: &str, seed: u8| signer(name, seed).verifier().open(&note).map(str::to_owned);
        assert_eq!(open("a.example/log", 1), Ok("text\n\nmore\n".to_owned()));
        assert_eq!(open("b.example/log", 1), Err(Refused));
        assert_eq!(open("a.example/log", 2), Err(Refused));
    }

    #[test]
    fn signatures_of_others_say_nothing_and_are_not_alone() {
        let (log, witness) = (signer("log", 1), signer("witness", 2));
        let note = log.sign("text\n");
        let cosigned = format!("{note}{}", witness.sign("text\n").rsplit_once("\n\n").unwrap().1);
        for one in [&log, &witness] {
            assert_eq!(one.verifier().open(&cosigned), Ok("text\n"));
            assert_eq!(one.verifier().open_alone(&cosigned), Err(Refused));
        }
        assert_eq!(log.verifier().open_alone(&note), Ok("text\n"));
        // Of one key, every signature must hold.
        let wrong = log.sign("other\n");
        let twice = format!("{note}{}", wrong.rsplit_once("\n\n").unwrap().1);
        assert_eq!(log.verifier().open(&twice), Err(Refused));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let log = signer("log", 1);
        let note = log.sign("text\n");
        for bad in [
            String::new(),
            "text\n".to_owned(),
            "text\n\n".to_owned(),
            note.trim_end().to_owned(),
            format!("{note}\n"),
            format!("{note}{SIGNATURE_LINE}x AAAA\n"),
            note.replace(SIGNATURE_LINE, "- "),
            note.replace('\n', "\r\n"),
            note.replacen("text", "te\txt", 1),
            format!(
                "{note}{}",
                format!("{SIGNATURE_LINE}x AAAAAAA=\n").repeat(SIGNATURES_MAX)
            ),
            format!("{}{note}", "x".repeat(NOTE_LEN_MAX)),
        ] {
            assert_eq!(log.verifier().open(&bad), Err(Refused), "{bad:?}");
        }
    }

    #[test]
    fn a_keys_text_has_one_spelling() {
        let verifier = signer("a.example/log", 1).verifier();
        let text = verifier.to_text();
        assert_eq!(NoteVerifier::parse(&text), Ok(verifier));
        let (name_and_id, key) = text.rsplit_once('+').unwrap_or_default();
        for bad in [
            text.replace("example", "Example"),
            text.to_uppercase(),
            format!("{text}="),
            name_and_id.to_owned(),
            format!("{name_and_id}+{}", key.replacen('A', "B", 1)),
            format!("+{text}"),
            String::new(),
        ] {
            assert!(NoteVerifier::parse(&bad).is_err(), "{bad}");
        }
        for name in ["", "a b", "a+b", "a\u{a0}b"] {
            assert!(
                NoteSigner::new(name, &Secret::from_bytes([1; 32])).is_err(),
                "{name:?}"
            );
        }
    }
}
