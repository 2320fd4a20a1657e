//! Pins against a server that lies: what is pinned is never replaced but by what it has signed, and only what a person
//! has seen, or what has passed its checks, is pinned at all.

use api::MessageId;
use api::keys::LookupAnswer;
use api::messages::{Delivery, Folder, Page, Signed};
use client::Error;
use client::Platform as _;
use client::native::Native;
use client::transport::Method;
use client::view::{Draft, Flaw, Reachable, Trust};
use crypto::age::{Recipient, seal};
use crypto::manifest::{self, Content, Kt, Mailbox, Manifest, Part, Policy, ReceiptMode, Role, Sender};
use crypto::receipt::{Assurance, AuditType, Promise, object_hash};
use crypto::record::KeyRecord;
use crypto::sign::SigningKey;
use crypto::submission::{Entry, Mode, Submission};
use crypto::{Secret, message, sha256};
use serde_json::Value;
use tests::{Invented, Person, TestServer};

const DAY_MS: u64 = 24 * 3_600_000;

fn trust(found: Reachable) -> Option<Trust> {
    match found {
        Reachable::Yes(person) => Some(person.trust),
        _ => None,
    }
}

async fn recipient_of(person: &Person) -> ([u8; 16], Recipient) {
    let records = person.get_own_records().await;
    let record = KeyRecord::parse(&records.last().unwrap().record).unwrap();
    (record.subject_id, Recipient::parse(&record.enc_pk).unwrap())
}

/// What the lying server signs with.
fn server_key(server: &TestServer) -> SigningKey {
    let seed = std::fs::read(server.data().join("keys/signing-key")).unwrap();
    SigningKey::from_seed(&Secret::try_from_slice(&seed).unwrap())
}

#[tokio::test]
async fn a_window_that_has_not_heard_of_a_pin_cannot_be_made_to_replace_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let client = server.client();
    let stale = anna.halfway(&client).await;
    let (stale, _) = stale.prove(&anna.phone.code(), false).await.unwrap();
    // In the first window Björn's keys are pinned and his safety number compared.
    anna.look(&bjorn.address).await.unwrap();
    anna.compare(&bjorn).await;
    // The second window does not know, and is told something else, with a high epoch.
    let evil = Invented::at(&bjorn.address, [9; 16], 7, server.clock.now_ms());
    evil.told_to(&client, |_, _| {});
    let seen = stale.look(&bjorn.address).await;
    let kept = anna.sign_in(&server).await.contacts("")[0].trust;
    assert!(
        matches!(seen, Ok(Reachable::KeysChanged { .. })) && kept == Trust::Verified,
        "the stale window says {seen:?}; the keyring's pin is now {kept:?}"
    );
}

#[tokio::test]
async fn a_window_from_which_a_pin_is_kept_cannot_replace_it_either() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let client = server.client();
    let stale = anna.halfway(&client).await;
    let (stale, _) = stale.prove(&anna.phone.code(), false).await.unwrap();
    let mut old = Some(anna.get("/account/keyrings").await.body);
    anna.compare(&bjorn).await;
    let evil = Invented::at(&bjorn.address, [9; 16], 7, server.clock.now_ms());
    evil.told_to(&client, move |request, response| {
        let is_reload = request.method == Method::Get && request.path.ends_with("/account/keyrings");
        if let Some(old) = is_reload.then(|| old.take()).flatten() {
            response.body = old;
        }
    });
    let address = bjorn.address.clone();
    assert_eq!(
        stale.look(&bjorn.address).await.unwrap(),
        Reachable::KeysChanged { address }
    );
    assert_eq!(stale.contacts("")[0].trust, Trust::Verified);
    assert_eq!(anna.sign_in(&server).await.contacts("")[0].trust, Trust::Verified);
}

#[tokio::test]
async fn a_sender_is_new_until_the_letter_is_read() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let listed = async || bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0].people[0].clone();
    for _ in 0..2 {
        assert_eq!(listed().await.trust, Trust::New);
        assert!(bjorn.contacts("").is_empty());
    }
    assert_eq!(bjorn.read(sent.message_id).await.unwrap().from.trust, Trust::New);
    assert_eq!(listed().await.trust, Trust::Known);
    assert_eq!(bjorn.contacts("")[0].name, "Anna");
}

#[tokio::test]
async fn whom_another_names_counts_as_compared_by_the_named_keys_only() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Cecilia").await,
    );
    let eve = server.person("Eve").await;
    bjorn.compare(&cecilia).await;
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let sent = anna.send(&draft).await.unwrap();
    let to = bjorn.read(sent.message_id).await.unwrap().to;
    assert_eq!(to[1].trust, Trust::Verified);
    // Eve's client believes that Cecilia's address has other keys, and names those.
    let other = Invented::at(
        &cecilia.address,
        recipient_of(&anna).await.0,
        0,
        server.clock.now_ms(),
    );
    other.told_to(&eve.client, |_, _| {});
    let mut draft = eve.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let sent = eve.send(&draft).await.unwrap();
    let to = bjorn.read(sent.message_id).await.unwrap().to;
    assert_eq!(
        (to[1].address.as_str(), to[1].trust),
        (cecilia.address.as_str(), Trust::Known)
    );
}

/// A delivery that is nothing but a claim: "mailbox, epoch 0, wrote this".
fn claim(mailbox: [u8; 16]) -> Delivery {
    let submission = Submission {
        mode: Mode::Mailbox,
        msg_id: [3; 16],
        sender_mbox: mailbox,
        sender_epoch: 0,
        created_ms: 1,
        receipt: ReceiptMode::None,
        expires_ms: 0,
        public_label: String::new(),
        manifest_sha256: [0; 32],
        deliveries: vec![Entry {
            mbox: mailbox,
            epoch: 0,
            envelope_sha256: [0; 32],
            envelope_size: 0,
        }],
        parts: Vec::new(),
        kt_size: 0,
        kt_root: [0; 32],
    };
    let signed = |bytes: Vec<u8>| Signed {
        bytes: bytes.into(),
        signature: vec![0; 64].into(),
    };
    Delivery {
        message_id: MessageId([3; 16]),
        folder: Folder::Inbox,
        submission: signed(submission.encode()),
        promise: signed(Vec::new()),
        envelope: Vec::new().into(),
        opened_ms: None,
        binned_ms: None,
        read_mark: None,
        starred: false,
        receipts: Vec::new(),
        amends: Vec::new(),
        recalled: Vec::new(),
    }
}

#[tokio::test]
async fn a_letter_that_fails_its_checks_pins_nobody() {
    let server = TestServer::start();
    let (anna, cecilia) = (server.person("Anna").await, server.person("Cecilia").await);
    let evil = Invented::at(&cecilia.address, [9; 16], 0, server.clock.now_ms());
    let delivery = claim(evil.mailbox);
    evil.told_to(&anna.client, move |request, response| {
        if request.path.contains("/messages?") {
            let page = Page {
                items: vec![delivery.clone()],
                next: None,
            };
            response.body = serde_json::to_vec(&page).unwrap();
        }
    });
    // A refresh that nobody asked for shows one damaged row without a name.
    let rows = anna.list(Folder::Inbox, None, false).await.unwrap().rows;
    assert!(rows[0].flaw.is_some() && rows[0].people.is_empty());
    // Anna writes to Cecilia for the first time in her life.
    let found = trust(anna.look(&cecilia.address).await.unwrap());
    assert_eq!(found, Some(Trust::New), "the first contact is not shown as one");
}

#[tokio::test]
async fn two_people_of_a_letter_are_two_mailboxes() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Cecilia").await,
    );
    let (bjorns, _) = recipient_of(&bjorn).await;
    // Cecilia's first record is said to be of Björn's mailbox.
    let evil = Invented::at(&cecilia.address, bjorns, 0, server.clock.now_ms()).wire();
    let address = cecilia.address.clone();
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/keys/lookup") {
            let mut answer: LookupAnswer = serde_json::from_slice(&response.body).unwrap();
            for found in answer.found.iter_mut().filter(|found| found.address == address) {
                found.records.clone_from(&evil);
            }
            response.body = serde_json::to_vec(&answer).unwrap();
        }
    });
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let Ok(sent) = anna.send(&draft).await else { return };
    bjorn.read(sent.message_id).await.unwrap();
    let inbox = cecilia.list(Folder::Inbox, None, true).await.unwrap().rows.len();
    let tracker = anna.track(sent.message_id, true).await.unwrap();
    let shown: Vec<_> = tracker
        .readers
        .iter()
        .map(|reader| (reader.person.address.as_str(), reader.opened.is_some()))
        .collect();
    panic!("sent without a word; Cecilia has {inbox} letters, and the tracker says who has read: {shown:?}");
}

#[tokio::test]
async fn only_the_safety_number_of_the_pinned_keys_counts_as_compared() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let number = bjorn.contact(&anna.address).await.unwrap().safety_number;
    let other = number.chars().rev().collect::<String>();
    let refused = anna.set_verified(&bjorn.address, Some(&other)).await;
    let address = bjorn.address.clone();
    assert_eq!(refused, Err(Error::KeysChanged { address }));
    assert_eq!(anna.contacts("")[0].trust, Trust::Known);
    anna.set_verified(&bjorn.address, Some(&number)).await.unwrap();
    assert_eq!(anna.contacts("")[0].trust, Trust::Verified);
}

#[tokio::test]
async fn taking_a_comparison_back_shows_on_letters_at_once() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.compare(&anna).await;
    let trust = async || bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0].people[0].trust;
    assert_eq!(trust().await, Trust::Verified);
    bjorn.set_verified(&anna.address, None).await.unwrap();
    assert_eq!(trust().await, Trust::Known);
}

/// Zoe's first signing key was stolen, so she has another since ten days. The thief and the server write in her name,
/// today, with the old one.
#[tokio::test]
async fn a_signing_key_that_was_replaced_signs_no_new_letters() {
    let server = TestServer::start();
    let bjorn = server.person("Björn").await;
    let now_ms = server.clock.now_ms();
    let mut zoe = Invented::at("zoe@example.org", [9; 16], 0, now_ms - 100 * DAY_MS);
    zoe = zoe.renewed((now_ms - 10 * DAY_MS) / 1000);
    let (mailbox, recipient) = recipient_of(&bjorn).await;
    let delivery = stolen_key_letter(&zoe, mailbox, &recipient, now_ms, &server_key(&server));
    zoe.told_to(&bjorn.client, move |request, response| {
        if request.path.contains("/messages?") {
            let page = Page {
                items: vec![delivery.clone()],
                next: None,
            };
            response.body = serde_json::to_vec(&page).unwrap();
        }
    });
    bjorn.look(&zoe.address).await.unwrap();
    let number = bjorn.contact(&zoe.address).await.unwrap().safety_number;
    bjorn.set_verified(&zoe.address, Some(&number)).await.unwrap();
    let row = &bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0];
    assert_eq!(
        row.flaw,
        Some(Flaw::SenderKeyChanged),
        "shown as {:?} from {:?}",
        row.subject,
        row.people
    );
}

fn stolen_key_letter(
    zoe: &Invented,
    reader: [u8; 16],
    recipient: &Recipient,
    now_ms: u64,
    server: &SigningKey,
) -> Delivery {
    let rng = &mut Native.rng();
    let own = zoe.identities[0].recipient();
    let manifest = Manifest {
        v: 1,
        suite: manifest::SUITE.into(),
        crit: Vec::new(),
        salt: Secret::make(rng),
        id: [3; 16],
        created_ms: now_ms,
        from: Sender {
            addr: zoe.address.clone(),
            mbox: zoe.mailbox,
            epoch: 0,
            sig: zoe.signers[0].verifying_key().fingerprint(),
            enc: own.fingerprint(),
            as_group: None,
            keys: None,
            name: None,
        },
        to: vec![Mailbox {
            addr: "björn@example.org".into(),
            mbox: reader,
            epoch: 0,
            enc: recipient.fingerprint(),
        }],
        cc: Vec::new(),
        bcc: None,
        bcc_of: None,
        subject: "Betala genast".into(),
        thread: [3; 16],
        refs: Vec::new(),
        parts: vec![Part {
            role: Role::Body,
            mime: "text/plain".into(),
            name: None,
            cid: None,
            content: Content::Text("…".into()),
        }],
        policy: Policy {
            receipt: ReceiptMode::None,
            expires_ms: 0,
            forward: true,
            label: String::new(),
        },
        kt: Kt {
            origin: "localhost/kt".into(),
            size: 0,
            root: [0; 32],
        },
        e2e: true,
    };
    let bytes = manifest.to_bytes();
    let plaintext = message::encode(&bytes, &zoe.signers[0]).unwrap();
    let envelope = seal(recipient, &plaintext, rng);
    let entry = |mbox| Entry {
        mbox,
        epoch: 0,
        envelope_sha256: sha256(&envelope),
        envelope_size: envelope.len() as u32,
    };
    let mut deliveries = vec![entry(zoe.mailbox), entry(reader)];
    deliveries.sort_by_key(|entry| entry.mbox);
    let submission = Submission {
        mode: Mode::Mailbox,
        msg_id: [3; 16],
        sender_mbox: zoe.mailbox,
        sender_epoch: 0,
        created_ms: now_ms,
        receipt: ReceiptMode::None,
        expires_ms: 0,
        public_label: String::new(),
        manifest_sha256: manifest::hash_of(&bytes),
        deliveries,
        parts: Vec::new(),
        kt_size: 0,
        kt_root: [0; 32],
    }
    .encode();
    let submission_sig = Submission::sign(&submission, &zoe.signers[0]).to_bytes();
    let promise = Promise {
        audit_type: AuditType::Submission,
        object_hash: object_hash(AuditType::Submission.number(), &submission, &submission_sig),
        audit_index: 1,
        server_ms: now_ms,
        assurance: Assurance::Code,
    }
    .encode();
    let promise_sig = Promise::sign(&promise, server).to_bytes();
    Delivery {
        message_id: MessageId([3; 16]),
        folder: Folder::Inbox,
        submission: Signed {
            bytes: submission.into(),
            signature: submission_sig.into(),
        },
        promise: Signed {
            bytes: promise.into(),
            signature: promise_sig.into(),
        },
        envelope: envelope.into(),
        opened_ms: None,
        binned_ms: None,
        read_mark: None,
        starred: false,
        receipts: Vec::new(),
        amends: Vec::new(),
        recalled: Vec::new(),
    }
}

/// An authority hears from some thousands of people.
#[tokio::test]
async fn a_mailbox_with_many_correspondents_still_opens() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let now_ms = server.clock.now_ms();
    anna.client.transport().after(move |request, response| {
        if !request.path.ends_with("/keys/lookup") {
            return;
        }
        let asked: Value = serde_json::from_slice(&request.body.as_ref().unwrap().1).unwrap();
        let found = asked["wanted"].as_array().unwrap().iter().map(|one| {
            let address = one["address"].as_str().unwrap().to_owned();
            let records = if address.starts_with("nobody") {
                Vec::new()
            } else {
                Invented::at(
                    &address,
                    sha256(address.as_bytes())[..16].try_into().unwrap(),
                    0,
                    now_ms,
                )
                .wire()
            };
            api::keys::LookedUp { address, records }
        });
        let answer = LookupAnswer {
            found: found.collect(),
        };
        response.status = 200;
        response.body = serde_json::to_vec(&answer).unwrap();
    });
    let long = "medborgare.".repeat(20);
    let (mut known, mut round) = (0, 0);
    let address = |round: usize, n: usize| format!("{long}m{n}.{round}@example.org");
    loop {
        let to = (0..490).map(|n| address(round, n));
        // Stops before anything is sealed, after everybody was found and pinned.
        let draft = Draft {
            to: to.collect(),
            cc: vec!["nobody@example.org".into()],
            ..Draft::default()
        };
        let sent = anna.send(&draft).await;
        assert!(matches!(sent, Err(Error::NoMailbox { .. })), "{sent:?}");
        let before = std::mem::replace(&mut known, anna.contacts("").len());
        if known - before < 490 {
            break;
        }
        round += 1;
    }
    // Who finds no room is new every time.
    for _ in 0..2 {
        let last = anna.look(&address(round, 489)).await.unwrap();
        assert_eq!(trust(last), Some(Trust::New));
    }
    anna.client.transport().untap();
    bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let listed = anna.list(Folder::Inbox, None, true).await;
    let renewed = anna.renew_keys().await;
    let row = &listed.unwrap().rows[0];
    assert!(
        row.flaw.is_none() && renewed.is_ok(),
        "with {known} correspondents: {renewed:?}"
    );
}
