//! A TOTP secret as the server keeps it: `box1(server KEK, "totp", aad = user_id, secret)` (protocol.md 2.2,
//! 5.4).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Id, Kek, Refused, hazmat::box1};

const LABEL: &str = "totp";

/// Seals a user's TOTP secret (20 bytes) under the server's KEK, which lies outside the database.
pub fn seal(server_kek: &Kek, user_id: &Id, secret: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
    box1::seal(server_kek.expose(), LABEL, user_id, secret, rng)
}

/// Opens what [`seal`] made.
///
/// # Errors
/// If the box is not of this key and user.
pub fn open(server_kek: &Kek, user_id: &Id, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    box1::open(server_kek.expose(), LABEL, user_id, sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn opens_for_its_owner_only() {
        let kek = Kek::from_bytes([1; 32]);
        let sealed = seal(&kek, &[2; 16], &[3; 20], &mut rng(1));
        assert_eq!(open(&kek, &[2; 16], &sealed).unwrap().as_slice(), &[3; 20]);
        assert!(open(&kek, &[9; 16], &sealed).is_err());
        assert!(open(&Kek::from_bytes([9; 32]), &[2; 16], &sealed).is_err());
    }
}
