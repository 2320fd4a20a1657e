//! HPKE (RFC 9180) in base mode with X-Wing (KEM 0x647a, draft-ietf-hpke-pq), HKDF-SHA256 and
//! ChaCha20-Poly1305: one small secret sealed to one public key.
//!
//! Adds what the library leaves out: an X25519 share of low order is refused, in keys and in encapsulations
//! (protocol.md 3.4). The caller picks `info`, so that a sealed secret has one purpose.

use std::sync::Arc;

use curve25519_dalek::{MontgomeryPoint, traits::IsIdentity};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::XWing,
    single_shot_open, single_shot_seal_with_rng,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{ParseError, Refused, Secret};

/// Bytes of a public key: ML-KEM-768 key (1,184) ‖ X25519 key (32).
pub const PUBLIC_LEN: usize = 1216;

/// Bytes of an encapsulation: ML-KEM-768 ciphertext (1,088) ‖ X25519 share (32).
pub const ENC_LEN: usize = 1120;

/// A public key whose every part was checked.
#[derive(Clone)]
pub struct PublicKey(Arc<(<XWing as Kem>::PublicKey, [u8; PUBLIC_LEN])>);

impl PublicKey {
    /// # Errors
    /// If `bytes` are not 1,216, not a valid ML-KEM-768 key (FIPS 203, 7.2), or the X25519 key has low order.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let key = Deserializable::from_bytes(bytes).map_err(|_| ParseError::new("not an X-Wing key"))?;
        let (_, share) = bytes
            .split_last_chunk()
            .ok_or(ParseError::new("not an X-Wing key"))?;
        if has_low_order(share) {
            return Err(ParseError::new("X25519 key of low order"));
        }
        let bytes = bytes
            .try_into()
            .map_err(|_| ParseError::new("not an X-Wing key"))?;
        Ok(Self(Arc::new((key, bytes))))
    }

    /// The 1,216 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; PUBLIC_LEN] {
        &self.0.1
    }
}

/// A private key: the 32-byte seed, expanded.
#[derive(Clone)]
pub struct PrivateKey(Arc<<XWing as Kem>::PrivateKey>);

impl PrivateKey {
    /// Every 32 bytes are a key.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        let key = Deserializable::from_bytes(seed.expose()).expect("an X-Wing private key is any 32 bytes");
        Self(Arc::new(key))
    }

    /// The seed again.
    #[must_use]
    pub fn seed(&self) -> Secret<32> {
        Secret::fill(|seed| self.0.write_exact(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        let key = XWing::sk_to_pk(&self.0);
        let bytes = key.to_bytes().into();
        PublicKey(Arc::new((key, bytes)))
    }
}

/// Seals `pt` to `key`: the encapsulation, and `pt.len() + 16` bytes.
pub fn seal(
    key: &PublicKey,
    info: &[u8],
    aad: &[u8],
    pt: &[u8],
    mut rng: &mut (impl CryptoRng + ?Sized),
) -> ([u8; ENC_LEN], Vec<u8>) {
    let (enc, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &key.0.0,
        info,
        pt,
        aad,
        &mut rng,
    )
    .expect("X-Wing encapsulation to a parsed key and one AEAD message cannot fail");
    (enc.to_bytes().into(), sealed)
}

/// Opens what [`seal`] made.
///
/// # Errors
/// If the encapsulation is of another length or has low order, or anything differs. The order is public, the
/// rest one answer.
pub fn open(
    key: &PrivateKey,
    info: &[u8],
    aad: &[u8],
    enc: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    check_enc(enc)?;
    let enc = Deserializable::from_bytes(enc).map_err(|_| Refused)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(&OpModeR::Base, &key.0, &enc, info, sealed, aad)
        .map(Zeroizing::new)
        .map_err(|_| Refused)
}

/// # Errors
/// If `enc` is not 1,120 bytes or its X25519 share has low order.
pub fn check_enc(enc: &[u8]) -> Result<(), ParseError> {
    let share = enc.split_last_chunk().filter(|_| enc.len() == ENC_LEN);
    match share {
        None => Err(ParseError::new("encapsulation of another length")),
        Some((_, share)) if has_low_order(share) => Err(ParseError::new("X25519 share of low order")),
        Some(_) => Ok(()),
    }
}

/// Whether every Diffie-Hellman secret with `share` is zero. Scalars of X25519 are multiples of 8, so that is
/// whether 8 times the point is nothing: `was_contributory` for four steps of the ladder instead of 255.
#[must_use]
pub fn has_low_order(share: &[u8; 32]) -> bool {
    MontgomeryPoint(*share)
        .mul_bits_be([true, false, false, false].into_iter())
        .is_identity()
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.1 == other.0.1
    }
}

impl Eq for PublicKey {}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("xwing::PublicKey")
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("xwing::PrivateKey")
    }
}

#[cfg(test)]
mod tests {
    use rand_core::Rng;
    use x25519_dalek::{PublicKey as Share, StaticSecret};

    use super::*;
    use crate::test_rng::{rng, test};

    /// p = 2^255 - 19 in little-endian.
    fn p_plus(offset: i8) -> [u8; 32] {
        let mut bytes = [0xff; 32];
        bytes[0] = 0xed_u8.wrapping_add_signed(offset);
        bytes[31] = 0x7f;
        bytes
    }

    /// The two of order 8.
    const ORDER_8: [&str; 2] = [
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ];

    fn unhex(text: &str) -> [u8; 32] {
        std::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
    }

    #[test]
    fn low_order_is_what_the_library_calls_not_contributory() {
        let mut one = [0; 32];
        one[0] = 1;
        let mut shares = vec![[0; 32], one, p_plus(-1), p_plus(0), p_plus(1)];
        shares.extend(ORDER_8.map(unhex));
        for share in shares {
            for top in [0, 0x80] {
                let mut share = share;
                share[31] |= top;
                assert!(has_low_order(&share));
                let secret = StaticSecret::from([0x42; 32]);
                assert!(!secret.diffie_hellman(&Share::from(share)).was_contributory());
            }
        }
        let mut rng = rng(1);
        for _ in 0..200 {
            let mut share = [0; 32];
            rng.fill_bytes(&mut share);
            let secret = StaticSecret::from([0x42; 32]);
            assert_eq!(
                !has_low_order(&share),
                secret.diffie_hellman(&Share::from(share)).was_contributory()
            );
        }
    }

    #[test]
    fn a_key_of_low_order_is_refused() {
        let mut bytes = *PrivateKey::from_seed(&Secret::from_bytes([3; 32]))
            .public_key()
            .as_bytes();
        assert!(PublicKey::parse(&bytes).is_ok());
        bytes[1184..].fill(0);
        assert!(PublicKey::parse(&bytes).is_err());
    }

    #[test]
    fn an_encapsulation_of_low_order_is_refused_although_it_would_open() {
        let key = PrivateKey::from_seed(&Secret::from_bytes([3; 32]));
        let (enc, sealed) = seal(&key.public_key(), b"i", b"", b"secret", &mut rng(2));
        assert_eq!(
            open(&key, b"i", b"", &enc, &sealed).unwrap().as_slice(),
            b"secret"
        );
        let mut low = enc;
        low[1088..].fill(0);
        assert_eq!(open(&key, b"i", b"", &low, &sealed), Err(Refused));
        assert!(check_enc(&low).is_err());
        assert!(check_enc(&enc[1..]).is_err());
    }
}
