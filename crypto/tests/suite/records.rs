//! Key records: what is accepted, what is refused, and that a chain is accepted up to its first break only.

use crypto::{
    age::Identity,
    record::{Flags, KeyRecord, Kind, LIFETIME_S_MAX, RecordError, SignedRecord, VerifiedRecord},
    sign::SigningKey,
};

use super::{
    support::{flips, rng},
    test,
};

const ADDR: &str = "anna@example.org";

fn keys(seed: u64) -> (SigningKey, Identity) {
    let mut rng = rng(seed);
    (SigningKey::make(&mut rng), Identity::make(&mut rng))
}

fn first() -> SignedRecord {
    let (signer, identity) = keys(0);
    SignedRecord::make_first(
        Kind::Person,
        ADDR,
        &[1; 16],
        &signer,
        &identity.recipient(),
        1000,
        2000,
    )
}

fn next(prev: &VerifiedRecord, seed: u64) -> SignedRecord {
    let (signer, identity) = keys(seed);
    SignedRecord::make_next(
        prev,
        &keys(seed - 1).0,
        &signer,
        &identity.recipient(),
        1000,
        2000,
    )
}

/// The record changed, and signed again by all who must.
fn resigned(record: &KeyRecord, seed: u64) -> SignedRecord {
    let prev = (record.epoch > 0 && !record.flags.reset).then(|| keys(seed - 1).0);
    SignedRecord::sign(record, &keys(seed).0, prev.as_ref())
}

fn changed(change: impl FnOnce(&mut KeyRecord)) -> Result<VerifiedRecord, RecordError> {
    let mut record = first().verify_first().unwrap().record().clone();
    change(&mut record);
    resigned(&record, 0).verify_first()
}

#[test]
fn a_first_record_and_its_rotations_are_accepted() {
    let mut last = first().verify_first().unwrap();
    for seed in 1..4 {
        let made = next(&last, seed);
        assert_eq!(made.verify_alone(), made.verify_next(&last));
        last = made.verify_next(&last).unwrap();
        assert_eq!(u64::from(last.record().epoch), seed);
        assert_eq!(last.signing_key(), &keys(seed).0.verifying_key());
        assert_eq!(last.recipient(), &keys(seed).1.recipient());
    }
    assert!(matches!(
        next(&last, 4).verify_first(),
        Err(RecordError::Chain(_))
    ));
}

#[test]
fn a_chain_is_accepted_up_to_its_first_break() {
    let mut chain = vec![first()];
    let mut verified = vec![first().verify_first().unwrap()];
    for seed in 1..6 {
        let made = next(verified.last().unwrap(), seed);
        verified.push(made.verify_next(verified.last().unwrap()).unwrap());
        chain.push(made);
    }
    let accepted = |chain: &[SignedRecord]| {
        let mut last = chain.first().and_then(|record| record.verify_first().ok());
        let mut count = usize::from(last.is_some());
        for record in chain.iter().skip(1) {
            last = last.and_then(|last| record.verify_next(&last).ok());
            count += usize::from(last.is_some());
        }
        count
    };
    for len in 0..=chain.len() {
        assert_eq!(accepted(&chain[..len]), len);
    }
    for broken in 0..chain.len() {
        let mut missing = chain.clone();
        missing.remove(broken);
        assert_eq!(accepted(&missing), broken, "without {broken}");
        let mut spoiled = chain.clone();
        spoiled[broken].self_sig[0] ^= 1;
        assert_eq!(accepted(&spoiled), broken, "spoiled {broken}");
    }
}

#[test]
fn every_rule_of_a_first_record() {
    assert!(changed(|_| ()).is_ok());
    assert!(matches!(changed(|r| r.prev = [1; 32]), Err(RecordError::Rule(_))));
    assert!(matches!(
        changed(|r| r.flags.reset = true),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.flags.escrowed = true),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.escrow_org_fp = Some([1; 32])),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.roster_hash = Some([1; 32])),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.not_after_s = r.created_s),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.not_after_s = r.created_s - 1),
        Err(RecordError::Rule(_))
    ));
    assert!(matches!(
        changed(|r| r.not_after_s = r.created_s + LIFETIME_S_MAX + 1),
        Err(RecordError::Rule(_))
    ));
    assert!(changed(|r| r.not_after_s = r.created_s + LIFETIME_S_MAX).is_ok());
    let escrowed = changed(|r| {
        r.flags.escrowed = true;
        r.escrow_org_fp = Some([1; 32]);
    });
    assert!(escrowed.is_ok());
}

#[test]
fn layout_of_a_record_is_strict() {
    assert!(matches!(
        changed(|r| r.addr = "Anna@example.org".into()),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.addr = "no address".into()),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.suites = vec![]),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.suites = vec![2]),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.suites = vec![2, 1]),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.suites = vec![1, 1]),
        Err(RecordError::Parse(_))
    ));
    assert!(changed(|r| r.suites = vec![1, 2]).is_ok());
    assert!(matches!(
        changed(|r| r.enc_pk = vec![0xff; 1216]),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| {
            r.enc_pk.pop();
        }),
        Err(RecordError::Parse(_))
    ));
    assert!(matches!(
        changed(|r| r.sig_pk = [0; 32]),
        Err(RecordError::Parse(_))
    ));
    let bytes = first().record;
    for len in 0..bytes.len() {
        assert!(KeyRecord::parse(&bytes[..len]).is_err());
    }
    assert!(KeyRecord::parse(&[&bytes[..], &[0]].concat()).is_err());
    let flags = bytes.len() - 19;
    let unknown = |bits: u8| {
        let mut bytes = bytes.clone();
        bytes[flags] = bits;
        KeyRecord::parse(&bytes).is_err()
    };
    assert!(!unknown(4) && unknown(8) && unknown(128));
}

#[test]
fn signatures_are_there_when_they_must_and_absent_when_they_must_not() {
    let mut extra = first();
    extra.prev_sig = vec![0; 64];
    assert!(matches!(extra.verify_first(), Err(RecordError::Rule(_))));
    let mut unsigned = first();
    unsigned.self_sig.clear();
    assert_eq!(unsigned.verify_first(), Err(RecordError::SelfSignature));
    let prev = first().verify_first().unwrap();
    let mut second = next(&prev, 1);
    second.prev_sig.clear();
    assert!(matches!(second.verify_next(&prev), Err(RecordError::Rule(_))));
    let mut third = next(&prev, 1);
    third.prev_sig = third.self_sig.clone();
    assert_eq!(third.verify_next(&prev), Err(RecordError::PrevSignature));
}

#[test]
fn groups_systems_and_forms_need_the_organisation() {
    let org = keys(90).0;
    for kind in [Kind::Group, Kind::System, Kind::Form] {
        let (signer, identity) = keys(0);
        let made = SignedRecord::make_first(kind, ADDR, &[1; 16], &signer, &identity.recipient(), 1000, 2000);
        assert!(matches!(made.verify_first(), Err(RecordError::Rule(_))));
        let made = made.with_org(&org);
        assert!(made.verify_first().is_ok());
        assert!(made.verify_org(&org.verifying_key()).is_ok());
        assert!(made.verify_org(&signer.verifying_key()).is_err());
    }
}

#[test]
fn a_record_follows_only_its_own() {
    let prev = first().verify_first().unwrap();
    let good = next(&prev, 1).verify_next(&prev).unwrap();
    let follow = |change: fn(&mut KeyRecord)| {
        let mut record = good.record().clone();
        change(&mut record);
        resigned(&record, 1).verify_next(&prev)
    };
    assert!(follow(|_| ()).is_ok());
    assert!(matches!(follow(|r| r.epoch = 2), Err(RecordError::Chain(_))));
    assert!(matches!(
        follow(|r| r.subject_id = [2; 16]),
        Err(RecordError::Chain(_))
    ));
    assert!(matches!(
        follow(|r| r.addr = "b@example.org".into()),
        Err(RecordError::Chain(_))
    ));
    assert!(matches!(
        follow(|r| r.kind = Kind::OrgRecovery),
        Err(RecordError::Chain(_))
    ));
    assert!(matches!(follow(|r| r.prev[0] ^= 1), Err(RecordError::Chain(_))));
    assert_eq!(follow(|r| r.flags.reset = true), Err(RecordError::Reset));
}

#[test]
fn a_rotation_ends_a_reset() {
    let prev = first().verify_first().unwrap();
    let mut record = next(&prev, 1).verify_next(&prev).unwrap().record().clone();
    record.flags = Flags {
        reset: true,
        ..record.flags
    };
    let reset = resigned(&record, 1);
    assert_eq!(reset.verify_next(&prev), Err(RecordError::Reset));
    let reset = reset.verify_alone().unwrap();
    let after = next(&reset, 2).verify_next(&reset).unwrap();
    assert!(!after.record().flags.reset);
}

#[test]
fn any_flipped_bit_is_refused() {
    let good = first();
    for (bit, record) in flips(&good.record) {
        // 10,816 bits; the key's own are many and all alike.
        if (1200..10_000).contains(&bit) && bit % 37 != 0 {
            continue;
        }
        let flipped = SignedRecord {
            record,
            ..good.clone()
        };
        assert!(flipped.verify_first().is_err(), "{bit}");
    }
    for (bit, self_sig) in flips(&good.self_sig) {
        let flipped = SignedRecord {
            self_sig,
            ..good.clone()
        };
        assert!(flipped.verify_first().is_err(), "{bit}");
    }
}

#[test]
fn records_travel_as_json() {
    let json = serde_json::to_string(&first()).unwrap();
    assert_eq!(serde_json::from_str::<SignedRecord>(&json).unwrap(), first());
}
