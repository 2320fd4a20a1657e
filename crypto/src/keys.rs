//! The key hierarchy (protocol.md 5.2): what opens what.
//!
//! ```text
//! export_key(64)       ─ HKDF P"kek/password\0" ‖ user_id ─► KEK_pw  ─┐
//! recovery entropy(16) ─ HKDF P"kek/recovery\0" ‖ user_id ─► KEK_rec ─┼─ box1("wrap/umk", aad = user_id) ─► UMK
//! WebAuthn PRF(32)     ─ HKDF P"kek/passkey\0"  ‖ user_id ─► KEK_prf ─┘
//! UMK ─ HKDF P"umk/dec\0" ‖ user_id ─► K_dec,   "umk/sig\0" ─► K_sig,   "umk/local\0" ─► K_local
//! ```
//!
//! Owns the derivations, the wrap of UMK and the [`keyring`]. Every derivation names the user (R1), so a key
//! wrapped for one is nothing to another. Where wraps rest, and when they are erased, is the server's and the
//! client's.

use rand_core::CryptoRng;

use crate::{
    Hash, Id, PREFIX, Refused, Secret,
    hazmat::{
        box1,
        kdf::{hkdf, sha256_of},
    },
    sign::SigningKey,
};
pub use crate::{KDec, KLocal, KSig, Kek, PartKey, Umk, UnlockKey};

pub mod keyring;

pub use keyring::{SeedError, check_seeds};

const WRAP_LABEL: &str = "wrap/umk";

fn derive(secret: &[u8], name: &[u8], user_id: &Id) -> Secret<32> {
    hkdf(secret, b"", &[PREFIX, name, b"\0", user_id])
}

/// `KEK_pw`, from OPAQUE's export key.
#[must_use]
pub fn kek_password(export_key: &[u8; 64], user_id: &Id) -> Kek {
    derive(export_key, b"kek/password", user_id).into()
}

/// `KEK_rec`, from the entropy of the recovery words.
#[must_use]
pub fn kek_recovery(entropy: &Secret<16>, user_id: &Id) -> Kek {
    derive(entropy.expose(), b"kek/recovery", user_id).into()
}

/// `KEK_prf`, from a passkey's PRF output for [`passkey_prf_input`].
#[must_use]
pub fn kek_passkey(prf_output: &Secret<32>, user_id: &Id) -> Kek {
    derive(prf_output.expose(), b"kek/passkey", user_id).into()
}

/// What a passkey's PRF is asked: `H(P"passkey-prf\0" ‖ user_id ‖ host)`.
#[must_use]
pub fn passkey_prf_input(user_id: &Id, host: &str) -> Hash {
    sha256_of(&[PREFIX, b"passkey-prf\0", user_id, host.as_bytes()])
}

/// The key that proves possession of the recovery words (protocol.md 5.5); the server gets its public half.
#[must_use]
pub fn derive_recovery_auth(entropy: &Secret<16>, user_id: &Id) -> SigningKey {
    SigningKey::from_seed(&derive(entropy.expose(), b"recovery-auth", user_id))
}

impl Umk {
    /// Wraps it under one of the user's KEKs.
    pub fn wrap(&self, kek: &Kek, user_id: &Id, rng: &mut (impl CryptoRng + ?Sized)) -> Vec<u8> {
        box1::seal(kek.expose(), WRAP_LABEL, user_id, self.expose(), rng)
    }

    /// Unwraps it.
    ///
    /// # Errors
    /// If the wrap is not of this KEK and user.
    pub fn unwrap(kek: &Kek, user_id: &Id, wrap: &[u8]) -> Result<Self, Refused> {
        let umk = box1::open(kek.expose(), WRAP_LABEL, user_id, wrap)?;
        Ok(Self::try_from_slice(&umk)?)
    }

    /// `K_dec`.
    #[must_use]
    pub fn derive_dec(&self, user_id: &Id) -> KDec {
        derive(self.expose(), b"umk/dec", user_id).into()
    }

    /// `K_sig`.
    #[must_use]
    pub fn derive_sig(&self, user_id: &Id) -> KSig {
        derive(self.expose(), b"umk/sig", user_id).into()
    }

    /// `K_local`.
    #[must_use]
    pub fn derive_local(&self, user_id: &Id) -> KLocal {
        derive(self.expose(), b"umk/local", user_id).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::{rng, test};

    #[test]
    fn a_wrap_is_for_one_kek_and_one_user() {
        let mut rng = rng(1);
        let (umk, kek) = (Umk::make(&mut rng), Kek::make(&mut rng));
        let wrap = umk.wrap(&kek, &[1; 16], &mut rng);
        assert_eq!(Umk::unwrap(&kek, &[1; 16], &wrap), Ok(umk));
        assert_eq!(Umk::unwrap(&kek, &[2; 16], &wrap), Err(Refused));
        assert_eq!(Umk::unwrap(&Kek::make(&mut rng), &[1; 16], &wrap), Err(Refused));
    }

    #[test]
    fn two_wraps_of_one_key_have_nothing_in_common() {
        let mut rng = rng(1);
        let (umk, kek) = (Umk::make(&mut rng), Kek::make(&mut rng));
        let (a, b) = (
            umk.wrap(&kek, &[1; 16], &mut rng),
            umk.wrap(&kek, &[1; 16], &mut rng),
        );
        assert!(a.len() == 81 + 32 && a[1..33] != b[1..33] && a[33..65] != b[33..65] && a[65..] != b[65..]);
    }
}
