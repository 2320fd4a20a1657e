//! Checkpoints (C2SP tlog-checkpoint): a log's signed heads.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::note::{NoteSigner, NoteVerifier};
use crate::{Hash, ParseError, Refused};

/// How far a log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A head of a named log: the text of a checkpoint.
///
/// ```text
/// origin\n
/// size\n
/// base64(root)\n
/// ```
///
/// Lines behind these, which C2SP allows, are refused: no log of ours has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// Its head.
    pub head: Head,
}

impl Checkpoint {
    /// Takes a checkpoint's text apart. There is one spelling of each.
    ///
    /// # Errors
    /// If it is not the layout.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let damaged = ParseError::new("not a checkpoint");
        let mut lines = text.strip_suffix('\n').ok_or(damaged)?.split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(damaged);
        };
        let root = STANDARD.decode(root).map_err(|_| damaged)?;
        let checkpoint = Self {
            origin: origin.to_owned(),
            head: Head {
                size: size.parse().map_err(|_| damaged)?,
                root: root.try_into().map_err(|_| damaged)?,
            },
        };
        if origin.is_empty() || checkpoint.to_text() != text {
            return Err(damaged);
        }
        Ok(checkpoint)
    }

    /// The text to sign.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Head { size, root } = &self.head;
        format!("{}\n{size}\n{}\n", self.origin, STANDARD.encode(root))
    }

    /// A log's head, signed: the log's name is the key's.
    #[must_use]
    pub fn sign(head: Head, log: &NoteSigner) -> String {
        let origin = log.verifier().name().to_owned();
        log.sign(&Self { origin, head }.to_text())
    }

    /// The head in a signed note. `log` is the key that is known of the log.
    ///
    /// # Errors
    /// If it is not signed by that key, or of another log.
    pub fn open(note: &str, log: &NoteVerifier) -> Result<Head, Refused> {
        Self::head_of(log.open(note)?, log)
    }

    /// As [`Checkpoint::open`], where nobody else may have signed.
    ///
    /// # Errors
    /// As there.
    pub fn open_alone(note: &str, log: &NoteVerifier) -> Result<Head, Refused> {
        Self::head_of(log.open_alone(note)?, log)
    }

    fn head_of(text: &str, log: &NoteVerifier) -> Result<Head, Refused> {
        let checkpoint = Self::parse(text)?;
        if checkpoint.origin == log.name() {
            Ok(checkpoint.head)
        } else {
            Err(Refused)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Secret, test_rng::test};

    const ROOT: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn one_spelling_and_nothing_more() {
        let text = format!("a/log\n18446744073709551615\n{ROOT}\n");
        let checkpoint = Checkpoint::parse(&text).unwrap();
        assert_eq!((checkpoint.head.size, checkpoint.head.root), (u64::MAX, [1; 32]));
        for bad in [
            format!("a/log\n7\n{ROOT}"),
            format!("a/log\n7\n{ROOT}\nmore\n"),
            format!("a/log\n7\n{ROOT}\n\n"),
            format!("\n7\n{ROOT}\n"),
            format!("a/log\n07\n{ROOT}\n"),
            format!("a/log\n+7\n{ROOT}\n"),
            format!("a/log\n-7\n{ROOT}\n"),
            format!("a/log\n18446744073709551616\n{ROOT}\n"),
            format!("a/log\n7\n{}\n", ROOT.replace("E=", "F=")),
            format!("a/log\n7\n{}\n", ROOT.trim_end_matches('=')),
            "a/log\n7\nAQ==\n".to_owned(),
            "a/log\n7\n".to_owned(),
        ] {
            assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_head_of_another_log_is_refused_even_under_the_right_key() {
        let log = NoteSigner::new("a/log", &Secret::from_bytes([1; 32])).unwrap();
        let head = Head {
            size: 7,
            root: [1; 32],
        };
        let verifier = log.verifier();
        assert_eq!(
            Checkpoint::open(&Checkpoint::sign(head, &log), &verifier),
            Ok(head)
        );
        let other = log.sign(&format!("b/log\n7\n{ROOT}\n"));
        assert_eq!(Checkpoint::open(&other, &verifier), Err(Refused));
        assert_eq!(Checkpoint::open_alone(&other, &verifier), Err(Refused));
    }
}
