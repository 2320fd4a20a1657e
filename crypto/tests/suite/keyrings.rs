//! Keyrings: for one owner and one version, strict, and with no seed that is nobody's.

use std::collections::BTreeMap;

use crypto::{
    KDec, KSig, Secret,
    age::Identity,
    hazmat::box1,
    keys::{
        check_seeds,
        keyring::{Contact, DecKeyring, Escrow, LogPin, Profile, ServerPin, SigKeyring, TooLarge},
    },
    record::{Kind, SignedRecord, VerifiedRecord},
    sign::SigningKey,
};

use super::{
    support::{flips, rng},
    test,
};

const USER: [u8; 16] = [1; 16];

fn dec() -> DecKeyring {
    let seed = |n: u8| Secret::from_bytes([n; 32]);
    DecKeyring {
        ver: 7,
        seeds: BTreeMap::from([(0, seed(10)), (1, seed(11))]),
        groups: BTreeMap::from([([5; 16], BTreeMap::from([(3, seed(12))]))]),
    }
}

fn record(subject: u8, epoch: u32, seed: u8) -> VerifiedRecord {
    let signer = SigningKey::make(&mut rng(1));
    let recipient = Identity::from_seed(&Secret::from_bytes([seed; 32])).recipient();
    let first = SignedRecord::make_first(Kind::Person, "a@b", &[subject; 16], &signer, &recipient, 1, 2);
    let mut record = first.verify_first().unwrap().record().clone();
    record.epoch = epoch;
    record.prev = if epoch == 0 { [0; 32] } else { [1; 32] };
    let prev = (epoch > 0).then_some(&signer);
    SignedRecord::sign(&record, &signer, prev).verify_alone().unwrap()
}

fn sig() -> SigKeyring {
    let signer = SigningKey::make(&mut rng(1));
    let recipient = Identity::make(&mut rng(1)).recipient();
    let contact = Contact {
        rec_hash: [3; 32],
        epoch: 2,
        verified: true,
        first_size: 0,
        name: Some("Björn".into()),
    };
    SigKeyring {
        ver: 9,
        dec_ver: 7,
        local_ver: 3,
        sign_seeds: BTreeMap::from([(0, signer.seed())]),
        min_suite: 1,
        server: ServerPin {
            sig_pk: [4; 32],
            log_vkey: None,
        },
        kt: LogPin {
            frontier: vec![[1; 32], [2; 32]],
            ..LogPin::default()
        },
        audit: LogPin::default(),
        own_records: vec![SignedRecord::make_first(
            Kind::Person,
            "a@b",
            &[1; 16],
            &signer,
            &recipient,
            1,
            2,
        )],
        contacts: BTreeMap::from([("björn@example.org".to_owned(), contact)]),
        escrow: Escrow {
            org_fp: Some([6; 32]),
        },
        k_local_old: vec![crypto::KLocal::from_bytes([8; 32])],
        profile: Profile {
            name: Some("Anna".into()),
            withholds_receipts: true,
        },
    }
}

#[test]
fn a_keyring_opens_for_its_owner_and_version_only() {
    let mut rng = rng(1);
    let (k_dec, k_sig) = (KDec::make(&mut rng), KSig::make(&mut rng));
    let sealed = dec().seal(&k_dec, &USER, &mut rng).unwrap();
    assert_eq!(DecKeyring::open(&k_dec, &USER, 7, &sealed), Ok(dec()));
    assert!(DecKeyring::open(&k_dec, &USER, 6, &sealed).is_err());
    assert!(DecKeyring::open(&k_dec, &[2; 16], 7, &sealed).is_err());
    assert!(DecKeyring::open(&KDec::make(&mut rng), &USER, 7, &sealed).is_err());
    let sealed = sig().seal(&k_sig, &USER, &mut rng).unwrap();
    assert_eq!(SigKeyring::open(&k_sig, &USER, 9, &sealed), Ok(sig()));
    assert!(SigKeyring::open(&k_sig, &USER, 10, &sealed).is_err());
}

#[test]
fn a_keyring_from_before_the_audit_log_opens_with_no_head_of_it() {
    let key = KSig::from_bytes([1; 32]);
    let mut json = serde_json::to_value(sig()).unwrap();
    json.as_object_mut().unwrap().remove("audit");
    let aad = [&USER[..], &9_u64.to_be_bytes()].concat();
    let sealed = box1::seal(
        key.expose(),
        "keyring/sig",
        &aad,
        json.to_string().as_bytes(),
        &mut rng(1),
    );
    let opened = SigKeyring::open(&key, &USER, 9, &sealed).unwrap();
    assert_eq!(opened.audit.head(), None);
    let mut long = sig();
    long.audit.frontier = vec![[0; 32]; 65];
    let sealed = long.seal(&key, &USER, &mut rng(1)).unwrap();
    assert!(SigKeyring::open(&key, &USER, 9, &sealed).is_err());
}

#[test]
fn the_version_inside_is_the_version_outside() {
    let key = KDec::from_bytes([1; 32]);
    let json = serde_json::to_vec(&dec()).unwrap();
    let seal = |ver: u64| {
        let aad = [&USER[..], &ver.to_be_bytes()].concat();
        box1::seal(key.expose(), "keyring/dec", &aad, &json, &mut rng(1))
    };
    assert!(DecKeyring::open(&key, &USER, 7, &seal(7)).is_ok());
    assert!(DecKeyring::open(&key, &USER, 8, &seal(8)).is_err());
}

#[test]
fn json_inside_is_strict() {
    let key = KDec::from_bytes([1; 32]);
    let json = serde_json::to_string(&dec()).unwrap();
    let open = |json: &str| {
        let aad = [&USER[..], &7u64.to_be_bytes()].concat();
        let sealed = box1::seal(key.expose(), "keyring/dec", &aad, json.as_bytes(), &mut rng(1));
        DecKeyring::open(&key, &USER, 7, &sealed)
    };
    assert_eq!(open(&json), Ok(dec()));
    assert!(open(&json.replacen(r#""ver":7"#, r#""ver":7,"ver":7"#, 1)).is_err());
    assert!(
        open(&json.replacen(r#""epoch":0"#, r#""epoch":1"#, 1)).is_err(),
        "not ascending"
    );
    assert!(open(&json.replacen(r#""epoch":0"#, r#""epoch":0.0"#, 1)).is_err());
    assert!(open(&format!("{json} x")).is_err());
}

#[test]
fn any_flipped_bit_of_the_box_is_refused() {
    let key = KDec::from_bytes([1; 32]);
    let sealed = dec().seal(&key, &USER, &mut rng(1)).unwrap();
    for (bit, flipped) in flips(&sealed) {
        assert!(DecKeyring::open(&key, &USER, 7, &flipped).is_err(), "{bit}");
    }
}

#[test]
fn a_keyring_over_a_mebibyte_is_not_sealed() {
    let mut large = sig();
    let contact = large.contacts.values().next().unwrap().clone();
    for n in 0..20_000 {
        large.contacts.insert(format!("{n}@example.org"), contact.clone());
    }
    assert_eq!(
        large.seal(&KSig::from_bytes([1; 32]), &USER, &mut rng(1)),
        Err(TooLarge)
    );
}

#[test]
fn a_seed_that_is_nobodys_is_found() {
    let records = [record(1, 0, 10), record(1, 1, 11), record(5, 3, 12)];
    assert!(check_seeds(&dec(), &records).is_ok());
    for missing in 0..3 {
        let mut fewer = records.to_vec();
        fewer.remove(missing);
        assert!(check_seeds(&dec(), &fewer).is_err(), "{missing}");
    }
    // The right key at another epoch, and a group's key under another group.
    assert!(check_seeds(&dec(), &[record(1, 0, 11), record(1, 1, 10), record(5, 3, 12)]).is_err());
    assert!(check_seeds(&dec(), &[record(1, 0, 10), record(1, 1, 11), record(6, 3, 12)]).is_err());
}
