//! Changing a password that somebody may know: everything that it opened is sealed anew, and nothing is lost.

use api::{Bytes, Code};
use client::view::{Reachable, Trust};
use client::{Error, GivenCode, PasswordChange, RecoveryWords, Zxcvbn};
use crypto::record::KeyRecord;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::joining::{Landed, wait_for};
use tests::{Authenticator, Open, Person, TestServer, walk};

const FINISH: &str = "/account/password/compromised";
const NEW: &str = "stegen bakom ladan är våt igen";

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn replace(person: &Person, mailbox: &Open, words: Option<&RecoveryWords>) -> Result<(), Error> {
    let code = person.phone.code();
    let change = PasswordChange {
        current: &person.password,
        code: GivenCode::Own(&code),
        new: NEW,
    };
    mailbox.replace_compromised(change, words, &Zxcvbn).await
}

async fn trust(mailbox: &Open, person: &Person) -> Trust {
    match mailbox.look(&person.address).await.unwrap() {
        Reachable::Yes(person) => person.trust,
        other => panic!("{other:?}"),
    }
}

/// What a client would have sent to finish the change, without sending it.
async fn intercept(person: &Person) -> Value {
    let taken = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&taken);
    person.client.transport().before(move |request| {
        let is_finish = request.path.ends_with(FINISH);
        if is_finish {
            *seen.lock().unwrap() = request.body.clone();
        }
        !is_finish
    });
    assert!(replace(person, person, None).await.is_err());
    person.client.transport().untap();
    let (_, body) = taken.lock().unwrap().take().unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn afterwards_nothing_old_opens_the_mailbox_and_everything_old_is_readable() {
    let server = TestServer::start();
    let (mut anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.compare(&bjorn).await;
    bjorn.compare(&anna).await;
    let received = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let elsewhere = server.client();
    let (other, stored) = anna.enter_and_stay(&elsewhere).await;
    let halfway = anna.halfway(&server.client()).await;

    let words = RecoveryWords::make(anna.client.platform());
    replace(&anna, &anna, Some(&words)).await.unwrap();

    assert_eq!(
        anna.folders().await.err(),
        Some(Error::SignedOut),
        "the own session"
    );
    assert_eq!(code_of(other.folders().await), Some(Code::SignedOut));
    assert_eq!(anna.get("/account").await.code(), Code::SignedOut);
    assert!(elsewhere.resume(&stored.unwrap()).await.unwrap().is_none());
    let late = halfway.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(late), Some(Code::SecondFactorEnded));
    let old = server.client().sign_in(&anna.address, &anna.password).await;
    assert_eq!(code_of(old), Some(Code::LoginRefused));
    let old = server.client().recover(&anna.address, &anna.words).await;
    assert_eq!(code_of(old), Some(Code::RecoveryRefused), "the old words");
    assert!(server.client().recover(&anna.address, &words).await.is_ok());

    anna.password = NEW.to_owned();
    let server = server.restart();
    let again = anna.sign_in(&server).await;
    for id in [received.message_id, sent.message_id] {
        assert!(again.read(id).await.is_ok());
    }
    assert!(bjorn.read(sent.message_id).await.is_ok());
    assert_eq!(trust(&again, &bjorn).await, Trust::Verified, "pins are kept");
}

#[tokio::test]
async fn the_mailbox_has_other_keys_that_correspondents_follow() {
    let server = TestServer::start();
    let (mut anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let before = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    replace(&anna, &anna, None).await.unwrap();
    anna.password = NEW.to_owned();
    anna.mailbox = anna.enter(&anna.client).await;
    anna.keep_keys_fresh().await.unwrap();

    let records = anna.get_own_records().await;
    let parsed = records
        .iter()
        .map(|record| KeyRecord::parse(&record.record).unwrap());
    let [old, new] = parsed.collect::<Vec<_>>().try_into().unwrap();
    assert!(old.sig_pk != new.sig_pk && old.enc_pk != new.enc_pk);
    assert_eq!(trust(&bjorn, &anna).await, Trust::Known);
    let after = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    for letter in [&before, &after] {
        assert!(anna.read(letter.message_id).await.is_ok());
        let tracked = bjorn.track(letter.message_id, true).await.unwrap();
        assert!(
            tracked.readers[0].opened.is_some(),
            "receipts by old and new keys"
        );
    }
    let answer = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert!(bjorn.read(answer.message_id).await.is_ok());
    // Another year's renewal goes on from there.
    anna.renew_keys().await.unwrap();
    assert_eq!(anna.get_own_records().await.len(), 3);
}

#[tokio::test]
async fn what_lay_under_the_old_master_key_is_erased() {
    let server = TestServer::start();
    let (anna, mut passkey) = (server.person("Anna").await, Authenticator::default());
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let options = anna.start_passkey().await.unwrap();
    let added = anna.add_passkey(&passkey.create(&options), "Mobilen").await;
    added.unwrap();
    let halfway = anna.password_again(&anna.password).await.unwrap();
    let opening = anna.start_opening(halfway, &anna.phone.code()).await.unwrap();
    let answer = passkey.get(opening.options());
    anna.finish_opening(&opening, &answer).await.unwrap();
    let blobs = server.data().join("vault/blobs");
    let before = walk(&blobs);
    assert_eq!(before.len(), 5, "three wraps and two keyrings");
    let words = RecoveryWords::make(anna.client.platform());
    replace(&anna, &anna, Some(&words)).await.unwrap();
    // The eraser was told, and works beside the answer.
    while before.iter().any(|file| file.exists()) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(walk(&blobs).len(), 4);
}

#[tokio::test]
async fn the_next_sign_in_is_told_of_wherever_it_is_from() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    replace(&anna, &anna, None).await.unwrap();
    anna.password = NEW.to_owned();
    anna.sign_in(&server).await;
    let told = |mail: &Landed| mail.subject.as_deref() == Some("Ny inloggning");
    wait_for(&server.origin(), &anna.address, told).await;
}

#[tokio::test]
async fn a_requested_end_is_stopped() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    anna.end_account(&anna.password, &anna.phone.code())
        .await
        .unwrap();
    replace(&anna, &anna, None).await.unwrap();
    anna.password = NEW.to_owned();
    let again = anna.sign_in(&server).await;
    assert_eq!(again.me().await.unwrap().ends_ms, None);
}

#[tokio::test]
async fn another_device_that_writes_in_between_loses_nothing() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let other = anna.sign_in(&server).await;
    let (reached, mut reaches) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel();
    let mut is_first = true;
    anna.client.transport().before(move |request| {
        if request.path.ends_with(FINISH) && std::mem::replace(&mut is_first, false) {
            reached.send(()).unwrap();
            released.recv().unwrap();
        }
        true
    });
    let replacing = tokio::task::spawn_blocking(move || {
        let replacing = async {
            let done = replace(&anna, &anna, None).await;
            (anna, done)
        };
        tokio::runtime::Handle::current().block_on(replacing)
    });
    reaches.recv().await.unwrap();
    assert_eq!(trust(&other, &bjorn).await, Trust::New);
    other.renew_keys().await.unwrap();
    release.send(()).unwrap();
    let (mut anna, done) = replacing.await.unwrap();
    done.unwrap();
    anna.client.transport().untap();
    anna.password = NEW.to_owned();
    anna.mailbox = anna.enter(&anna.client).await;
    assert_eq!(trust(&anna, &bjorn).await, Trust::Known, "the other device's pin");
    assert_eq!(anna.get_own_records().await.len(), 3);
}

#[tokio::test]
async fn a_change_that_is_refused_changes_nothing() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let finish = intercept(&anna).await;
    let mut refused = Vec::new();
    let mut with = |path: &[&str], value: Value, code: Code| {
        let mut body = finish.clone();
        let place = path.iter().fold(&mut body, |at, name| &mut at[*name]);
        *place = value;
        refused.push((body, code));
    };
    let sealed = json!(Bytes(vec![1; 200]));
    with(&["change"], json!(Bytes(vec![1; 32])), Code::InvalidRequest);
    with(
        &["opaque_upload"],
        json!(Bytes(vec![1; 192])),
        Code::InvalidRequest,
    );
    with(
        &["wrap_password"],
        json!(Bytes(vec![1; 10])),
        Code::InvalidRequest,
    );
    with(
        &["keyrings", "dec", "sealed"],
        json!(Bytes(vec![1; 10])),
        Code::InvalidRequest,
    );
    with(&["keyrings", "dec", "version"], json!(1), Code::KeyringConflict);
    with(&["keyrings", "sig", "version"], json!(99), Code::KeyringConflict);
    with(
        &["record", "prev_signature"],
        json!(Bytes(vec![1; 64])),
        Code::KeyRecordRefused,
    );
    with(
        &["record", "record"],
        json!(Bytes(Vec::new())),
        Code::KeyRecordRefused,
    );
    with(
        &["recovery"],
        json!({ "wrap": sealed, "key": Bytes(vec![1; 31]) }),
        Code::InvalidRequest,
    );
    for (body, code) in refused {
        let answer = anna.post(FINISH, &body).await;
        assert_eq!(answer.code(), code, "{body}");
    }
    // Nobody else's session finishes it.
    assert_eq!(bjorn.post(FINISH, &finish).await.code(), Code::InvalidRequest);

    assert!(anna.folders().await.is_ok(), "the session goes on");
    assert_eq!(anna.get_own_records().await.len(), 1);
    anna.sign_in(&server).await;
    assert!(server.client().recover(&anna.address, &anna.words).await.is_ok());
    // It stays good, and is good once.
    assert_eq!(anna.post(FINISH, &finish).await.status, 204);
    assert_eq!(anna.post(FINISH, &finish).await.code(), Code::SignedOut);
}
