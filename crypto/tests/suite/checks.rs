//! The sixteen checks of protocol.md 3.6: what passes, and for each check what fails at exactly that one.

use crypto::{
    Id,
    age::Identity,
    checks::{Class, Letter, Place, Rejection, Seen, Sender, claimed_sender},
    manifest::{Content, GroupSender, PseudonymKeys},
    receipt::AuditType,
    record::{Kind, SignedRecord},
    sha256,
    submission::{Entry, Mode, ReceiptMode, Submission},
};

use super::{
    support::rng,
    test,
    world::{Draft, Mail, NOW_MS, NOW_S, World, stranger},
};

fn assert_fails(opened: Result<Letter, Rejection>, check: u8, class: Class) {
    match opened {
        Ok(_) => panic!("check {check} let it through"),
        Err(rejection) => assert_eq!((rejection.check, rejection.class), (check, class), "{rejection}"),
    }
}

/// Björn opens a spoiled letter.
fn assert_spoiled(spoil: impl FnOnce(&mut Draft<'_>), check: u8, class: Class) {
    let world = World::new();
    let mut draft = world.letter();
    spoil(&mut draft);
    let mail = draft.send();
    assert_fails(world.open(&world.bjorn, &mail), check, class);
}

fn json(draft: &mut Draft<'_>, from: &'static str, to: &'static str) {
    draft.edit_json = Box::new(move |json| {
        let text = String::from_utf8(std::mem::take(json)).unwrap();
        assert!(text.contains(from), "{from}");
        *json = text.replacen(from, to, 1).into_bytes();
    });
}

#[test]
fn a_letter_passes_for_everybody_it_is_for() {
    let world = World::new();
    let mail = world.letter().send();
    let places = [
        (&world.anna, Place::Sender),
        (&world.bjorn, Place::Recipient),
        (&world.clara, Place::Recipient),
    ];
    for (person, place) in places {
        let letter = world.open(person, &mail).unwrap();
        assert_eq!(letter.place, place);
        assert_eq!(letter.manifest, world.manifest());
        assert_eq!(letter.manifest_bytes, world.manifest().to_bytes());
        assert_eq!(letter.promise.server_ms, NOW_MS + 500);
        assert_eq!(letter.submission.msg_id, letter.manifest.id);
    }
    assert_eq!(claimed_sender(&mail.submission), Ok((world.anna.mailbox, 0)));
}

#[test]
fn the_same_letter_again_is_the_same_letter() {
    let world = World::new();
    let mail = world.letter().send();
    let seen = Seen::Same(sha256(&mail.submission));
    assert!(
        world
            .open_with(&world.bjorn, &mail, &world.anna.record, |_| (), seen)
            .is_ok()
    );
}

#[test]
fn a_blind_copy_passes_for_its_reader_and_its_sender() {
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.cc.clear();
    manifest.bcc = Some(world.clara.as_recipient());
    manifest.bcc_of = Some([1; 32]);
    let mut draft = Draft::new(&world, manifest.clone());
    draft
        .readers
        .insert(world.bjorn.mailbox, (0, world.bjorn.recipient()));
    draft.edit_submission =
        Box::new(|submission| submission.deliveries.retain(|entry| entry.mbox != [2; 16]));
    let mail = draft.send();
    assert_eq!(world.open(&world.clara, &mail).unwrap().place, Place::Blind);
    assert_eq!(world.open(&world.anna, &mail).unwrap().place, Place::Sender);
    assert_fails(world.open(&world.bjorn, &mail), 1, Class::NotForYou);
}

#[test]
fn a_letter_to_oneself_passes() {
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.to.push(world.anna.as_recipient());
    let mail = Draft::new(&world, manifest).send();
    assert_eq!(world.open(&world.anna, &mail).unwrap().place, Place::Sender);
}

#[test]
fn the_first_check_that_fails_is_named() {
    let world = World::new();
    let mut draft = world.letter();
    draft.inner_signer = world.clara.signer.clone();
    draft.server = world.clara.signer.clone();
    json(&mut draft, r#""crit":[]"#, r#""crit":["x"]"#);
    assert_fails(world.open(&world.bjorn, &draft.send()), 3, Class::Forged);
}

#[test]
fn check_01_submission_does_not_parse() {
    let world = World::new();
    let mut mail = world.letter().send();
    mail.submission.push(0);
    assert_fails(world.open(&world.bjorn, &mail), 1, Class::Damaged);
    assert!(claimed_sender(&mail.submission).is_err());
}

#[test]
fn check_01_no_delivery_to_me() {
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.cc.clear();
    let mail = Draft::new(&world, manifest).send();
    assert_fails(world.open(&world.clara, &mail), 1, Class::NotForYou);
}

#[test]
fn check_01_epoch_without_a_seed() {
    let spoil = |draft: &mut Draft<'_>| draft.readers.get_mut(&[2; 16]).unwrap().0 = 7;
    assert_spoiled(spoil, 1, Class::NotForYou);
}

#[test]
fn check_02_envelope_hash_differs() {
    let world = World::new();
    let mail = world.letter().send();
    let mut flipped = mail.clone();
    flipped.envelopes.get_mut(&world.bjorn.mailbox).unwrap()[3000] ^= 1;
    assert_fails(world.open(&world.bjorn, &flipped), 2, Class::Damaged);
    let mut swapped = mail.clone();
    let annas = mail.envelopes[&world.anna.mailbox].clone();
    swapped.envelopes.insert(world.bjorn.mailbox, annas);
    assert_fails(world.open(&world.bjorn, &swapped), 2, Class::Damaged);
}

#[test]
fn check_02_envelope_size_differs() {
    let spoil = |draft: &mut Draft<'_>| {
        draft.edit_submission = Box::new(|submission| submission.deliveries[1].envelope_size += 1);
    };
    assert_spoiled(spoil, 2, Class::Damaged);
}

#[test]
fn check_03_record_is_not_the_senders() {
    let world = World::new();
    let mail = world.letter().send();
    let opened = world.open_with(&world.bjorn, &mail, &world.clara.record, |_| (), Seen::Never);
    assert_fails(opened, 3, Class::Forged);
    // Anna's next epoch is not the epoch that signed.
    let next = SignedRecord::make_next(
        &world.anna.record,
        &world.anna.signer,
        &world.anna.signer,
        &world.anna.recipient(),
        NOW_S - 100,
        NOW_S + 100,
    );
    let next = next.verify_next(&world.anna.record).unwrap();
    assert_fails(
        world.open_with(&world.bjorn, &mail, &next, |_| (), Seen::Never),
        3,
        Class::Forged,
    );
}

#[test]
fn check_03_promise_is_not_the_servers() {
    assert_spoiled(
        |draft| draft.server = draft.inner_signer.clone(),
        3,
        Class::Forged,
    );
    let world = World::new();
    let mail = world.letter().send();
    for spoil in [
        |mail: &mut Mail| mail.promise[50] ^= 1,
        |mail: &mut Mail| mail.promise_sig[5] ^= 1,
        |mail: &mut Mail| mail.promise.push(0),
        |mail: &mut Mail| mail.promise.clear(),
    ] {
        let mut spoiled = mail.clone();
        spoil(&mut spoiled);
        assert_fails(world.open(&world.bjorn, &spoiled), 3, Class::Forged);
    }
}

#[test]
fn check_03_signing_key_was_replaced_before_the_promise() {
    let world = World::new();
    let mail = world.letter().send();
    let open = |withdrawn_s| {
        let sender = Sender {
            record: &world.anna.record,
            withdrawn_s,
        };
        world.open_from(&world.bjorn, &mail, sender, |_| (), Seen::Never)
    };
    for fine_s in [None, Some(NOW_S), Some(NOW_S - 299)] {
        assert!(open(fine_s).is_ok(), "{fine_s:?}");
    }
    for late_s in [NOW_S - 301, 0] {
        assert_fails(open(Some(late_s)), 3, Class::SenderKeyChanged);
    }
}

#[test]
fn check_03_promise_is_for_something_else() {
    for edit in [
        |promise: &mut crypto::receipt::Promise| promise.object_hash[0] ^= 1,
        |promise: &mut crypto::receipt::Promise| promise.audit_type = AuditType::Receipt,
    ] {
        assert_spoiled(|draft| draft.edit_promise = Box::new(edit), 3, Class::Forged);
    }
    // A good promise, for another submission of the same sender.
    let world = World::new();
    let (mut mail, other) = (world.letter().send(), {
        let mut manifest = world.manifest();
        manifest.id = [99; 16];
        Draft::new(&world, manifest).send()
    });
    (mail.promise, mail.promise_sig) = (other.promise, other.promise_sig);
    assert_fails(world.open(&world.bjorn, &mail), 3, Class::Forged);
}

#[test]
fn check_03_key_was_withdrawn_at_the_time_of_the_promise() {
    for server_ms in [
        0,
        (NOW_S - 86_400) * 1000 - 300_001,
        (NOW_S + 86_400 * 300) * 1000 + 1,
        u64::MAX,
    ] {
        let spoil = |draft: &mut Draft<'_>| {
            draft.edit_promise = Box::new(move |promise| promise.server_ms = server_ms);
        };
        assert_spoiled(spoil, 3, Class::SenderKeyChanged);
    }
    for server_ms in [(NOW_S - 86_400) * 1000 - 300_000, (NOW_S + 86_400 * 300) * 1000] {
        let world = World::new();
        let mut draft = world.letter();
        draft.edit_promise = Box::new(move |promise| promise.server_ms = server_ms);
        assert!(world.open(&world.bjorn, &draft.send()).is_ok());
    }
}

#[test]
fn check_03_pseudonym_has_no_record() {
    let spoil = |draft: &mut Draft<'_>| {
        draft.edit_submission = Box::new(|submission| submission.mode = Mode::Pseudonym);
    };
    assert_spoiled(spoil, 3, Class::Forged);
}

#[test]
fn check_04_outer_signature_is_not_the_senders() {
    let world = World::new();
    let mut draft = world.letter();
    draft.outer_signer = world.clara.signer.clone();
    assert_fails(world.open(&world.bjorn, &draft.send()), 4, Class::Forged);
}

#[test]
fn check_05_envelope_is_sealed_to_another_key() {
    let stranger = Identity::make(&mut rng(50));
    let spoil = |draft: &mut Draft<'_>| draft.readers.get_mut(&[2; 16]).unwrap().1 = stranger.recipient();
    assert_spoiled(spoil, 5, Class::Damaged);
}

#[test]
fn check_05_no_other_seed_is_tried() {
    let mut world = World::new();
    let older = Identity::make(&mut rng(51));
    world.bjorn.identities.insert(9, older.clone());
    let mut draft = world.letter();
    draft.readers.get_mut(&[2; 16]).unwrap().1 = older.recipient();
    assert_fails(world.open(&world.bjorn, &draft.send()), 5, Class::Damaged);
}

#[test]
fn check_05_second_stanza_and_damage() {
    let grease = |envelope: &mut Vec<u8>| {
        let at = b"age-encryption.org/v1\n".len();
        envelope.splice(at..at, *b"-> x-grease\n\n");
    };
    let damage = |envelope: &mut Vec<u8>| envelope[2000] ^= 1;
    let cut = |envelope: &mut Vec<u8>| envelope.truncate(3000);
    for edit in [grease, damage, cut] {
        assert_spoiled(|draft| draft.edit_envelope = Box::new(edit), 5, Class::Damaged);
    }
}

#[test]
fn check_06_frame_or_padding_is_wrong() {
    let magic = |plaintext: &mut Vec<u8>| plaintext[0] = b'X';
    let padding = |plaintext: &mut Vec<u8>| *plaintext.last_mut().unwrap() = 1;
    let longer = |plaintext: &mut Vec<u8>| plaintext.resize(4096, 0);
    for edit in [magic, padding, longer] {
        assert_spoiled(|draft| draft.edit_plaintext = Box::new(edit), 6, Class::Damaged);
    }
}

#[test]
fn check_06_json_is_not_strict() {
    for (from, to) in [
        (r#""v":1,"#, r#""v":1,"v":1,"#),
        (r#""v":1,"#, r#""v":1.0,"#),
        (r#""v":1,"#, r#""v":2,"#),
        (
            r#""e2e":true"#,
            r#""e2e":true,"x":[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]"#,
        ),
        (r#","e2e":true"#, ""),
    ] {
        assert_spoiled(|draft| json(draft, from, to), 6, Class::Damaged);
    }
}

#[test]
fn check_07_manifest_hash_differs() {
    let spoil = |draft: &mut Draft<'_>| {
        draft.edit_submission = Box::new(|submission| submission.manifest_sha256[0] ^= 1);
    };
    assert_spoiled(spoil, 7, Class::Forged);
}

#[test]
fn check_08_suite_is_not_accepted() {
    assert_spoiled(
        |draft| json(draft, r#""suite":"forsegla-1""#, r#""suite":"forsegla-0""#),
        8,
        Class::Forged,
    );
    let world = World::new();
    let mail = world.letter().send();
    let opened = world.open_with(
        &world.bjorn,
        &mail,
        &world.anna.record,
        |me| me.min_suite = 2,
        Seen::Never,
    );
    assert_fails(opened, 8, Class::Forged);
}

#[test]
fn check_08_critical_name_is_unknown() {
    assert_spoiled(
        |draft| json(draft, r#""crit":[]"#, r#""crit":["subject2"]"#),
        8,
        Class::Damaged,
    );
}

#[test]
fn check_09_manifest_tells_another_story_than_the_submission() {
    for edit in [
        |submission: &mut Submission| submission.msg_id = [99; 16],
        |submission: &mut Submission| submission.created_ms -= 1,
        |submission: &mut Submission| submission.receipt = ReceiptMode::None,
        |submission: &mut Submission| submission.expires_ms = NOW_MS + 1,
        |submission: &mut Submission| submission.public_label.clear(),
        |submission: &mut Submission| submission.kt_size = 1,
        |submission: &mut Submission| submission.kt_root[0] = 1,
    ] {
        assert_spoiled(|draft| draft.edit_submission = Box::new(edit), 9, Class::Forged);
    }
}

#[test]
fn check_09_sender_is_not_the_records() {
    for edit in [
        |draft: &mut Draft<'_>| draft.manifest.from.addr = "ceo@example.org".into(),
        |draft: &mut Draft<'_>| draft.manifest.from.sig = stranger(),
        |draft: &mut Draft<'_>| draft.manifest.from.enc = stranger(),
        |draft: &mut Draft<'_>| {
            draft.manifest.from.keys = Some(PseudonymKeys {
                sig: [1; 32],
                enc: vec![2; 1216],
            })
        },
    ] {
        assert_spoiled(edit, 9, Class::Forged);
    }
    // The submission's mailbox is Anna's, the manifest's is Clara's.
    let mbox = |draft: &mut Draft<'_>| {
        json(
            draft,
            r#"org","mbox":"AQEBAQEBAQEBAQEBAQEBAQ","epoch":0"#,
            r#"org","mbox":"AwMDAwMDAwMDAwMDAwMDAw","epoch":0"#,
        );
    };
    assert_spoiled(mbox, 9, Class::Forged);
    assert_spoiled(
        |draft| json(draft, r#""epoch":0,"sig""#, r#""epoch":1,"sig""#),
        9,
        Class::Forged,
    );
}

#[test]
fn check_09_directory_is_another() {
    assert_spoiled(
        |draft| draft.manifest.kt.origin = "evil.example/kt".into(),
        9,
        Class::DirectoryFork,
    );
}

#[test]
fn check_10_inner_signature_is_not_the_senders() {
    let world = World::new();
    let mut draft = world.letter();
    draft.inner_signer = world.clara.signer.clone();
    assert_fails(world.open(&world.bjorn, &draft.send()), 10, Class::Forged);
    // The sender's fingerprint over a signature that is not one.
    let spoil = |draft: &mut Draft<'_>| {
        let at = 8 + 4 + draft.manifest.to_bytes().len() + 1 + 2 + 32 + 2;
        draft.edit_plaintext = Box::new(move |plaintext| plaintext[at] ^= 1);
    };
    assert_spoiled(spoil, 10, Class::Forged);
}

#[test]
fn check_11_re_encrypted_by_someone_else() {
    // Björn passes Anna's signed manifest on to Clara, under a submission that Anna never made but the key of
    // which he has stolen: the manifest does not name Clara.
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.cc.clear();
    let mut draft = Draft::new(&world, manifest);
    draft
        .readers
        .insert(world.clara.mailbox, (0, world.clara.recipient()));
    assert_fails(world.open(&world.clara, &draft.send()), 11, Class::NotForYou);
}

#[test]
fn check_11_named_with_another_key_or_epoch() {
    assert_spoiled(
        |draft| draft.manifest.to[0].enc = stranger(),
        11,
        Class::NotForYou,
    );
    assert_spoiled(|draft| draft.manifest.to[0].epoch = 1, 11, Class::NotForYou);
}

#[test]
fn check_12_mailboxes_are_not_those_named() {
    let extra = |submission: &mut Submission| {
        let entry = Entry {
            mbox: [9; 16],
            ..submission.deliveries[0]
        };
        submission.deliveries.push(entry);
    };
    let missing = |submission: &mut Submission| submission.deliveries.retain(|entry| entry.mbox != [3; 16]);
    let epoch = |submission: &mut Submission| submission.deliveries[2].epoch = 5;
    for edit in [extra, missing, epoch] {
        assert_spoiled(|draft| draft.edit_submission = Box::new(edit), 12, Class::Forged);
    }
}

#[test]
fn check_12_one_mailbox_named_twice_with_two_epochs() {
    let spoil = |draft: &mut Draft<'_>| {
        let mut twice = draft.manifest.cc[0].clone();
        twice.epoch = 4;
        draft.manifest.cc.push(twice);
    };
    assert_spoiled(spoil, 12, Class::Forged);
}

/// The submission has one delivery for both, so that the lists are equal.
#[test]
fn check_12_one_mailbox_under_two_names() {
    let spoil = |draft: &mut Draft<'_>| {
        let mut alias = draft.manifest.to[0].clone();
        alias.addr = "tillsyn@example.org".into();
        draft.manifest.to.push(alias);
    };
    assert_spoiled(spoil, 12, Class::Forged);
}

#[test]
fn check_12_the_readers_mailbox_stands_under_the_readers_address() {
    let other = |draft: &mut Draft<'_>| draft.manifest.to[0].addr = "tillsyn@example.org".into();
    assert_spoiled(other, 12, Class::Forged);
    let world = World::new();
    let mut manifest = world.manifest();
    // Somebody else's mailbox, under Björn's address: Clara cannot know, Björn can.
    manifest.cc[0].addr = world.bjorn.addr.into();
    let mail = Draft::new(&world, manifest).send();
    assert_fails(world.open(&world.bjorn, &mail), 12, Class::Forged);
}

#[test]
fn check_12_blind_copy_has_another_reader() {
    let world = World::new();
    let mut manifest = world.manifest();
    manifest.bcc = Some(world.bjorn.as_recipient());
    manifest.bcc_of = Some([1; 32]);
    let mut draft = Draft::new(&world, manifest);
    draft
        .readers
        .insert(world.clara.mailbox, (0, world.clara.recipient()));
    assert_fails(world.open(&world.bjorn, &draft.send()), 12, Class::Forged);
}

#[test]
fn check_13_parts_are_not_those_named() {
    for edit in [
        |submission: &mut Submission| submission.parts[0].blob_id = [9; 16],
        |submission: &mut Submission| submission.parts[0].csize += 1,
        |submission: &mut Submission| submission.parts[0].sha256 = [1; 32],
        |submission: &mut Submission| submission.parts.clear(),
        |submission: &mut Submission| submission.parts.push(submission.parts[0]),
    ] {
        assert_spoiled(|draft| draft.edit_submission = Box::new(edit), 13, Class::Forged);
    }
}

#[test]
fn check_13_parts_in_another_order() {
    let spoil = |draft: &mut Draft<'_>| {
        let mut second = draft.manifest.parts[1].clone();
        let Content::Blob(blob) = &mut second.content else {
            panic!("a blob")
        };
        blob.id = [70; 16];
        draft.manifest.parts.push(second);
        draft.edit_submission = Box::new(|submission| submission.parts.reverse());
    };
    assert_spoiled(spoil, 13, Class::Forged);
}

#[test]
fn check_14_two_submissions_under_one_id_or_an_erased_one() {
    let world = World::new();
    let mail = world.letter().send();
    for seen in [Seen::Same([1; 32]), Seen::Erased] {
        let opened = world.open_with(&world.bjorn, &mail, &world.anna.record, |_| (), seen);
        assert_fails(opened, 14, Class::Forged);
    }
}

#[test]
fn check_14_before_its_time() {
    let world = World::new();
    let mail = world.letter().send();
    let at = |now_ms: u64| {
        world.open_with(
            &world.bjorn,
            &mail,
            &world.anna.record,
            |me| me.now_ms = now_ms,
            Seen::Never,
        )
    };
    assert!(at(NOW_MS - 300_000).is_ok());
    assert_fails(at(NOW_MS - 300_001), 14, Class::Forged);
}

#[test]
fn check_15_view_of_a_log_that_cannot_be_compared() {
    assert_spoiled(|draft| draft.manifest.kt.size = 1000, 15, Class::DirectoryFork);
    assert_spoiled(|draft| draft.manifest.kt.root = [1; 32], 15, Class::DirectoryFork);
}

#[test]
fn check_16_sent_for_a_group() {
    let group: Id = [8; 16];
    let identity = Identity::make(&mut rng(60));
    let spoil = |draft: &mut Draft<'_>| {
        let enc = identity.recipient().fingerprint();
        let sender = GroupSender {
            addr: "group@example.org".into(),
            mbox: group,
            epoch: 0,
            enc,
            roster: [1; 32],
        };
        draft.manifest.from.as_group = Some(sender);
        draft.readers.insert(group, (0, identity.recipient()));
    };
    assert_spoiled(spoil, 16, Class::Forged);
}

#[test]
fn a_group_record_does_not_stand_in_for_a_person() {
    let world = World::new();
    let anna = &world.anna;
    let made = SignedRecord::make_first(
        Kind::Group,
        anna.addr,
        &anna.mailbox,
        &anna.signer,
        &anna.recipient(),
        NOW_S - 1,
        NOW_S + 1,
    );
    assert!(
        made.verify_first().is_err(),
        "without the organisation's signature"
    );
}
