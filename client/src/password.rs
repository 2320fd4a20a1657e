//! What a new password must be. Only the client can say: the server never sees one.

use crate::error::Error;
use crate::view::{PasswordFault, PasswordGrade};
use crypto::opaque::normalize_password;
use std::future::Future;

/// NIST SP 800-63B-4, section 3.1.1.2: at least 15 characters where nothing else is required of them.
const CHARACTERS_MIN: usize = 15;
/// Room for any sentence; a bound all the same.
const BYTES_MAX: usize = 1024;
/// Characters that a judge looks at: its work grows faster than their number.
const JUDGED_MAX: usize = 100;
/// The lowest score that is accepted.
const SCORE_MIN: u8 = 3;

/// Estimates how hard a password is to guess. Its dictionaries are large, so where size matters they are loaded only when
/// a password is chosen.
pub trait Judge {
    /// 0 (guessed at once) to 4; `personal` are words that an attacker would try first.
    fn score(&self, password: &str, personal: &[&str]) -> impl Future<Output = Result<u8, Error>>;
}

/// Grades a password. `personal` are texts about the person: address, name, host.
pub async fn grade(judge: &impl Judge, password: &str, personal: &[&str]) -> Result<PasswordGrade, Error> {
    let normal = normalize_password(password);
    let judged: String = normal.chars().take(JUDGED_MAX).collect();
    let words: Vec<&str> = personal.iter().flat_map(|text| split(text)).collect();
    let score = judge.score(&judged, &words).await?;
    let fault = if normal.chars().count() < CHARACTERS_MIN {
        Some(PasswordFault::TooShort)
    } else if normal.len() > BYTES_MAX {
        Some(PasswordFault::TooLong)
    } else if score >= SCORE_MIN {
        None
    } else if judge.score(&judged, &[]).await? >= SCORE_MIN {
        Some(PasswordFault::Personal)
    } else {
        Some(PasswordFault::TooCommon)
    };
    Ok(PasswordGrade { score, fault })
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text)
        .chain(text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.len() > 2)
}

/// Judges by zxcvbn: dictionaries of over 100,000 common passwords, names and words, keyboard rows, repetitions, dates.
#[cfg(feature = "zxcvbn")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Zxcvbn;

#[cfg(feature = "zxcvbn")]
impl Judge for Zxcvbn {
    async fn score(&self, password: &str, personal: &[&str]) -> Result<u8, Error> {
        Ok(zxcvbn::zxcvbn(password, personal).score().into())
    }
}

#[cfg(feature = "zxcvbn")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    const PERSONAL: &[&str] = &[
        "ingrid.sjostrom@adalsfors.example",
        "Ingrid Sjöström",
        "post.adalsfors.example",
    ];

    fn fault(password: &str) -> Option<PasswordFault> {
        let mut grading = pin!(grade(&Zxcvbn, password, PERSONAL));
        match grading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(graded) => graded.unwrap().fault,
            Poll::Pending => panic!("this judge does not wait"),
        }
    }

    #[test]
    fn random_words_and_sentences_are_accepted_without_composition_rules() {
        assert_eq!(fault("korrekt häst batteri"), None);
        assert_eq!(fault("trombonvinterlykta"), None);
        assert_eq!(fault("qzrkvtmwpxbnhjd"), None);
    }

    #[test]
    fn short_long_common_and_personal_ones_are_refused() {
        assert_eq!(fault("Xk9#mQ2$vL7!"), Some(PasswordFault::TooShort));
        assert_eq!(fault(&"åäö ".repeat(400)), Some(PasswordFault::TooLong));
        for common in [
            "Passw0rd!Passw0rd!",
            "passwordpassword",
            "aaaaaaaaaaaaaaaa",
            "123456789012345678",
            "qwertyuiopasdfgh",
        ] {
            assert_eq!(fault(common), Some(PasswordFault::TooCommon), "{common}");
        }
        assert_eq!(
            fault("ingrid.sjostrom@adalsfors.example"),
            Some(PasswordFault::Personal)
        );
    }

    #[test]
    fn letters_count_as_characters_however_they_are_composed() {
        let composed = "åäöåäöåäöåöåäö";
        let decomposed = composed
            .replace('å', "a\u{30a}")
            .replace('ä', "a\u{308}")
            .replace('ö', "o\u{308}");
        assert_eq!(composed.chars().count(), 14);
        assert_eq!(fault(&decomposed), Some(PasswordFault::TooShort));
    }
}
