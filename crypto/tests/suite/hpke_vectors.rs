//! HPKE with X-Wing and X-Wing itself, by the vectors of their drafts.

use crypto::{Secret, age::Identity, hazmat::xwing};
use serde_json::Value;
use x_wing::{Decapsulate, DecapsulationKey, Decapsulator, KeyExport};

use super::{
    support::{Script, array, bytes, hex, text, unhex},
    test,
};

#[test]
fn hpke_with_xwing() {
    let suites: Vec<Value> = serde_json::from_str(include_str!("../data/hpke-pq-xwing.json")).unwrap();
    let mut count = 0;
    for v in suites.iter().filter(|v| {
        (v["kem_id"].as_u64(), v["kdf_id"].as_u64(), v["aead_id"].as_u64())
            == (Some(0x647a), Some(1), Some(3))
    }) {
        assert_eq!(v["mode"], 0);
        let key = xwing::PrivateKey::from_seed(&Secret::from_bytes(array(v, "skRm")));
        assert_eq!(hex(key.public_key().as_bytes()), text(v, "pkRm"));
        let (info, first) = (bytes(v, "info"), &v["encryptions"][0]);
        let (aad, pt, ct) = (bytes(first, "aad"), bytes(first, "pt"), bytes(first, "ct"));
        let opened = xwing::open(&key, &info, &aad, &bytes(v, "enc"), &ct).unwrap();
        assert_eq!(*opened, pt);
        // The sender's side too: the randomness of the encapsulation is all it draws.
        let public = xwing::PublicKey::parse(&bytes(v, "pkRm")).unwrap();
        let (enc, sealed) = xwing::seal(&public, &info, &aad, &pt, &mut Script::new(&[&bytes(v, "ikmE")]));
        assert_eq!((hex(enc), hex(sealed)), (text(v, "enc").to_owned(), hex(ct)));
        count += 1;
    }
    assert_eq!(count, 1);
}

#[test]
fn xwing_kem() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../data/xwing.json")).unwrap();
    assert_eq!(vectors.len(), 3);
    for v in vectors {
        let seed: [u8; 32] = array(&v, "seed");
        let key = DecapsulationKey::from(seed);
        assert_eq!(hex(key.encapsulation_key().to_bytes()), text(&v, "pk"));
        let eseed: [u8; 64] = array(&v, "eseed");
        let (ct, ss) = key.encapsulation_key().encapsulate_deterministic(&eseed.into());
        assert_eq!(
            (hex(ct), hex(ss)),
            (text(&v, "ct").to_owned(), text(&v, "ss").to_owned())
        );
        let ct: [u8; 1120] = unhex(text(&v, "ct")).try_into().unwrap();
        assert_eq!(hex(key.decapsulate(&ct.into())), text(&v, "ss"));
        // Our identities are these keys.
        let identity = Identity::from_seed(&Secret::from_bytes(seed));
        assert_eq!(hex(identity.recipient().as_bytes()), text(&v, "pk"));
    }
}
