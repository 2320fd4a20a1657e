//! Wycheproof, against the very primitives that the crate calls: catches a wrong feature or strictness flag.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use crypto::hazmat::{kdf, xwing};
use ed25519_dalek::{Signature, VerifyingKey};
use wycheproof::{TestResult, aead, eddsa, hkdf, mac, xdh};
use x25519_dalek::{PublicKey, StaticSecret};

use super::test;

#[test]
fn x25519() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let (mut count, mut low_order) = (0, 0);
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(public) = <[u8; 32]>::try_from(case.public_key.as_slice()) else {
            assert_eq!(case.result, TestResult::Invalid);
            continue;
        };
        let secret = StaticSecret::from(<[u8; 32]>::try_from(case.private_key.as_slice()).unwrap());
        let shared = secret.diffie_hellman(&PublicKey::from(public));
        assert_eq!(
            shared.as_bytes().as_slice(),
            case.shared_secret.as_slice(),
            "{}",
            case.tc_id
        );
        // Ours on top: a share is refused if and only if nothing came of it.
        assert_eq!(
            xwing::has_low_order(&public),
            !shared.was_contributory(),
            "{}",
            case.tc_id
        );
        low_order += usize::from(!shared.was_contributory());
        count += 1;
    }
    assert!(count > 500 && low_order > 0);
}

#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        let key = VerifyingKey::try_from(group.key.pk.as_slice()).unwrap();
        for case in &group.tests {
            let verified =
                Signature::from_slice(&case.sig).and_then(|sig| key.verify_strict(&case.msg, &sig));
            assert_eq!(
                verified.is_ok(),
                case.result == TestResult::Valid,
                "{}",
                case.tc_id
            );
            count += 1;
        }
    }
    assert!(count > 140);
}

#[test]
fn chacha20_poly1305() {
    let set = aead::TestSet::load(aead::TestName::ChaCha20Poly1305).unwrap();
    let mut count = 0;
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(nonce) = <[u8; 12]>::try_from(case.nonce.as_slice()) else {
            assert_eq!(case.result, TestResult::Invalid);
            continue;
        };
        let cipher = ChaCha20Poly1305::new_from_slice(&case.key).unwrap();
        let sealed = [case.ct.as_slice(), case.tag.as_slice()].concat();
        let opened = cipher.decrypt(
            &nonce.into(),
            Payload {
                msg: &sealed,
                aad: &case.aad,
            },
        );
        match case.result {
            TestResult::Valid => {
                assert_eq!(opened.unwrap(), case.pt.as_slice(), "{}", case.tc_id);
                let made = cipher
                    .encrypt(
                        &nonce.into(),
                        Payload {
                            msg: &case.pt,
                            aad: &case.aad,
                        },
                    )
                    .unwrap();
                assert_eq!(made, sealed, "{}", case.tc_id);
            }
            _ => assert!(opened.is_err(), "{}", case.tc_id),
        }
        count += 1;
    }
    assert!(count > 300);
}

#[test]
fn hkdf_sha256() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let mut count = 0;
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut out = vec![0; case.size];
        let derived = kdf::hkdf_into(&case.ikm, &case.salt, &[&case.info], &mut out);
        match case.result {
            TestResult::Valid => assert!(derived.is_ok() && out == case.okm.as_slice(), "{}", case.tc_id),
            _ => assert!(derived.is_err(), "{}", case.tc_id),
        }
        count += 1;
    }
    assert!(count > 80);
}

#[test]
fn hmac_sha256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut count, mut short) = (0, 0);
    for group in &set.test_groups {
        for case in &group.tests {
            let tag = kdf::hmac_sha256(&case.key, &[&case.msg]);
            let same = tag[..group.tag_size / 8] == *case.tag.as_slice();
            assert_eq!(same, case.result == TestResult::Valid, "{}", case.tc_id);
            // Ours on top: only whole tags verify.
            let verified = kdf::hmac_sha256_verify(&case.key, &[&case.msg], &case.tag).is_ok();
            assert_eq!(verified, same && group.tag_size == 256, "{}", case.tc_id);
            short += usize::from(group.tag_size < 256);
            count += 1;
        }
    }
    assert!(count > 170 && short > 0);
}
