//! Public keys of authenticators, as COSE writes them (RFC 9052 section 7, RFC 9053), and signatures under them. ES256, EdDSA
//! and RS256: what telephones, keys on a chain and older Windows computers have.

use super::Refused;
use ciborium::Value;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256};
use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};

pub(super) const ES256: i64 = -7;
pub(super) const EDDSA: i64 = -8;
pub(super) const RS256: i64 = -257;

const KTY: i64 = 1;
const ALG: i64 = 3;
/// Of elliptic curves: the curve, and coordinates.
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
/// Of RSA: modulus and exponent.
const N: i64 = -1;
const E: i64 = -2;

const KTY_OKP: i64 = 1;
const KTY_EC2: i64 = 2;
const KTY_RSA: i64 = 3;
const CRV_P256: i64 = 1;
const CRV_ED25519: i64 = 6;

const REFUSED: Refused = Refused("public key");

#[derive(Debug)]
pub(super) enum PublicKey {
    /// An uncompressed point (SEC 1 section 2.3.3).
    Es256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a COSE_Key. Whether it is a point of its curve shows when it is used.
    pub(super) fn parse(cose: &[u8]) -> Result<Self, Refused> {
        let mut rest = cose;
        let key: Value = ciborium::from_reader(&mut rest).map_err(|_| REFUSED)?;
        if !rest.is_empty() {
            return Err(REFUSED);
        }
        let number = |label: i64| find(&key, label).and_then(number_of).ok_or(REFUSED);
        let bytes = |label: i64| find(&key, label).and_then(Value::as_bytes).ok_or(REFUSED);
        let coordinate =
            |label: i64| bytes(label).and_then(|at| (at.len() == 32).then_some(at).ok_or(REFUSED));
        match (number(KTY)?, number(ALG)?) {
            (KTY_EC2, ES256) if number(CRV)? == CRV_P256 => {
                Ok(Self::Es256([&[4][..], coordinate(X)?, coordinate(Y)?].concat()))
            }
            (KTY_OKP, EDDSA) if number(CRV)? == CRV_ED25519 => Ok(Self::Ed25519(coordinate(X)?.clone())),
            (KTY_RSA, RS256) => Ok(Self::Rs256 {
                n: bytes(N)?.clone(),
                e: bytes(E)?.clone(),
            }),
            _ => Err(REFUSED),
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let verified = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256 { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        verified.map_err(|_| Refused("signature"))
    }
}

/// What a map has under a label.
pub(super) fn find(map: &Value, label: impl Into<Value>) -> Option<&Value> {
    let label = label.into();
    let (_, value) = map.as_map()?.iter().find(|(key, _)| *key == label)?;
    Some(value)
}

fn number_of(value: &Value) -> Option<i64> {
    value.as_integer()?.try_into().ok()
}
