//! The recovery words (BIP 39) and their proof of possession (protocol.md 5.5).
//!
//! Twelve English words are 128 bits of entropy and four of a checksum. [`crate::keys::kek_recovery`] wraps the master key
//! under the entropy, [`crate::keys::derive_recovery_auth`] makes the key that signs:
//!
//! ```text
//! Sign(·, "recovery", challenge[32] ‖ user_id ‖ lp8(host))
//! ```
//!
//! Owns the words and that signature. Whose words they are, and what a proof opens, is the server's.

use bip39::{Language, Mnemonic};
use icu_normalizer::ComposingNormalizerBorrowed;
use zeroize::Zeroizing;

use crate::{
    Id, Refused, Secret,
    sign::{Label, Signature, SigningKey, VerifyingKey},
    wire::Writer,
};

/// What the words stand for.
pub type Entropy = Secret<ENTROPY_LEN>;

/// Bytes of the entropy.
pub const ENTROPY_LEN: usize = 16;

/// How many words there are.
pub const WORDS: usize = 12;

/// Bytes that a proof signs beside id and host: the server's challenge.
pub const CHALLENGE_LEN: usize = 32;

/// The list's words differ within their first four letters.
const PREFIX_CHARS: usize = 4;
/// Words that are offered in place of one that is not in the list.
const NEAR_MAX: usize = 5;
/// Words that are looked at: enough to say that there are too many.
const READ_MAX: usize = 48;

/// Why what was typed is not twelve recovery words. Holds nothing of what was typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// A word is not in the list. If several are not, this is the first.
    #[error("word {position} is not in the list")]
    Unknown {
        /// Which, counted from one.
        position: usize,
        /// Words of the list that begin alike; none where nothing does.
        near: Vec<&'static str>,
    },
    /// There are not twelve.
    #[error("{0} words instead of 12")]
    Count(usize),
    /// All are in the list, but the checksum does not hold: a word was mistaken for another, or stands in a wrong place.
    #[error("the checksum does not hold")]
    Checksum,
}

/// The words of the entropy, with single spaces between.
#[must_use]
pub fn to_words(entropy: &Entropy) -> Zeroizing<String> {
    let mnemonic =
        Mnemonic::from_entropy_in(Language::English, entropy.expose()).expect("16 bytes make twelve words");
    let mut words = Zeroizing::new(String::with_capacity(WORDS * 9));
    for word in mnemonic.words() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// The entropy of words as people type them: in any case, with anything that is no letter between them, numbered or not.
///
/// # Errors
/// If they are not twelve words of the list whose checksum holds.
pub fn read_words(typed: &str) -> Result<Entropy, WordsError> {
    let normal = ComposingNormalizerBorrowed::new_nfkc().normalize_iter(typed.chars());
    let text = Zeroizing::new(normal.collect::<String>().to_lowercase());
    let mut words = Zeroizing::new(String::with_capacity(WORDS * 9));
    let mut count = 0_usize;
    for word in text.split(|char: char| !char.is_alphabetic()) {
        if word.is_empty() {
            continue;
        }
        count = count.saturating_add(1);
        if count > READ_MAX {
            break;
        }
        if Language::English.find_word(word).is_none() {
            let (position, near) = (count, near(word));
            return Err(WordsError::Unknown { position, near });
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if count != WORDS {
        return Err(WordsError::Count(count));
    }
    let parsed = Mnemonic::parse_in_normalized(Language::English, &words);
    let mnemonic = parsed.map_err(|_| WordsError::Checksum)?;
    let (bytes, len) = mnemonic.to_entropy_array();
    let bytes = Zeroizing::new(bytes);
    let entropy = bytes.get(..len).unwrap_or_default();
    Entropy::try_from_slice(entropy).map_err(|_| WordsError::Checksum)
}

/// The words of the list with the same four first letters; or else with the same three.
fn near(word: &str) -> Vec<&'static str> {
    for chars in [PREFIX_CHARS, PREFIX_CHARS - 1] {
        let prefix: Zeroizing<String> = Zeroizing::new(word.chars().take(chars).collect());
        let alike = Language::English.words_by_prefix_iter(&prefix).take(NEAR_MAX);
        let near: Vec<&'static str> = alike.collect();
        if !near.is_empty() {
            return near;
        }
    }
    Vec::new()
}

/// The client's proof that it has the words.
///
/// `challenge` is the server's, good once; `host` is the one that the person typed, never one that the server names.
#[must_use]
pub fn prove(key: &SigningKey, challenge: &[u8; CHALLENGE_LEN], user_id: &Id, host: &str) -> Signature {
    key.sign(Label::Recovery, &signed(challenge, user_id, host))
}

/// The server's check of [`prove`].
///
/// # Errors
/// If the signature is not of this key, challenge, user and host.
pub fn verify(
    key: &VerifyingKey,
    challenge: &[u8; CHALLENGE_LEN],
    user_id: &Id,
    host: &str,
    signature: &Signature,
) -> Result<(), Refused> {
    key.verify(Label::Recovery, &signed(challenge, user_id, host), signature)
}

/// `challenge ‖ user_id ‖ lp8(host)`.
fn signed(challenge: &[u8; CHALLENGE_LEN], user_id: &Id, host: &str) -> Vec<u8> {
    Writer::with_capacity(CHALLENGE_LEN + user_id.len() + 1 + host.len())
        .bytes(challenge)
        .bytes(user_id)
        .lp8(host.as_bytes())
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    /// BIP 39's own vectors of 128 bits: github.com/trezor/python-mnemonic, `vectors.json`, to which the BIP refers.
    const BIP_39: [(&str, &str); 8] = [
        (
            "00000000000000000000000000000000",
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        ),
        (
            "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
            "legal winner thank year wave sausage worth useful legal winner thank yellow",
        ),
        (
            "80808080808080808080808080808080",
            "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
        ),
        (
            "ffffffffffffffffffffffffffffffff",
            "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
        ),
        (
            "9e885d952ad362caeb4efe34a8e91bd2",
            "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
        ),
        (
            "c0ba5a8e914111210f2bd131f3d5e08d",
            "scheme spot photo card baby mountain device kick cradle pact join borrow",
        ),
        (
            "23db8160a31d3e0dca3688ed941adbf3",
            "cat swing flag economy stadium alone churn speed unique patch report train",
        ),
        (
            "f30f8c1da665478f49b001d94c5fc452",
            "vessel ladder alter error federal sibling chat ability sun glass valve picture",
        ),
    ];

    #[test]
    fn the_words_are_those_of_bip_39() {
        for (hex, words) in BIP_39 {
            let number = u128::from_str_radix(hex, 16).unwrap();
            let entropy = Entropy::from_bytes(number.to_be_bytes());
            assert_eq!(*to_words(&entropy), words);
            assert_eq!(read_words(words), Ok(entropy));
        }
    }

    fn words() -> Zeroizing<String> {
        to_words(&Entropy::from_bytes([0x7f; ENTROPY_LEN]))
    }

    #[test]
    fn words_are_read_however_they_were_written_down() {
        let words = words();
        let numbered: String = words
            .split(' ')
            .enumerate()
            .map(|(at, word)| format!("{}. {word}\r\n", at + 1))
            .collect();
        for typed in [
            words.to_uppercase(),
            words.replace(' ', "\n\t"),
            words.replace(' ', ", "),
            format!("\u{feff}  {}. ", *words),
            numbered.replace(". ", ")"),
            numbered,
            // Full width letters, as some keyboards write them (UAX 15).
            words.replace('e', "\u{ff45}"),
        ] {
            let entropy = read_words(&typed).unwrap();
            assert_eq!(entropy.expose(), &[0x7f; ENTROPY_LEN], "{typed}");
        }
    }

    #[test]
    fn a_word_that_is_not_in_the_list_is_named_by_its_place_with_those_that_begin_alike() {
        for (wrong, near) in [
            ("legall", &["legal"][..]),
            ("staxx", &["stable", "stadium", "staff", "stage", "stairs"]),
            ("åäö", &[]),
            ("xyzzy", &[]),
        ] {
            let mut words: Vec<String> = words().split(' ').map(str::to_owned).collect();
            words[4] = wrong.to_owned();
            let unknown = WordsError::Unknown {
                position: 5,
                near: near.to_vec(),
            };
            assert_eq!(read_words(&words.join(" ")), Err(unknown), "{wrong}");
        }
    }

    #[test]
    fn too_few_and_too_many_are_counted_and_a_wrong_place_breaks_the_checksum() {
        let words = words();
        assert_eq!(read_words(""), Err(WordsError::Count(0)));
        let (first, rest) = words.split_once(' ').unwrap();
        assert_eq!(read_words(rest), Err(WordsError::Count(11)));
        assert_eq!(
            read_words(&format!("{first} {}", *words)),
            Err(WordsError::Count(13))
        );
        assert!(matches!(
            read_words(&"legal ".repeat(100_000)),
            Err(WordsError::Count(_))
        ));
        assert_eq!(read_words(&format!("{rest} {first}")), Err(WordsError::Checksum));
    }

    #[test]
    fn a_proof_is_for_one_key_one_challenge_one_person_one_host() {
        let key = SigningKey::make(&mut rng(1));
        let public = key.verifying_key();
        let proof = prove(&key, &[1; 32], &[2; 16], "mail.example.org");
        assert!(verify(&public, &[1; 32], &[2; 16], "mail.example.org", &proof).is_ok());
        assert!(verify(&public, &[9; 32], &[2; 16], "mail.example.org", &proof).is_err());
        assert!(verify(&public, &[1; 32], &[9; 16], "mail.example.org", &proof).is_err());
        assert!(verify(&public, &[1; 32], &[2; 16], "mail.example.com", &proof).is_err());
        let other = SigningKey::make(&mut rng(2)).verifying_key();
        assert!(verify(&other, &[1; 32], &[2; 16], "mail.example.org", &proof).is_err());
    }
}
