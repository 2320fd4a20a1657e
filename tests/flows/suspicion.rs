//! A server that lies: what it changes is noticed, and shown as what it is.

use api::MessageId;
use api::messages::{Delivery, Folder, Page};
use client::transfer::Quiet;
use client::transport::Method;
use client::view::{Draft, Flaw};
use client::{Error, NewAttachment};
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tests::{Person, TestServer};

/// Changes every delivery that comes to a person.
fn tamper(person: &Person, change: impl Fn(&mut Delivery) + Send + 'static) {
    person.client.transport().after(move |request, response| {
        if request.path.contains("/messages?") {
            let mut page: Page = serde_json::from_slice(&response.body).unwrap();
            page.items.iter_mut().for_each(&change);
            response.body = serde_json::to_vec(&page).unwrap();
        }
    });
}

async fn flaw_of(person: &Person, change: impl Fn(&mut Delivery) + Send + 'static) -> Option<Flaw> {
    tamper(person, change);
    let rows = person.list(Folder::Inbox, None, true).await.unwrap().rows;
    person.client.transport().untap();
    rows[0].flaw
}

#[tokio::test]
async fn changed_deliveries_are_named_for_what_they_are_and_break_no_list() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let last = |bytes: &mut api::Bytes| *bytes.0.last_mut().unwrap() ^= 1;
    assert_eq!(
        flaw_of(&bjorn, move |it| last(&mut it.envelope)).await,
        Some(Flaw::Damaged)
    );
    assert_eq!(
        flaw_of(&bjorn, |it| it.envelope.0.clear()).await,
        Some(Flaw::Damaged)
    );
    assert_eq!(
        flaw_of(&bjorn, move |it| last(&mut it.submission.signature)).await,
        Some(Flaw::Forged)
    );
    assert!(
        flaw_of(&bjorn, move |it| last(&mut it.promise.signature))
            .await
            .is_some()
    );
    assert!(
        flaw_of(&bjorn, |it| it.submission.bytes.0[40] ^= 1)
            .await
            .is_some()
    );
    assert_eq!(
        flaw_of(&bjorn, |it| it.message_id = MessageId([0; 16])).await,
        Some(Flaw::Forged)
    );
    assert_eq!(flaw_of(&bjorn, |_| {}).await, None);
}

#[tokio::test]
async fn a_letter_for_someone_else_is_not_shown() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    anna.send(&anna.letter_to(&eve)).await.unwrap();
    let eves = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&eves);
    tamper(&eve, move |it| *keep.lock().unwrap() = Some(it.clone()));
    eve.list(Folder::Inbox, None, true).await.unwrap();
    let eves = eves.lock().unwrap().clone().unwrap();
    assert!(flaw_of(&bjorn, move |it| *it = eves.clone()).await.is_some());
}

#[tokio::test]
async fn swapped_envelopes_of_one_sender_are_noticed() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.client.transport().after(|request, response| {
        if request.path.contains("/messages?") {
            let mut page: Page = serde_json::from_slice(&response.body).unwrap();
            let first = page.items[0].envelope.clone();
            page.items[0].envelope = page.items[1].envelope.clone();
            page.items[1].envelope = first;
            response.body = serde_json::to_vec(&page).unwrap();
        }
    });
    let rows = bjorn.list(Folder::Inbox, None, true).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.flaw.is_some()));
}

#[tokio::test]
async fn ones_own_letter_is_never_shown_as_received() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    tamper(&anna, |it| it.folder = Folder::Inbox);
    let rows = anna.list(Folder::Sent, None, true).await.unwrap().rows;
    assert!(rows[0].mine);
}

#[tokio::test]
async fn a_promise_of_another_server_is_an_alarm() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.client.transport().after(|request, response| {
        if request.path.ends_with("/messages") && response.status == 200 {
            let mut sent: api::messages::Sent = serde_json::from_slice(&response.body).unwrap();
            sent.promise.as_mut().unwrap().signature.0[0] ^= 1;
            response.body = serde_json::to_vec(&sent).unwrap();
        }
    });
    assert_eq!(
        anna.send(&anna.letter_to(&bjorn)).await,
        Err(Error::ServerChanged)
    );
}

#[tokio::test]
async fn an_old_keyring_is_not_taken_for_a_new_one() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let old = anna.get("/account/keyrings").await.body;
    anna.look(&bjorn.address).await.unwrap();
    // A second device changes something, so that this one has to reload, and gets what was before.
    anna.sign_in(&server).await.set_name("Anna A.").await.unwrap();
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/account/keyrings") && response.status == 200 {
            response.body.clone_from(&old);
        }
    });
    assert!(matches!(anna.set_name("Anna B.").await, Err(Error::BadAnswer(_))));
}

#[tokio::test]
async fn a_weaker_key_stretching_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    client.transport().after(|request, response| {
        if request.path.ends_with("/auth/login/start") {
            let mut answer: Value = serde_json::from_slice(&response.body).unwrap();
            answer["ksf"] = 0.into();
            response.body = answer.to_string().into_bytes();
        }
    });
    assert!(matches!(
        client.sign_in(&anna.address, &anna.password).await,
        Err(Error::Downgrade)
    ));
}

async fn attach(person: &Person, upload: u32, name: &str, bytes: &[u8]) {
    let new = NewAttachment {
        upload,
        name,
        media_type: "",
    };
    person.attach(new, &bytes, &Quiet).await.unwrap();
}

/// `GET /messages/{asked}` is answered with another letter of the same mailbox.
fn answer_with(person: &Person, asked: MessageId, other: Vec<u8>, from_nth: usize) {
    let (path, count) = (format!("/messages/{asked}"), AtomicUsize::new(0));
    person.client.transport().after(move |request, response| {
        let is_fetch = request.method == Method::Get && request.path.ends_with(&path);
        if is_fetch && count.fetch_add(1, Ordering::SeqCst) >= from_nth {
            response.body.clone_from(&other);
        }
    });
}

#[tokio::test]
async fn an_attachment_comes_from_the_letter_that_it_was_asked_of() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    attach(&anna, 1, "avtal.pdf", b"the contract that Anna signed for").await;
    attach(&eve, 1, "x", b"what Eve would like Bjorn to open").await;
    let with = |from: &Person| Draft {
        uploads: vec![1],
        ..from.letter_to(&bjorn)
    };
    let (annas, eves) = (
        anna.send(&with(&anna)).await.unwrap(),
        eve.send(&with(&eve)).await.unwrap(),
    );
    let index = bjorn.read(annas.message_id).await.unwrap().attachments[0].index;
    let other = bjorn.get(&format!("/messages/{}", eves.message_id)).await.body;
    // As the worker saves: the name by one fetch, the bytes by another. Only the second is answered with Eve's letter.
    answer_with(&bjorn, annas.message_id, other, 1);
    let attachment = bjorn.attachment(annas.message_id, index).await.unwrap();
    assert_eq!(attachment.name, "avtal.pdf");
    let mut saved = Vec::new();
    let done = bjorn.save(annas.message_id, index, &mut saved, &Quiet).await;
    assert!(
        done.is_err(),
        "Eve's bytes were saved as Anna's {}: {:?}",
        attachment.name,
        String::from_utf8_lossy(&saved)
    );
}

#[tokio::test]
async fn an_answer_refers_to_the_letter_that_it_answers() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let annas = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let eves = eve.send(&eve.letter_to(&bjorn)).await.unwrap();
    let other = bjorn.get(&format!("/messages/{}", eves.message_id)).await.body;
    answer_with(&bjorn, annas.message_id, other, 0);
    let answer = Draft {
        answers: Some(annas.message_id),
        body: "Ja, jag godkänner.".into(),
        ..bjorn.letter_to(&anna)
    };
    assert!(
        bjorn.send(&answer).await.is_err(),
        "a signed yes to Anna, whose `refs` name Eve's letter, was sent"
    );
}

#[tokio::test]
async fn reading_one_letter_gives_no_receipt_for_another() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let annas = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let eves = eve.send(&eve.letter_to(&bjorn)).await.unwrap();
    // Both marked as opened at the server, which a lying one does by itself.
    bjorn
        .post(&format!("/messages/{}/open", eves.message_id), &Value::Null)
        .await;
    let other = bjorn.get(&format!("/messages/{}", eves.message_id)).await.body;
    answer_with(&bjorn, annas.message_id, other, 0);
    let read = bjorn.read(annas.message_id).await;
    let given = eve.track(eves.message_id, true).await.unwrap().readers[0].opened;
    assert!(
        read.is_err() && given.is_none(),
        "a receipt for Eve's letter: {given:?}"
    );
}
