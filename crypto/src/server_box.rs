//! What the server itself must read, as it lies in its database: `box1(server KEK, purpose, aad = owner's id, secret)`
//! (protocol.md 2.2, 5.4). The KEK lies outside the database.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Id, Kek, Refused, hazmat::box1};

/// What a box is for: none opens as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An authenticator's secret (20 bytes), of an account.
    Totp,
    /// A phone number, of an account.
    Phone,
    /// A code that was sent to prove an address or a phone, of an account or of whoever opens one.
    Code,
    /// Recipient and words of a mail or SMS, under the id of the job that sends it.
    Outbox,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Phone => "phone",
            Self::Code => "code",
            Self::Outbox => "outbox",
        }
    }
}

/// Seals a secret under the server's KEK.
pub fn seal(
    server_kek: &Kek,
    purpose: Purpose,
    owner: &Id,
    secret: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Vec<u8> {
    box1::seal(server_kek.expose(), purpose.label(), owner, secret, rng)
}

/// Opens what [`seal`] made.
///
/// # Errors
/// If the box is not of this key, purpose and owner.
pub fn open(
    server_kek: &Kek,
    purpose: Purpose,
    owner: &Id,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    box1::open(server_kek.expose(), purpose.label(), owner, sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn opens_for_its_owner_and_purpose_only() {
        let kek = Kek::from_bytes([1; 32]);
        let sealed = seal(&kek, Purpose::Totp, &[2; 16], &[3; 20], &mut rng(1));
        let opened = open(&kek, Purpose::Totp, &[2; 16], &sealed).unwrap();
        assert_eq!(opened.as_slice(), &[3; 20]);
        assert!(open(&kek, Purpose::Totp, &[9; 16], &sealed).is_err());
        assert!(open(&Kek::from_bytes([9; 32]), Purpose::Totp, &[2; 16], &sealed).is_err());
        for purpose in [Purpose::Phone, Purpose::Code, Purpose::Outbox] {
            assert!(open(&kek, purpose, &[2; 16], &sealed).is_err());
        }
    }
}
