//! A stolen session can write nonsense over the keyrings, and closes nothing with it.

use api::account::{Keyring, Keyrings, KeyringsChange};
use api::messages::Folder;
use api::{Bytes, Code};
use client::{Beside, Error, NewSecrets, Zxcvbn};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Person, TestServer, put_json, walk};

const NEW: &str = "stegen bakom ladan är våt igen";
const OPENED: &str = "/account/keyrings/opened";

/// Waits for the eraser, which works beside the answers.
async fn wait_for_files(server: &TestServer, count: usize) {
    while walk(&server.data().join("vault/blobs")).len() != count {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn in_use(person: &Person) -> Keyrings {
    serde_json::from_slice(&person.get("/account/keyrings").await.body).unwrap()
}

/// Writes nonsense in the place of both keyrings, as whoever has the session can.
async fn overwrite(person: &Person) {
    let before = in_use(person).await;
    let nonsense = |before: &Keyring| {
        Some(Keyring {
            version: before.version + 1,
            sealed: Bytes(vec![7; 400]),
        })
    };
    let change = KeyringsChange {
        dec: nonsense(&before.dec),
        sig: nonsense(&before.sig),
    };
    let body = serde_json::to_vec(&change).unwrap();
    assert_eq!(put_json(person, "/account/keyrings", body).await.status, 204);
}

#[tokio::test]
async fn the_next_sign_in_puts_back_what_the_one_before_opened() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let letter = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    anna.set_name("Anna Andersson").await.unwrap();
    anna.compare(&bjorn).await;
    anna.sign_in(&server).await;
    for _ in 0..3 {
        overwrite(&anna).await;
    }

    let again = anna.sign_in(&server).await;
    let me = again.me().await.unwrap();
    assert!(me.keyrings_restored);
    assert_eq!(me.name, "Anna Andersson");
    assert!(again.read(letter.message_id).await.is_ok());
    assert!(matches!(
        again.look(&bjorn.address).await.unwrap(),
        client::view::Reachable::Yes(person) if person.trust == client::view::Trust::Verified
    ));
    assert!(again.send(&anna.letter_to(&bjorn)).await.is_ok());
    let later = anna.sign_in(&server).await;
    assert!(!later.me().await.unwrap().keyrings_restored);
    assert!(bjorn.list(Folder::Inbox, None, true).await.is_ok());
}

#[tokio::test]
async fn a_reload_leads_to_signing_in_anew() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let (_, stored) = anna.enter_and_stay(&client).await;
    overwrite(&anna).await;
    assert!(client.resume(&stored.unwrap()).await.unwrap().is_none());
    assert!(anna.sign_in(&server).await.me().await.unwrap().keyrings_restored);
}

#[tokio::test]
async fn no_session_can_say_that_nonsense_opens() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    // Another sign-in of hers, whose token somebody has kept back.
    let token = Arc::new(Mutex::new(None));
    let taken = Arc::clone(&token);
    anna.set_name("Anna Andersson").await.unwrap();
    let client = server.client();
    client.transport().before(move |request| {
        let is_it = request.path.ends_with(OPENED);
        if is_it {
            let (_, body) = request.body.clone().unwrap();
            let told: serde_json::Value = serde_json::from_slice(&body).unwrap();
            *taken.lock().unwrap() = Some(told["token"].clone());
        }
        !is_it
    });
    let _other = anna.enter(&client).await;
    overwrite(&anna).await;
    let now = in_use(&anna).await;
    let token = token.lock().unwrap().clone().unwrap();
    for token in [token, json!(Bytes(vec![7; 32])), json!(Bytes(Vec::new()))] {
        let told = json!({"token": token, "dec": now.dec.version, "sig": now.sig.version});
        let refused = anna.post(OPENED, &told).await;
        assert_eq!(refused.problem().detail.as_deref(), Some("token"));
    }
    let again = anna.sign_in(&server).await;
    assert!(again.me().await.unwrap().keyrings_restored);
}

/// What is written between the answer of a sign-in and what its client says of it is not what it has opened.
#[tokio::test]
async fn what_was_written_meanwhile_is_not_kept() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    anna.set_name("Anna Andersson").await.unwrap();
    let client = server.client();
    client.transport().before(|request| {
        if request.path.ends_with(OPENED) {
            let (_, body) = request.body.as_mut().unwrap();
            let mut told: serde_json::Value = serde_json::from_slice(body).unwrap();
            told["sig"] = json!(told["sig"].as_u64().unwrap() - 1);
            *body = told.to_string().into_bytes();
        }
        true
    });
    assert!(anna.enter(&client).await.folders().await.is_ok());
    overwrite(&anna).await;
    let again = anna.sign_in(&server).await;
    let me = again.me().await.unwrap();
    assert!(me.keyrings_restored);
    assert_eq!(me.name, "Anna", "of the sign-in before that one");
}

#[tokio::test]
async fn two_pairs_are_there_at_most() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    wait_for_files(&server, 4).await;
    for name in ["A", "B", "C"] {
        anna.set_name(name).await.unwrap();
    }
    // Two wraps, both keyrings in use, and the other keyring/sig that is kept.
    wait_for_files(&server, 5).await;
    overwrite(&anna).await;
    wait_for_files(&server, 6).await;
    anna.sign_in(&server).await;
    wait_for_files(&server, 4).await;
}

#[tokio::test]
async fn the_recovery_words_open_an_account_whose_keyrings_were_overwritten() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    overwrite(&anna).await;
    let proven = server.client().recover(&anna.address, &anna.words).await.unwrap();
    let secrets = NewSecrets {
        password: NEW,
        words: None,
    };
    let code = anna.phone.code();
    proven
        .finish(Beside::Code(&code), secrets, &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    let again = anna.sign_in(&server).await;
    assert!(again.me().await.unwrap().keyrings_restored);
}

#[tokio::test]
async fn after_a_compromised_password_none_of_before_is_kept() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    anna.set_name("Anna Andersson").await.unwrap();
    wait_for_files(&server, 5).await;
    let code = anna.phone.code();
    let change = client::PasswordChange {
        current: &anna.password,
        code: client::GivenCode::Own(&code),
        new: NEW,
    };
    anna.replace_compromised(change, None, &Zxcvbn).await.unwrap();
    wait_for_files(&server, 3).await;
    anna.password = NEW.to_owned();
    let again = anna.sign_in(&server).await;
    assert!(!again.me().await.unwrap().keyrings_restored);
    // Nothing is kept before a sign-in has opened the new ones: those in use are all there is.
    assert_eq!(again.folders().await.err(), None::<Error>);
    assert_eq!(anna.get("/account").await.code(), Code::SignedOut);
}
