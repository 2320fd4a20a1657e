//! Keys and signatures that OpenSSL made, and what no authenticator would say.

use super::authenticator::AuthenticatorData;
use super::cose::PublicKey;
use super::{Assertion, Refused, Registration, RelyingParty};
use api::Bytes;
use ciborium::Value;
use crypto::sha256;

const MESSAGE: &[u8] = b"a message that was signed";

/// P-256: x and y, and a signature with SHA-256.
const P256: &str = "HGEw3j9XxRdKwVv0a3fXkXg-THCuYfqHK-M7jmMfZn6Ip64L31pwrMHVW4jX6jJl7xeSKnVHYNdirxkZnKO26w";
const P256_SIGNATURE: &str =
    "MEUCIH-pLxO5yvyr9c-lKdwJSCmJ9IjISmff_tkvgiNq0gxuAiEA8xGEYvT4QAWwcjnc5zxo8Q2DZubwvZ7H36rsDc65gRM";

/// Ed25519.
const ED25519: &str = "h5pVMcrDKvaLYHRHyNds7MULMvemyj4TghX3ZDEl1TM";
const ED25519_SIGNATURE: &str =
    "3FjaEisrTA31nUnm7L8zitq6UFuWiNLHb8mYbvXPuoZ-nG98hQDz-lfKFBVW0K47OYlV4TbAfANCgdr-mog3Cw";

/// RSA of 2048 bits with exponent 65537: the modulus, and a signature by PKCS #1 v1.5 with SHA-256.
const RSA: &str = "qP4-bOcI5ihoXzFuq_fOOV6hA2hrQ3KjJ972bVq-9RvuecmAy1UDPrNDsamidG5TlRB9Ad43gC7fuvmmZOpLGcajqVEqLwTh\
     J2856zomvNQkw96H5XlSlA6IxT_JBAcItPPlQ5ODWSvG_BgEOWtU7_RnGWEp7b0SJD1tD1gmmUMW0dlBCH1kSFpG-Hw4Czpt\
     7ujVJ3okxL6hur38OVk8weCfWLAx8-apOszOaTAZG5rKSzL-OOPpU08hMc5g3BgNhyBbFsPHzbXwhJZ9PaEiPXwtD6dhOYm0\
     GbWAKn_AQ-DPjoYufz0-cnxQ4cTa4tq8PlkfBrwOgt8TwdL21m7F4w";
const RSA_SIGNATURE: &str = "nq8vUSfyWZgsDZJdNnIDfc7V6p527LBMKOTiK4jzJGLyP28CCtGt-YX7UWDxHXBxAVgPb5PQoKOhL2ICYkElTPZ-cEJFIVY6\
     cxD11GWnSzsHgvwV3WW85L3cK0ppyFlnlNwOHHKrq39hU-ijMslr_Cm_KFLmSxT83eFXwGjD4GHdtK_Ht1Er61uI3T4aPa63\
     XPX4NqVxqFavvAcEnNSOgCVM1tzzEskq98KiyxGjfUnYwpfUku-QMlqAHjEjI-96Y6iZPSJ-TvqaYwmroUt5ZeqLJHkK4RXX\
     JldMw7fKZCvUQu7hD4A9gPYQU3s5YB2-bE6jAzm_lH11DbycsAb_KA";

const PARTY: RelyingParty<'_> = RelyingParty {
    id: "post.example.org",
    origin: "https://post.example.org",
};

fn bytes(text: &str) -> Vec<u8> {
    Bytes::from_text(text).unwrap().0
}

fn number(n: i64) -> Value {
    Value::Integer(n.into())
}

fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn cose(entries: &[(i64, Value)]) -> Vec<u8> {
    let entries = entries
        .iter()
        .map(|(label, value)| (number(*label), value.clone()));
    encode(&Value::Map(entries.collect()))
}

fn p256() -> Vec<(i64, Value)> {
    let point = bytes(P256);
    let coordinate = |at: &[u8]| Value::Bytes(at.to_vec());
    vec![
        (1, number(2)),
        (3, number(-7)),
        (-1, number(1)),
        (-2, coordinate(&point[..32])),
        (-3, coordinate(&point[32..])),
    ]
}

fn ed25519() -> Vec<(i64, Value)> {
    let x = Value::Bytes(bytes(ED25519));
    vec![(1, number(1)), (3, number(-8)), (-1, number(6)), (-2, x)]
}

fn rsa() -> Vec<(i64, Value)> {
    let (n, e) = (Value::Bytes(bytes(RSA)), Value::Bytes(vec![1, 0, 1]));
    vec![(1, number(3)), (3, number(-257)), (-1, n), (-2, e)]
}

#[test]
fn signatures_of_all_three_kinds_of_key_are_verified() {
    for (key, signature) in [
        (p256(), P256_SIGNATURE),
        (ed25519(), ED25519_SIGNATURE),
        (rsa(), RSA_SIGNATURE),
    ] {
        let (key, mut signature) = (PublicKey::parse(&cose(&key)).unwrap(), bytes(signature));
        assert_eq!(key.verify(MESSAGE, &signature), Ok(()));
        assert_eq!(
            key.verify(b"another message", &signature),
            Err(Refused("signature"))
        );
        let last = signature.len() - 1;
        signature[last] ^= 1;
        assert_eq!(key.verify(MESSAGE, &signature), Err(Refused("signature")));
        assert_eq!(key.verify(MESSAGE, &[]), Err(Refused("signature")));
    }
}

#[test]
fn a_key_of_another_form_is_refused() {
    for key in [p256(), ed25519(), rsa()] {
        for left_out in 0..key.len() {
            let mut key = key.clone();
            key.remove(left_out);
            assert!(PublicKey::parse(&cose(&key)).is_err());
        }
        let trailing = [cose(&key), vec![0]].concat();
        assert!(PublicKey::parse(&trailing).is_err());
    }
    let changed = |label: i64, value: Value| {
        let mut key = p256();
        key.iter_mut().find(|(at, _)| *at == label).unwrap().1 = value;
        PublicKey::parse(&cose(&key)).is_err()
    };
    assert!(changed(1, number(1)), "another type");
    assert!(changed(3, number(-35)), "another algorithm");
    assert!(changed(3, number(-8)), "the algorithm of another type");
    assert!(changed(-1, number(2)), "another curve");
    assert!(changed(-2, Value::Bytes(vec![1; 33])), "a longer coordinate");
    assert!(changed(-3, Value::Bool(true)), "a compressed point");
}

fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
    [&sha256(b"post.example.org")[..], &[flags, 0, 0, 0, 9], rest].concat()
}

fn check(flags: u8) -> Result<(), Refused> {
    AuthenticatorData::parse(&data(flags, &[]))?.check(&PARTY)
}

#[test]
fn only_a_person_who_was_verified_counts() {
    assert_eq!(check(0b101), Ok(()));
    assert_eq!(check(0b001), Err(Refused("user verification")));
    assert_eq!(check(0b100), Err(Refused("user verification")));
    assert_eq!(check(0b1_1101), Ok(()), "a key that is kept elsewhere too");
    assert!(check(0b1_0101).is_err(), "kept elsewhere and not to be");
    let elsewhere = RelyingParty {
        id: "example.org",
        ..PARTY
    };
    let data = AuthenticatorData::parse(&data(0b101, &[])).unwrap();
    assert_eq!(data.check(&elsewhere), Err(Refused("relying party")));
    assert_eq!(data.counter, 9);
}

#[test]
fn authenticator_data_is_read_to_its_end_and_no_further() {
    let key = cose(&p256());
    let id = |len: u16| [&[0; 16], &len.to_be_bytes()[..], &vec![7; len.into()]].concat();
    let attested = data(0x45, &[id(32), key.clone()].concat());
    let parsed = AuthenticatorData::parse(&attested).unwrap().attested.unwrap();
    assert_eq!(
        (parsed.credential_id, parsed.public_key),
        (vec![7; 32], key.clone())
    );
    for len in 0..attested.len() {
        assert!(AuthenticatorData::parse(&attested[..len]).is_err(), "{len}");
    }
    let extensions = encode(&Value::Map(vec![(Value::Text("x".into()), Value::Bool(true))]));
    let extended = data(0xc5, &[id(32), key.clone(), extensions].concat());
    assert!(AuthenticatorData::parse(&extended).is_ok());
    for (rest, what) in [
        ([id(32), key.clone(), vec![0]].concat(), "trailing"),
        ([id(0), key.clone()].concat(), "no credential id"),
        ([id(1024), key].concat(), "a credential id that is too long"),
    ] {
        assert!(AuthenticatorData::parse(&data(0x45, &rest)).is_err(), "{what}");
    }
}

/// Arrays of arrays, and lengths that nobody sent.
#[test]
fn hostile_cbor_is_refused() {
    for bytes in [
        vec![0x81; 10_000],
        vec![0xa1; 10_000],
        vec![0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ] {
        assert!(PublicKey::parse(&bytes).is_err());
        assert!(AuthenticatorData::parse(&data(0x85, &bytes)).is_err());
    }
}

#[test]
fn what_a_browser_says_has_one_form() {
    let client_data =
        Bytes(br#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://post.example.org"}"#.to_vec());
    let good = format!(
        r#"{{"id":"AA","rawId":"AA","type":"public-key","authenticatorAttachment":null,"clientExtensionResults":{{}},
        "response":{{"clientDataJSON":"{}","authenticatorData":"AA","signature":"AA","userHandle":null}}}}"#,
        client_data.to_text()
    );
    assert_eq!(Assertion::parse(&good).unwrap().credential_id(), [0]);
    for (from, to) in [
        ("public-key", "password"),
        (r#""rawId":"AA""#, r#""rawId":"AB""#),
        ("signature", "sign"),
        (r#"clientDataJSON":""#, r#"clientDataJSON":"AAAA"#),
    ] {
        assert!(Assertion::parse(&good.replace(from, to)).is_err(), "{to}");
    }
    let long = format!(r#""id":"{}""#, "A".repeat(20_000));
    assert!(Assertion::parse(&good.replace(r#""id":"AA""#, &long)).is_err());
    assert!(Registration::parse(&good).is_err());
    for json in ["", "null", "[]", "{}"] {
        assert!(Assertion::parse(json).is_err() && Registration::parse(json).is_err());
    }
}
