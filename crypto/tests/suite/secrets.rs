//! No secret is ever printed: the `Debug` of everything that holds one shows none of its bytes.

use std::{collections::BTreeMap, fmt::Debug};

use crypto::{
    BlobKey, EpochKey, KDec, KLocal, KSig, Kek, PartKey, Secret, Umk, UnlockKey,
    age::{FileOpener, FileSealer, Identity, foreign::AnyIdentity},
    at_rest::ChunkKey,
    hazmat::{stream, xwing},
    keys::keyring::{DecKeyring, Escrow, LogPin, Profile, ServerPin, SigKeyring},
    message,
    opaque::{KsfProfile, ServerSetup, login_start, register_start},
    part::{PartOpener, PartSealer},
    sign::SigningKey,
};

use super::{
    support::{hex, rng},
    test,
    world::World,
};

/// A byte that is in no type's name, as text, as a number, in hex and in base64.
const SECRET: [u8; 32] = [0xd7; 32];

fn assert_says_nothing(value: &impl Debug, secret: &[u8]) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(printed.len() < 400, "{printed}");
        let numbers = printed.split(|c: char| !c.is_ascii_alphanumeric());
        let listed = numbers
            .filter(|word| word.parse::<u8>().is_ok() || *word == "d7" || *word == "0xd7")
            .count();
        assert!(listed < 4, "{printed}");
        assert!(!printed.to_lowercase().contains(&hex(&secret[..4])), "{printed}");
        assert!(!printed.contains("19fX"), "{printed}");
    }
}

#[test]
fn keys_say_their_names_only() {
    assert_says_nothing(&Secret::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&Kek::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&Umk::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&KDec::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&KSig::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&KLocal::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&PartKey::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&BlobKey::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&EpochKey::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&UnlockKey::from_bytes(SECRET), &SECRET);
    assert_says_nothing(&[Some(Kek::from_bytes(SECRET))], &SECRET);
    let secret = Secret::from_bytes(SECRET);
    assert_says_nothing(&SigningKey::from_seed(&secret), &SECRET);
    assert_says_nothing(&Identity::from_seed(&secret), &SECRET);
    assert_says_nothing(&AnyIdentity::X25519(secret.clone()), &SECRET);
    assert_says_nothing(&AnyIdentity::XWing(Identity::from_seed(&secret)), &SECRET);
    assert_says_nothing(&xwing::PrivateKey::from_seed(&secret), &SECRET);
}

#[test]
fn what_seals_and_opens_says_no_key_and_no_plaintext() {
    let secret = Secret::from_bytes(SECRET);
    let (part_key, nonce) = (PartKey::from_bytes(SECRET), [0; 16]);
    assert_says_nothing(&stream::StreamKey::new(&secret), &SECRET);
    assert_says_nothing(&ChunkKey::derive(&BlobKey::from_bytes(SECRET), &nonce), &SECRET);
    let mut sealer = stream::Sealer::new(&secret);
    sealer.update_into(&SECRET, &mut Vec::new()).unwrap();
    assert_says_nothing(&sealer, &SECRET);
    assert_says_nothing(&stream::Opener::new(&secret), &SECRET);
    let mut sealer = PartSealer::new(&part_key, nonce, 100);
    sealer.update(&SECRET).unwrap();
    assert_says_nothing(&sealer, &SECRET);
    assert_says_nothing(&PartOpener::new(&part_key, 1, 1056, &[0; 32]), &SECRET);
    let identities = [AnyIdentity::X25519(secret.clone())];
    assert_says_nothing(&FileOpener::new(&identities), &SECRET);
    let mut sealer = FileSealer::new(&[Identity::from_seed(&secret).recipient()], &mut rng(1));
    sealer.update(&SECRET).unwrap();
    assert_says_nothing(&sealer, &SECRET);
}

#[test]
fn keyrings_say_their_version_only() {
    let seeds = BTreeMap::from([(0, Secret::from_bytes(SECRET))]);
    let groups = BTreeMap::from([([1; 16], seeds.clone())]);
    assert_says_nothing(
        &DecKeyring {
            ver: 1,
            seeds: seeds.clone(),
            groups,
        },
        &SECRET,
    );
    let keyring = SigKeyring {
        ver: 1,
        dec_ver: 1,
        local_ver: 1,
        sign_seeds: seeds,
        min_suite: 1,
        server: ServerPin {
            sig_pk: [0; 32],
            log_vkey: None,
        },
        kt: LogPin::default(),
        audit: LogPin::default(),
        own_records: Vec::new(),
        contacts: BTreeMap::new(),
        escrow: Escrow::default(),
        k_local_old: vec![KLocal::from_bytes(SECRET)],
        profile: Profile::default(),
    };
    assert_says_nothing(&keyring, &SECRET);
}

#[test]
fn logins_say_their_names_only() {
    let mut rng = rng(1);
    let setup = ServerSetup::make(&mut rng);
    assert_says_nothing(&setup, &setup.to_bytes());
    let (registration, request) = register_start(&SECRET, &mut rng);
    assert_says_nothing(&registration, &SECRET);
    let response = setup.register(&request, &[1; 16]).unwrap();
    let done = registration
        .finish(&SECRET, &response, &[1; 16], "h", KsfProfile::One, &mut rng)
        .unwrap();
    assert_says_nothing(&done, done.export_key.expose());
    let (login, ke1) = login_start(&SECRET, &mut rng);
    assert_says_nothing(&login, &SECRET);
    let (server, ke2) = setup
        .login_start(Some(&done.upload), &ke1, &[1; 16], "h", KsfProfile::One, &mut rng)
        .unwrap();
    assert_says_nothing(&server, &ke2);
    let done = login
        .finish(&SECRET, &ke2, &[1; 16], "h", KsfProfile::One, &mut rng)
        .unwrap();
    assert_says_nothing(&done, done.session_key.expose());
}

#[test]
fn letters_do_not_say_what_is_in_them() {
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.salt = Secret::from_bytes(SECRET);
    assert_eq!(format!("{manifest:?}"), "Manifest { .. }");
    for part in &manifest.parts {
        assert!(!format!("{part:?}").contains("Hej"));
    }
    let plaintext = message::encode(&manifest.to_bytes(), &world.anna.signer).unwrap();
    let decoded = format!("{:?}", message::decode(&plaintext).unwrap());
    assert!(!decoded.contains("manifest") && !decoded.contains("frågor"));
    let letter = world.open(&world.bjorn, &world.letter().send()).unwrap();
    assert!(!format!("{letter:?}").contains("frågor"));
    assert!(!format!("{:?}", manifest.to).contains("example.org"));
}
