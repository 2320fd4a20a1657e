//! The MAC that ties a second-factor code to one OPAQUE login (protocol.md 5.4): a code that was seen cannot
//! be moved to another login.
//!
//! ```text
//! mac = HMAC(HKDF(session_key, "", P"second-factor\0" ‖ user_id, 32), u8 factor ‖ pre_auth[32] ‖ lp8(code))
//! ```
//!
//! Does not know whether the code is right: that is the server's, after the MAC.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{
    Hash, Id, PREFIX, Refused, Secret,
    hazmat::kdf::{hkdf, hmac_sha256, hmac_sha256_verify},
    sha256,
};

/// `factor` of a time-based code.
pub const TOTP: u8 = 1;

/// `factor` of a backup code.
pub const BACKUP_CODE: u8 = 2;

/// `factor` of a code that was sent to a phone.
pub const PHONE: u8 = 3;

/// `factor` of a passkey; its code is what [`assertion_code`] makes of the assertion.
pub const PASSKEY: u8 = 4;

/// Characters of a backup code, five bits each: 80 bits, which nobody guesses (protocol.md 5.5).
pub const BACKUP_CODE_LEN: usize = 16;

/// Longest code, in characters.
const CODE_LEN_MAX: u8 = 64;

/// The alphabet of base32 (RFC 4648 section 6): no zero, no one and no eight, which are read as letters.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new backup code.
pub fn make_backup_code(rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<String> {
    let mut random = Zeroizing::new([0; BACKUP_CODE_LEN]);
    rng.fill_bytes(&mut *random);
    let letter = |byte: &u8| {
        BASE32
            .get(usize::from(byte & 31))
            .map_or('A', |letter| char::from(*letter))
    };
    Zeroizing::new(random.iter().map(letter).collect())
}

/// What was typed as a backup code, as it is meant: without spaces and hyphens, in upper case, digits that the alphabet does
/// not have as the letters they were read for. Nothing if it has not the length of one.
#[must_use]
pub fn read_backup_code(typed: &str) -> Option<Zeroizing<String>> {
    let letters = typed.chars().filter(|char| !char.is_whitespace() && *char != '-');
    let code: Zeroizing<String> = Zeroizing::new(
        letters
            .map(|char| match char.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                char => char,
            })
            .take(BACKUP_CODE_LEN + 1)
            .collect(),
    );
    (code.len() == BACKUP_CODE_LEN && code.bytes().all(|byte| BASE32.contains(&byte))).then_some(code)
}

/// What stands for a passkey's assertion as a code: its SHA-256 in hexadecimal. The MAC over it ties the assertion, which a
/// passkey makes for a challenge alone, to the login.
#[must_use]
pub fn assertion_code(assertion: &str) -> String {
    let hash = sha256(assertion.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The client's proof. `code` as it was typed: spaces are removed and letters made upper case before.
///
/// A code that has no canonical form (not ASCII, or over 64 characters) gets a MAC that [`verify`] refuses.
#[must_use]
pub fn mac(session_key: &[u8], user_id: &Id, factor: u8, pre_auth: &[u8; 32], code: &str) -> Hash {
    let (len, code) = canonical(code).unwrap_or_default();
    let key = derive_key(session_key, user_id);
    hmac_sha256(key.expose(), &[&[factor], pre_auth, &[len], code.as_bytes()])
}

/// The server's check, in constant time, before it looks at the code itself.
///
/// # Errors
/// If the MAC is not of this login, factor and code.
pub fn verify(
    session_key: &[u8],
    user_id: &Id,
    factor: u8,
    pre_auth: &[u8; 32],
    code: &str,
    mac: &[u8],
) -> Result<(), Refused> {
    let (len, code) = canonical(code).ok_or(Refused)?;
    let key = derive_key(session_key, user_id);
    hmac_sha256_verify(key.expose(), &[&[factor], pre_auth, &[len], code.as_bytes()], mac)
}

/// A code without spaces and in upper case, and its length; nothing if it is empty, not ASCII or too long.
fn canonical(code: &str) -> Option<(u8, Zeroizing<String>)> {
    let code: Zeroizing<String> = Zeroizing::new(
        code.chars()
            .filter(|char| *char != ' ')
            .map(|char| char.to_ascii_uppercase())
            .collect(),
    );
    let len = u8::try_from(code.len()).ok()?;
    ((1..=CODE_LEN_MAX).contains(&len) && code.bytes().all(|byte| byte.is_ascii_graphic()))
        .then_some((len, code))
}

fn derive_key(session_key: &[u8], user_id: &Id) -> Secret<32> {
    hkdf(session_key, b"", &[PREFIX, b"second-factor\0", user_id])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn the_code_is_taken_as_it_is_meant() {
        let mac = mac(&[1; 64], &[2; 16], BACKUP_CODE, &[3; 32], "abcd EFGH 2345 6789");
        assert!(
            verify(
                &[1; 64],
                &[2; 16],
                BACKUP_CODE,
                &[3; 32],
                "ABCDEFGH23456789",
                &mac
            )
            .is_ok()
        );
    }

    #[test]
    fn a_backup_code_is_read_however_it_was_written_down() {
        let code = make_backup_code(&mut rng(1));
        assert_eq!(code.len(), 16);
        assert_ne!(code, make_backup_code(&mut rng(2)));
        for typed in [
            code.to_lowercase(),
            format!(" {} {}\n", &code[..4], &code[4..]),
            format!("{}-{}-{}-{}", &code[..4], &code[4..8], &code[8..12], &code[12..]),
            code.replace('O', "0").replace('I', "1").replace('B', "8"),
        ] {
            assert_eq!(read_backup_code(&typed), Some(code.clone()), "{typed}");
        }
        for typed in [
            "",
            "123456",
            &code[1..],
            &format!("{}9", &code[1..]),
            &format!("{}A", *code),
        ] {
            assert_eq!(read_backup_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_mac_is_for_one_login_one_person_one_factor_one_code() {
        let mac = mac(&[1; 64], &[2; 16], TOTP, &[3; 32], "123456");
        assert!(verify(&[1; 64], &[2; 16], TOTP, &[3; 32], "123456", &mac).is_ok());
        assert!(verify(&[9; 64], &[2; 16], TOTP, &[3; 32], "123456", &mac).is_err());
        assert!(verify(&[1; 64], &[9; 16], TOTP, &[3; 32], "123456", &mac).is_err());
        assert!(verify(&[1; 64], &[2; 16], BACKUP_CODE, &[3; 32], "123456", &mac).is_err());
        assert!(verify(&[1; 64], &[2; 16], TOTP, &[9; 32], "123456", &mac).is_err());
        assert!(verify(&[1; 64], &[2; 16], TOTP, &[3; 32], "123457", &mac).is_err());
        assert!(verify(&[1; 64], &[2; 16], TOTP, &[3; 32], "123456", &mac[..31]).is_err());
    }

    #[test]
    fn an_assertion_has_a_code_that_a_mac_takes() {
        let code = assertion_code("abc");
        assert_eq!(
            code,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let mac = mac(&[1; 64], &[2; 16], PASSKEY, &[3; 32], &code);
        assert!(verify(&[1; 64], &[2; 16], PASSKEY, &[3; 32], &code, &mac).is_ok());
        let other = assertion_code("abd");
        assert!(verify(&[1; 64], &[2; 16], PASSKEY, &[3; 32], &other, &mac).is_err());
    }

    #[test]
    fn a_code_without_canonical_form_is_refused_even_with_its_mac() {
        for code in ["", " ", "12345å", "1\n2", &"1".repeat(65), &"1".repeat(1000)] {
            let mac = mac(&[1; 64], &[2; 16], TOTP, &[3; 32], code);
            assert!(
                verify(&[1; 64], &[2; 16], TOTP, &[3; 32], code, &mac).is_err(),
                "{code}"
            );
        }
    }
}
