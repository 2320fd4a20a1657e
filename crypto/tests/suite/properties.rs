//! Properties over random inputs from a fixed seed.

use crypto::{
    BlobKey, EpochKey, KDec, KLocal, KSig, Kek, Secret, Umk, UnlockKey, address,
    age::{self, Identity},
    amend::Amend,
    at_rest,
    at_rest::slot,
    checks,
    hazmat::{box1, stream},
    manifest::Manifest,
    message, padme,
    receipt::{Promise, Receipt, ReceiptKind},
    record::KeyRecord,
    recovery, session,
    sign::{Signature, SigningKey},
    submission::Submission,
    work::{self, Purpose, Solver, Terms},
};
use proptest::{prelude::*, test_runner::RngSeed};

use super::{
    lengths::{EDGES, KINDS, plaintext},
    support::{flips, rng},
    test,
    world::World,
};

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn whatever_is_sealed_opens_around_every_edge(
        kind in 0..KINDS.len(),
        edge in 0..EDGES.len(),
        offset in 0usize..40,
        seal_piece in 500usize..150_000,
        open_piece in 500usize..150_000,
    ) {
        let len = (EDGES[edge] + offset).saturating_sub(20);
        let kind = &KINDS[kind];
        let sealed = (kind.seal)(&plaintext(len), seal_piece);
        prop_assert!((kind.open)(&sealed, len, open_piece) == (plaintext(len), true), "{} {len}", kind.name);
    }

    #[test]
    fn any_flipped_bit_of_anything_sealed_is_refused(
        kind in 0..KINDS.len(), edge in 0..EDGES.len(), at in any::<prop::sample::Index>(), bit in 0..8,
    ) {
        let (kind, len) = (&KINDS[kind], EDGES[edge]);
        let mut sealed = (kind.seal)(&plaintext(len), 65_536);
        let at = at.index(sealed.len());
        sealed[at] ^= 1u8 << bit;
        let (out, whole) = (kind.open)(&sealed, len, 65_536);
        prop_assert!(!whole, "{} {len} {at}", kind.name);
        prop_assert!(plaintext(len).starts_with(&out), "{} {len} {at}", kind.name);
    }
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn padme_is_monotone_and_at_least_the_length(a in any::<u64>(), b in any::<u64>(), shift in 0..64u32) {
        let (a, b) = ((a >> shift).min(b >> shift), (a >> shift).max(b >> shift));
        prop_assert!(padme::padded_len(a) <= padme::padded_len(b));
        prop_assert!(padme::padded_len(a) >= a);
        prop_assert_eq!(padme::padded_len(padme::padded_len(a)), padme::padded_len(a));
    }

    #[test]
    fn lengths_of_streams_are_invertible(len in 0..u64::MAX / 2) {
        prop_assert_eq!(stream::plaintext_len(stream::sealed_len(len)), Some(len));
        prop_assert_eq!(at_rest::e2e_len(at_rest::stored_len(len)), Some(len));
    }

    #[test]
    fn words_give_their_entropy_again_and_changed_ones_give_no_other_words(
        entropy in any::<[u8; 16]>(), at in 0..recovery::WORDS, to in any::<[u8; 16]>(), gap in "[ ,.0-9\\n]{1,3}",
    ) {
        let words = recovery::to_words(&Secret::from_bytes(entropy));
        prop_assert_eq!(recovery::read_words(&words.replace(' ', &gap)), Ok(Secret::from_bytes(entropy)));
        let other = recovery::to_words(&Secret::from_bytes(to));
        let mut changed: Vec<&str> = words.split(' ').collect();
        changed[at] = other.split(' ').nth(at).unwrap();
        if let Ok(read) = recovery::read_words(&changed.join(" ")) {
            prop_assert_eq!(&*recovery::to_words(&read), &changed.join(" "));
        }
    }

    #[test]
    fn whatever_is_typed_is_words_or_no_words(typed in "\\PC{0,80}") {
        if let Ok(entropy) = recovery::read_words(&typed) {
            prop_assert_eq!(recovery::read_words(&recovery::to_words(&entropy)), Ok(entropy));
        }
    }

    #[test]
    fn whatever_was_worked_for_holds_and_any_flipped_bit_of_its_challenge_is_refused(
        key in any::<[u8; 32]>(), subject in any::<[u8; 16]>(), what in "[a-z/]{0,40}", bits in 0..7u8,
        ends_ms in 1..u64::MAX, at in 0..work::CHALLENGE_LEN, bit in 0..8,
    ) {
        let (key, terms) = (Secret::from_bytes(key), Terms { bits, ends_ms });
        let purpose = Purpose { what: &what, subject: &subject };
        let challenge = work::challenge(&key, purpose, terms, &mut rng(1));
        let mut solver = Solver::new(&challenge).unwrap();
        let mut solution = None;
        while solution.is_none() {
            solution = solver.work(50);
        }
        let mut solution = solution.unwrap();
        prop_assert_eq!(work::verify(&key, purpose, &solution, ends_ms - 1).map(|solved| solved.terms), Ok(terms));
        prop_assert!(work::verify(&key, purpose, &solution, ends_ms).is_err());
        solution[at] ^= 1u8 << bit;
        prop_assert!(work::verify(&key, purpose, &solution, 0).is_err());
    }

    #[test]
    fn a_canonical_address_is_its_own(local in "\\PC{1,20}", domain in "[a-zåäöß0-9-]{1,10}\\.[a-z]{2,5}") {
        if let Ok(canonical) = address::canonical(&format!("{local}@{domain}")) {
            prop_assert_eq!(address::canonical(&canonical), Ok(canonical));
        }
    }

    #[test]
    fn parsers_take_any_bytes_and_accept_only_their_own(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(submission) = Submission::parse(&bytes) {
            prop_assert_eq!(submission.encode(), &bytes[..]);
        }
        if let Ok(amend) = Amend::parse(&bytes) {
            prop_assert_eq!(amend.encode(), &bytes[..]);
        }
        if let Ok(receipt) = Receipt::parse(&bytes) {
            prop_assert_eq!(receipt.encode(), &bytes[..]);
        }
        if let Ok(promise) = Promise::parse(&bytes) {
            prop_assert_eq!(promise.encode(), &bytes[..]);
        }
        if let Ok(record) = KeyRecord::parse(&bytes) {
            prop_assert_eq!(record.encode(), &bytes[..]);
        }
        let _ = (Manifest::parse(&bytes), message::decode(&bytes), age::check_delivery_shape(&bytes));
        let _ = checks::claimed_sender(&bytes);
        let purpose = Purpose { what: "", subject: &[1; 16] };
        prop_assert!(work::verify(&Secret::from_bytes([1; 32]), purpose, &bytes, 0).is_err());
        prop_assert!(Solver::new(&bytes).is_err() || bytes.len() == work::CHALLENGE_LEN);
    }
}

#[test]
fn any_flipped_bit_of_a_submission_is_refused() {
    let world = World::new();
    let mail = world.letter().send();
    let key = world.anna.signer.verifying_key();
    let signature = Signature::parse(&mail.submission_sig).unwrap();
    for (bit, submission) in flips(&mail.submission) {
        assert!(
            Submission::verify(&submission, &signature, &key).is_err(),
            "{bit}"
        );
        if bit % 29 == 0 {
            let mail = super::world::Mail {
                submission,
                ..mail.clone()
            };
            assert!(world.open(&world.bjorn, &mail).is_err(), "{bit}");
        }
    }
    for (bit, flipped) in flips(&mail.submission_sig) {
        let signature = Signature::parse(&flipped).unwrap();
        assert!(
            Submission::verify(&mail.submission, &signature, &key).is_err(),
            "{bit}"
        );
    }
}

#[test]
fn any_flipped_bit_of_an_envelope_is_refused() {
    let world = World::new();
    let mail = world.letter().send();
    let envelope = &mail.envelopes[&world.bjorn.mailbox];
    let identity = &world.bjorn.identities[&0];
    assert!(age::open_delivery(identity, envelope).is_ok());
    for at in 0..envelope.len() {
        let mut flipped = envelope.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(age::open_delivery(identity, &flipped).is_err(), "{at}");
    }
    for cut in (0..envelope.len()).step_by(7) {
        assert!(age::open_delivery(identity, &envelope[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn any_flipped_bit_of_a_receipt_or_promise_is_refused() {
    let world = World::new();
    let receipt = Receipt {
        kind: ReceiptKind::Opened,
        msg_id: [1; 16],
        envelope_sha256: [2; 32],
        manifest_sha256: [3; 32],
        opened: [4; 32],
        part_blob: [0; 16],
        delivery_mbox: [5; 16],
        reader_mbox: [5; 16],
        reader_addr: world.bjorn.addr.to_owned(),
        reader_epoch: 0,
        client_ms: 1,
        kt_size: 0,
        kt_root: [0; 32],
        audit_size: 0,
        audit_root: [0; 32],
        nonce: [6; 16],
    };
    let bytes = receipt.encode();
    let signature = Receipt::sign(&bytes, &world.bjorn.signer);
    let key = world.bjorn.signer.verifying_key();
    assert!(Receipt::verify(&bytes, &signature, &key).is_ok());
    for (bit, flipped) in flips(&bytes) {
        assert!(Receipt::verify(&flipped, &signature, &key).is_err(), "{bit}");
    }
    let mail = world.letter().send();
    let (key, signature) = (
        world.server.verifying_key(),
        Signature::parse(&mail.promise_sig).unwrap(),
    );
    for (bit, flipped) in flips(&mail.promise) {
        assert!(Promise::verify(&flipped, &signature, &key).is_err(), "{bit}");
    }
}

#[test]
fn any_flipped_bit_of_a_slot_is_refused() {
    let (epoch_key, key) = (EpochKey::from_bytes([1; 32]), BlobKey::from_bytes([2; 32]));
    let sealed = slot::seal(&epoch_key, 5, 42, &[3; 16], &key, &mut rng(1));
    for (bit, flipped) in flips(&sealed) {
        assert!(
            slot::open(&epoch_key, 5, 42, &[3; 16], &flipped).is_err(),
            "{bit}"
        );
    }
    assert!(slot::open(&epoch_key, 5, 42, &[3; 16], &sealed[..127]).is_err());
    assert!(slot::open(&epoch_key, 5, 42, &[3; 16], &[&sealed[..], &[0]].concat()).is_err());
    let header = slot::Header { epoch: 1, slots: 2 }.encode();
    for at in [0, 8, 11, 28, 100, 4095] {
        let mut bad = header.clone();
        bad[at] ^= 1;
        assert!(slot::Header::parse(&bad).is_err(), "{at}");
    }
}

#[test]
fn any_flipped_bit_of_a_box_is_refused() {
    let sealed = box1::seal(&[1; 32], "wrap/umk", b"user", b"secret", &mut rng(1));
    for (bit, flipped) in flips(&sealed) {
        assert!(
            box1::open(&[1; 32], "wrap/umk", b"user", &flipped).is_err(),
            "{bit}"
        );
    }
    let kek = Kek::from_bytes([1; 32]);
    let wrap = Umk::from_bytes([2; 32]).wrap(&kek, &[3; 16], &mut rng(1));
    for (bit, flipped) in flips(&wrap) {
        assert!(Umk::unwrap(&kek, &[3; 16], &flipped).is_err(), "{bit}");
    }
    let keys = (
        KDec::from_bytes([1; 32]),
        KSig::from_bytes([2; 32]),
        KLocal::from_bytes([3; 32]),
    );
    let unlock = UnlockKey::from_bytes([4; 32]);
    let sealed = session::seal(
        &unlock,
        &[5; 16],
        &[6; 16],
        7,
        &keys.0,
        &keys.1,
        &keys.2,
        &mut rng(1),
    );
    for (bit, flipped) in flips(&sealed) {
        assert!(
            session::open(&unlock, &[5; 16], &[6; 16], 7, &flipped).is_err(),
            "{bit}"
        );
    }
}

#[test]
fn a_report_is_the_servers_and_unchanged() {
    let server = SigningKey::make(&mut rng(1));
    let json = br#"{"erased":true}"#;
    let signature = crypto::report::sign(json, &server);
    assert!(crypto::report::verify(json, &signature, &server.verifying_key()).is_ok());
    for (bit, flipped) in flips(json) {
        assert!(
            crypto::report::verify(&flipped, &signature, &server.verifying_key()).is_err(),
            "{bit}"
        );
    }
}

#[test]
fn two_seals_of_one_plaintext_have_nothing_in_common() {
    let identity = Identity::make(&mut rng(1));
    let mut rng = rng(2);
    let (a, b) = (
        age::seal(&identity.recipient(), &[0; 2048], &mut rng),
        age::seal(&identity.recipient(), &[0; 2048], &mut rng),
    );
    assert!(a[100..1500] != b[100..1500] && a[1627..1643] != b[1627..1643] && a[1643..] != b[1643..]);
    let key = BlobKey::from_bytes([1; 32]);
    assert!(at_rest::seal(&key, b"x", &mut rng) != at_rest::seal(&key, b"x", &mut rng));
    assert_ne!(Secret::<32>::make(&mut rng), Secret::make(&mut rng));
}
