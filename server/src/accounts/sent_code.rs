//! Codes that are sent to an address or a phone to find out whose it is. Short, good for minutes and for five tries, and
//! stored sealed, so that asking again sends the same one and the first mail to arrive is as good as the second.

use crate::error::{AppError, Outcome};
use crate::rng;
use crypto::server_box::{self, Purpose};
use crypto::{Id, Kek};
use rand::RngExt as _;
use subtle::ConstantTimeEq as _;

/// Tries that one code gives.
pub(super) const TRIES_MAX: i64 = 5;
/// Digits of a code in a mail. Whoever opens accounts under other people's addresses may try many addresses.
pub(super) const ADDRESS_DIGITS: u32 = 8;
/// Digits of a code in an SMS, which comes after a password: as many as phones offer to fill in.
pub(super) const PHONE_DIGITS: u32 = 6;

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    Right,
    /// And so many tries are left.
    Wrong(u32),
}

/// A new code of so many digits.
pub(super) fn make(digits: u32) -> String {
    let code = rng::system().random_range(0..10_u64.pow(digits));
    let width = usize::try_from(digits).unwrap_or_default();
    format!("{code:0width$}")
}

/// Seals a code for the database.
pub(super) fn seal(key: &Kek, owner: &Id, code: &str) -> Vec<u8> {
    server_box::seal(key, Purpose::Code, owner, code.as_bytes(), &mut rng::system())
}

/// The code in a box.
pub(super) fn open(key: &Kek, owner: &Id, sealed: &[u8]) -> Outcome<String> {
    let clear = server_box::open(key, Purpose::Code, owner, sealed).map_err(AppError::internal)?;
    String::from_utf8(clear.to_vec()).map_err(AppError::internal)
}

/// Compares in constant time. The try must have been spent before.
pub(super) fn check(key: &Kek, owner: &Id, sealed: &[u8], told: &str, tries_left: i64) -> Outcome<Checked> {
    let code = open(key, owner, sealed)?;
    if bool::from(code.as_bytes().ct_eq(told.as_bytes())) {
        Ok(Checked::Right)
    } else {
        Ok(Checked::Wrong(u32::try_from(tries_left).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_digits_and_compare_as_a_whole() {
        let key = Kek::from_bytes([1; 32]);
        for digits in [PHONE_DIGITS, ADDRESS_DIGITS] {
            let code = make(digits);
            assert_eq!(code.len(), usize::try_from(digits).unwrap());
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
            let sealed = seal(&key, &[2; 16], &code);
            assert_eq!(check(&key, &[2; 16], &sealed, &code, 4).unwrap(), Checked::Right);
            for wrong in ["", &code[1..], &format!("{code}0")] {
                assert_eq!(
                    check(&key, &[2; 16], &sealed, wrong, 4).unwrap(),
                    Checked::Wrong(4)
                );
            }
            assert!(check(&key, &[3; 16], &sealed, &code, 4).is_err());
        }
    }
}
