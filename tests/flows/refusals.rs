//! What no honest client sends: signed by the sender, in due form, and refused all the same.

use api::{BlobId, Bytes, Code, MailboxId, MessageId};
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::Draft;
use crypto::receipt::{Receipt, ReceiptKind};
use crypto::submission::{PartEntry, Submission};
use serde_json::{Value, json};
use tests::{Answer, Person, RawAccount, TestServer, seal_envelope};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Sends a letter to herself, changed before it is signed.
async fn send(eve: &RawAccount, server: &TestServer, change: impl FnOnce(&mut Submission)) -> Answer {
    let envelope = seal_envelope(2048);
    let mut submission = eve.submission(server.clock.now_ms(), &envelope);
    change(&mut submission);
    eve.send_letter(&eve.letter(&submission, envelope)).await
}

#[tokio::test]
async fn a_letter_from_yesterday_or_tomorrow_is_refused() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    assert_eq!(send(&eve, &server, |_| {}).await.status, 200);
    let back = send(&eve, &server, |it| it.created_ms -= 25 * HOUR_MS).await;
    let ahead = send(&eve, &server, |it| it.created_ms += 6 * 60 * 1000).await;
    for refused in [back, ahead] {
        assert_eq!(refused.code(), Code::ClockRefused);
        assert_eq!(refused.problem().server_ms, Some(server.clock.now_ms()));
    }
}

#[tokio::test]
async fn a_letter_signed_in_an_epoch_that_is_not_the_current_one_is_refused() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let refused = send(&eve, &server, |it| it.sender_epoch = 1).await;
    assert_eq!(refused.code(), Code::StaleSenderKey);
}

#[tokio::test]
async fn a_letter_to_nobody_is_refused_and_says_who_is_missing() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let (envelope, nobody) = (seal_envelope(2048), MailboxId([0xff; 16]));
    let mut submission = eve.submission(server.clock.now_ms(), &envelope);
    let mut entry = submission.deliveries[0];
    entry.mbox = nobody.0;
    submission.deliveries.push(entry);
    let letter = eve.letter(&submission, [&envelope[..], &envelope].concat());
    let refused = eve.send_letter(&letter).await;
    assert_eq!(refused.code(), Code::UnknownRecipient);
    assert_eq!(refused.problem().mailboxes, [nobody]);
}

#[tokio::test]
async fn an_envelope_that_is_no_age_file_of_our_shape_is_refused() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let envelope = vec![b'x'; 3000];
    let submission = eve.submission(server.clock.now_ms(), &envelope);
    let refused = eve.send_letter(&eve.letter(&submission, envelope)).await;
    assert_eq!(refused.code(), Code::EnvelopeRefused);
}

#[tokio::test]
async fn somebody_elses_attachment_cannot_be_sent_on_by_its_id() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let eve = RawAccount::join(&server, "eve").await;
    let part = attach_and_send(&anna, &bjorn).await;
    let refused = send(&eve, &server, |it| it.parts = vec![part]).await;
    assert_eq!(refused.code(), Code::BlobUnavailable);
    let unknown = send(&eve, &server, |it| {
        it.parts = vec![PartEntry {
            blob_id: [9; 16],
            ..part
        }];
    });
    assert_eq!(unknown.await.body, refused.body);
}

/// Anna's attachment as her letter's submission names it.
async fn attach_and_send(anna: &Person, bjorn: &Person) -> PartEntry {
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &&[5; 10_000][..], &Quiet).await.unwrap();
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    let stored = anna.get(&format!("/messages/{}", sent.message_id)).await.json();
    let bytes = Bytes::from_text(stored["submission"]["bytes"].as_str().unwrap()).unwrap();
    Submission::parse(&bytes).unwrap().parts[0]
}

#[tokio::test]
async fn an_attachment_that_is_unfinished_or_not_what_the_letter_says_is_refused() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let (id, bytes) = (BlobId([1; 16]), vec![9; 5000]);
    let part = PartEntry {
        blob_id: id.0,
        csize: 5000,
        sha256: crypto::sha256(&bytes),
    };
    let announcement = json!({"blob_id": id, "size_bytes": 5000});
    assert_eq!(eve.send_json("POST", "/blobs", &announcement).await.status, 200);
    let segment = format!("/blobs/{id}/segments/0");
    let put = eve.send("PUT", &segment, "application/octet-stream", bytes).await;
    assert_eq!(put.status, 200);
    let unfinished = send(&eve, &server, |it| it.parts = vec![part]).await;
    assert_eq!(unfinished.code(), Code::BlobUnavailable);
    let (complete, hash) = (
        format!("/blobs/{id}/complete"),
        json!({"sha256": Bytes::from(part.sha256)}),
    );
    assert_eq!(eve.send_json("POST", &complete, &hash).await.status, 200);
    let of_another_size = send(&eve, &server, |it| {
        it.parts = vec![PartEntry { csize: 5001, ..part }]
    })
    .await;
    let of_another_hash = send(&eve, &server, |it| {
        it.parts = vec![PartEntry {
            sha256: [0; 32],
            ..part
        }];
    });
    assert_eq!(of_another_size.code(), Code::BlobUnavailable);
    assert_eq!(of_another_hash.await.code(), Code::BlobUnavailable);
    assert_eq!(send(&eve, &server, |it| it.parts = vec![part]).await.status, 200);
}

#[tokio::test]
async fn what_is_no_address_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for address in [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a b@example.org",
        "anna@example.org\n",
    ] {
        let ask = json!({"wanted": [{"address": address}]});
        assert_eq!(
            anna.post("/keys/lookup", &ask).await.code(),
            Code::InvalidAddress,
            "{address:?}"
        );
    }
}

/// The receipt that Eve would give for a letter of Anna's.
fn receipt(eve: &RawAccount, stored: &Value, now_ms: u64) -> Receipt {
    let bytes = Bytes::from_text(stored["submission"]["bytes"].as_str().unwrap()).unwrap();
    let submission = Submission::parse(&bytes).unwrap();
    let mine = |entry: &&crypto::submission::Entry| entry.mbox == eve.mailbox_id;
    Receipt {
        kind: ReceiptKind::Opened,
        msg_id: submission.msg_id,
        envelope_sha256: submission.deliveries.iter().find(mine).unwrap().envelope_sha256,
        manifest_sha256: submission.manifest_sha256,
        opened: [1; 32],
        part_blob: [0; 16],
        delivery_mbox: eve.mailbox_id,
        reader_mbox: eve.mailbox_id,
        reader_addr: eve.address.clone(),
        reader_epoch: 0,
        client_ms: now_ms,
        kt_size: 0,
        kt_root: [0; 32],
        audit_size: 0,
        audit_root: [0; 32],
        nonce: [7; 16],
    }
}

async fn open(eve: &RawAccount, id: MessageId) {
    let opened = eve
        .send_json("POST", &format!("/messages/{id}/open"), &json!({}))
        .await;
    assert_eq!(opened.status, 200);
}

#[tokio::test]
async fn a_receipt_before_opening_or_with_another_story_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let eve = RawAccount::join(&server, "eve").await;
    let mut draft = anna.letter_to(&anna);
    draft.to = vec![eve.address.clone()];
    draft.asks_receipt = true;
    let id = anna.send(&draft).await.unwrap().message_id;
    let stored = eve
        .send_json("GET", &format!("/messages/{id}"), &json!({}))
        .await
        .json();
    let honest = receipt(&eve, &stored, server.clock.now_ms());
    assert_eq!(
        eve.send_receipt(&honest).await.code(),
        Code::NotFound,
        "before it was opened"
    );
    open(&eve, id).await;
    type Change = fn(&mut Receipt);
    let changes: [Change; 11] = [
        |it| it.kind = ReceiptKind::Fetched,
        |it| it.envelope_sha256 = [1; 32],
        |it| it.manifest_sha256 = [1; 32],
        |it| it.delivery_mbox = [1; 16],
        |it| it.reader_mbox = [1; 16],
        |it| it.reader_addr = "anna@example.org".to_owned(),
        |it| it.kt_root = [1; 32],
        |it| it.audit_size = 1,
        |it| it.audit_root = [1; 32],
        |it| (it.audit_size, it.audit_root) = (1, [1; 32]),
        |it| it.audit_size = u64::MAX,
    ];
    for (n, change) in changes.iter().enumerate() {
        let mut changed = honest.clone();
        change(&mut changed);
        if changed.kind == ReceiptKind::Fetched {
            changed.opened = [0; 32];
        }
        assert_eq!(
            eve.send_receipt(&changed).await.code(),
            Code::ReceiptRefused,
            "change {n}"
        );
    }
    let mut of_another_epoch = honest.clone();
    of_another_epoch.reader_epoch = 1;
    assert_eq!(
        eve.send_receipt(&of_another_epoch).await.code(),
        Code::StaleSenderKey
    );
    assert_eq!(eve.send_receipt(&honest).await.status, 200);
}

#[tokio::test]
async fn a_receipt_that_nobody_asked_for_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let eve = RawAccount::join(&server, "eve").await;
    let mut draft = anna.letter_to(&anna);
    draft.to = vec![eve.address.clone()];
    draft.asks_receipt = false;
    let id = anna.send(&draft).await.unwrap().message_id;
    let stored = eve
        .send_json("GET", &format!("/messages/{id}"), &json!({}))
        .await
        .json();
    open(&eve, id).await;
    let unasked = receipt(&eve, &stored, server.clock.now_ms());
    assert_eq!(eve.send_receipt(&unasked).await.code(), Code::ReceiptRefused);
}
