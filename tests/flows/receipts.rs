//! Receipts: given once, by those who opened, about what they opened; a GET gives none.

use api::messages::Folder;
use api::{Code, MessageId};
use client::view::{ReadCount, ReceiptState};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tests::{Person, TestServer};

async fn read_count(anna: &Person) -> Option<ReadCount> {
    anna.list(Folder::Sent, None, true).await.unwrap().rows[0].read_count
}

/// Lets Björn read, and returns the receipt that he sent.
async fn receipt_of(bjorn: &Person, id: MessageId) -> Value {
    let kept = Arc::new(Mutex::new(Value::Null));
    let keep = Arc::clone(&kept);
    bjorn.client.transport().before(move |request| {
        if request.path.ends_with("/receipts") {
            *keep.lock().unwrap() = serde_json::from_slice(&request.body.as_ref().unwrap().1).unwrap();
        }
        true
    });
    bjorn.read(id).await.unwrap();
    bjorn.client.transport().untap();
    kept.lock().unwrap().clone()
}

#[tokio::test]
async fn listing_and_fetching_mark_nothing_as_read() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    for _ in 0..2 {
        assert!(bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0].unread);
        bjorn.get(&format!("/messages/{}", sent.message_id)).await;
    }
    assert_eq!(bjorn.folders().await.unwrap().unread, 1);
    assert_eq!(read_count(&anna).await, Some(ReadCount { read: 0, of: 1 }));
}

#[tokio::test]
async fn a_second_open_makes_no_second_receipt() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let ReceiptState::Given { logged_ms } = bjorn.read(sent.message_id).await.unwrap().receipt else {
        panic!("given")
    };
    server.clock.advance_ms(60_000);
    assert_eq!(
        bjorn.read(sent.message_id).await.unwrap().receipt,
        ReceiptState::Given { logged_ms }
    );
    let receipts = anna
        .get(&format!("/messages/{}/receipts", sent.message_id))
        .await
        .json();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 1);
    assert_eq!(
        anna.track(sent.message_id, true).await.unwrap().readers[0]
            .opened
            .unwrap()
            .logged_ms,
        logged_ms
    );
}

#[tokio::test]
async fn none_is_given_where_none_is_asked_for_or_the_reader_withholds_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let quiet = client::view::Draft {
        asks_receipt: false,
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&quiet).await.unwrap();
    assert_eq!(
        bjorn.read(sent.message_id).await.unwrap().receipt,
        ReceiptState::NotAsked
    );
    assert!(!anna.track(sent.message_id, true).await.unwrap().asked);
    server.clock.advance_ms(1);
    assert!(!bjorn.set_gives_receipts(false).await.unwrap().gives_receipts);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(
        bjorn.read(sent.message_id).await.unwrap().receipt,
        ReceiptState::Withheld
    );
    assert_eq!(read_count(&anna).await, Some(ReadCount { read: 0, of: 1 }));
}

#[tokio::test]
async fn forged_and_moved_receipts_are_refused() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let genuine = receipt_of(&bjorn, sent.message_id).await;
    let path = |id: MessageId| format!("/messages/{id}/receipts");
    // Not Eve's letter.
    assert_eq!(
        eve.post(&path(sent.message_id), &genuine).await.code(),
        Code::NotFound
    );
    // The sender cannot give one in the reader's name.
    assert_eq!(
        anna.post(&path(sent.message_id), &genuine).await.code(),
        Code::ReceiptRefused
    );
    // For another letter.
    let other = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(
        bjorn.post(&path(other.message_id), &genuine).await.code(),
        Code::ReceiptRefused
    );
    // With another signature, or other bytes.
    let mut forged = genuine.clone();
    forged["receipt"]["signature"] = json!(api::Bytes(vec![0; 64]));
    assert_eq!(
        bjorn.post(&path(sent.message_id), &forged).await.code(),
        Code::SignatureRefused
    );
    let bytes = api::Bytes::from_text(genuine["receipt"]["bytes"].as_str().unwrap()).unwrap();
    for at in 0..bytes.len() {
        let mut mutated = bytes.clone();
        mutated.0[at] ^= 0x10;
        let mut post = genuine.clone();
        post["receipt"]["bytes"] = json!(mutated);
        let answer = bjorn.post(&path(sent.message_id), &post).await;
        assert!(
            matches!(answer.status, 404 | 409 | 422),
            "byte {at}: {}",
            answer.status
        );
    }
    // The one that was given is untouched by all that.
    assert!(
        anna.track(sent.message_id, true).await.unwrap().readers[0]
            .opened
            .is_some()
    );
}

#[tokio::test]
async fn a_receipt_that_the_server_invents_counts_for_nothing() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Cecilia").await,
    );
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let sent = anna.send(&draft).await.unwrap();
    bjorn.read(sent.message_id).await.unwrap();
    let honest = anna.get(&format!("/messages/{}/receipts", sent.message_id)).await;
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/receipts") {
            // Björn's, with another value where only an opener knows the right one.
            let mut receipts = honest.json();
            let text = receipts["receipts"][0]["receipt"]["bytes"]
                .as_str()
                .unwrap()
                .to_owned();
            let mut bytes = api::Bytes::from_text(&text).unwrap();
            let opened_at = 1 + 1 + 16 + 32 + 32;
            bytes.0[opened_at] ^= 1;
            receipts["receipts"][0]["receipt"]["bytes"] = json!(bytes);
            response.body = receipts.to_string().into_bytes();
        }
    });
    let tracker = anna.track(sent.message_id, true).await.unwrap();
    assert!(tracker.readers.iter().all(|reader| reader.opened.is_none()));
    assert!(tracker.readers.iter().any(|reader| reader.bad_receipt));
}

#[tokio::test]
async fn a_receipt_counts_as_given_only_with_a_promise_about_itself() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let kept: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
    let keep = Arc::clone(&kept);
    bjorn.client.transport().after(move |request, response| {
        if request.path.ends_with("/receipts") {
            *keep.lock().unwrap() = Some(response.body.clone());
        }
    });
    let first = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.read(first.message_id).await.unwrap();
    let old = kept.lock().unwrap().clone().unwrap();
    assert!(serde_json::from_slice::<api::messages::ReceiptEntry>(&old).is_ok());
    bjorn.client.transport().after(move |request, response| {
        if request.path.ends_with("/receipts") {
            response.body.clone_from(&old);
        }
    });
    let second = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let read = bjorn.read(second.message_id).await;
    assert!(
        read.is_err(),
        "shown as {:?} on the strength of another letter's promise",
        read.map(|letter| letter.receipt)
    );
}
