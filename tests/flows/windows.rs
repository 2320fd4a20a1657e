//! Several windows of one browser, and what a device remembers between two of them: which account a request is meant
//! for, and how far the keyrings had come.

use api::erasure::EmptyBin;
use api::messages::Folder;
use client::Error;
use client::transport::{Method, Request, Transport as _};
use client::view::Trust;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tests::{Open, Person, TestClient, TestServer};

/// Another window: a session of its own, and the connection to tamper with.
async fn window(server: &TestServer, person: &Person) -> (Arc<TestClient>, Open) {
    let client = server.client();
    let mailbox = person.enter(&client).await;
    (client, mailbox)
}

/// Two accounts in two tabs of one browser: the tabs share the cookie, so the older tab speaks with the newer's session.
#[tokio::test]
async fn a_tab_of_one_account_cannot_write_over_the_keyring_of_another() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Cecilia").await,
    );
    let browser = server.client();
    let annas = anna.enter(&browser).await;
    let _bjorns = bjorn.enter(&browser).await;
    // In the older tab Anna looks somebody up, which pins.
    let looked = annas.look(&cecilia.address).await;
    let again = bjorn
        .halfway(&server.client())
        .await
        .prove(&bjorn.phone.code(), false)
        .await;
    assert!(
        again.is_ok(),
        "Anna's tab got {looked:?}, and Björn's mailbox is lost: {:?}",
        again.err()
    );
}

#[tokio::test]
async fn a_tab_of_one_account_cannot_empty_the_bin_of_another() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.throw_away(sent.message_id).await;
    let browser = server.client();
    let annas = anna.enter(&browser).await;
    let _bjorns = bjorn.enter(&browser).await;
    let emptied = annas.empty_bin(&EmptyBin::default()).await;
    let left = bjorn.list(Folder::Bin, None, true).await.unwrap().rows.len();
    assert_eq!(left, 1, "Anna's tab erased Björn's letter: {emptied:?}");
}

#[tokio::test]
async fn a_reload_takes_no_older_keyrings_than_this_device_has_seen() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let client = server.client();
    let (mailbox, stored) = anna.enter_and_stay(&client).await;
    assert!(mailbox.take_stored().is_none(), "it is what was stored at first");
    let old = anna.get("/account/keyrings").await.body;
    mailbox.look(&bjorn.address).await.unwrap();
    let newer = mailbox.take_stored().unwrap();
    let first = stored.unwrap();
    assert!(newer.is_news_to(&first) && !first.is_news_to(&newer));
    assert!(mailbox.take_stored().is_none(), "once is enough");
    assert!(client.resume(&newer).await.unwrap().is_some());
    client.transport().after(move |request, response| {
        if request.path.ends_with("/account/keyrings") && request.method == Method::Get {
            response.body.clone_from(&old);
        }
    });
    let resumed = client.resume(&newer).await;
    assert!(
        matches!(resumed, Err(Error::BadAnswer(_))),
        "after the reload of one and the same window nothing is pinned"
    );
}

#[tokio::test]
async fn a_request_that_names_no_session_or_another_changes_nothing() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let other = bjorn.client.transport().session().unwrap();
    let cases = [
        (Method::Get, None, 200),
        (Method::Get, Some(other.clone()), 401),
        (Method::Post, None, 401),
        (Method::Post, Some(other), 401),
        (Method::Post, Some("sess_".to_owned()), 401),
        (Method::Post, anna.client.transport().session(), 200),
    ];
    for (method, session, status) in cases {
        let path = match method {
            Method::Get => "/api/v1/session",
            _ => "/api/v1/session/touch",
        };
        let mut headers = vec![(api::CSRF_HEADER, "1".to_owned())];
        headers.extend(session.clone().map(|id| (api::SESSION_HEADER, id)));
        let request = Request {
            method,
            path: path.to_owned(),
            headers,
            body: None,
        };
        let answer = anna.client.transport().send(request).await.unwrap();
        assert_eq!(answer.status, status, "{method:?} {session:?}");
    }
}

#[tokio::test]
async fn a_closed_mailbox_asks_and_believes_nothing_more() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.close();
    assert_eq!(anna.send(&anna.letter_to(&bjorn)).await, Err(Error::SignedOut));
    assert_eq!(anna.follow().await.err(), Some(Error::SignedOut));
    // Another one over the same connection goes on.
    let (again, _) = anna
        .halfway(&anna.client)
        .await
        .prove(&anna.phone.code(), false)
        .await
        .unwrap();
    assert!(again.folders().await.is_ok());
    again.sign_out().await.unwrap();
    assert_eq!(again.folders().await, Err(Error::SignedOut));
}

#[tokio::test]
async fn a_fork_of_the_keyrings_is_not_taken_for_progress() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let (client, second) = window(&server, &anna).await;
    let old: Value = anna.get("/account/keyrings").await.json();
    anna.look(&bjorn.address).await.unwrap();
    anna.compare(&bjorn).await;
    // The second window's writes go to a branch of their own, which grows longer.
    let (branch, conflict) = (Arc::new(Mutex::new(old)), Arc::new(Mutex::new(Vec::new())));
    let (grow, keep) = (Arc::clone(&branch), Arc::clone(&conflict));
    client.transport().after(move |request, response| {
        if request.path.ends_with("/account/keyrings") && request.method == Method::Put {
            let change: Value = serde_json::from_slice(&request.body.as_ref().unwrap().1).unwrap();
            grow.lock().unwrap()["sig"] = change["sig"].clone();
            if response.status != 204 {
                *keep.lock().unwrap() = response.body.clone();
            }
            response.status = 204;
        }
    });
    for name in ["A", "B", "C", "D"] {
        second.set_name(name).await.unwrap();
    }
    let first = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if !request.path.ends_with("/account/keyrings") {
            return;
        }
        if request.method == Method::Get {
            response.body = serde_json::to_vec(&*branch.lock().unwrap()).unwrap();
        } else if first.fetch_add(1, Ordering::SeqCst) == 0 {
            response.status = 409;
            response.body.clone_from(&conflict.lock().unwrap());
        } else {
            response.status = 204;
        }
    });
    let named = anna.set_name("E").await;
    let pins: Vec<_> = anna.contacts("").iter().map(|person| person.trust).collect();
    assert!(
        named.is_err() && pins == [Trust::Verified],
        "the first window took the branch over ({:?}) and has the pins {pins:?}",
        named.map(|_| ())
    );
}

#[tokio::test]
async fn the_user_that_a_session_names_is_the_one_who_signed_in() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    client.transport().after(|request, response| {
        if request.path.ends_with("/auth/second-factor") && response.status == 200 {
            let mut answer: Value = serde_json::from_slice(&response.body).unwrap();
            answer["session"]["user_id"] = json!(api::UserId([9; 16]));
            response.body = serde_json::to_vec(&answer).unwrap();
        }
    });
    let entered = anna.halfway(&client).await.prove(&anna.phone.code(), false).await;
    let Ok((mailbox, _)) = entered else { return };
    client.transport().untap();
    mailbox.set_name("Anna A.").await.unwrap();
    let again = anna
        .halfway(&server.client())
        .await
        .prove(&anna.phone.code(), false)
        .await;
    panic!(
        "the keyring was sealed for another user; from now on: {:?}",
        again.err()
    );
}
