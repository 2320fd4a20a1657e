//! Where an account is signed in, and signing out there: at once, everywhere, and only one's own.

use api::events::Event;
use api::{Code, SessionId};
use client::transfer::Quiet;
use client::transport::{Events as _, Method, Request, Transport as _};
use client::view::{Draft, OpenSession};
use client::{Error, NewAttachment};
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::joining::{Landed, landed, wait_for};
use tests::{Answer, Person, TestClient, TestServer, raw};
use tokio::time::timeout;

const MINUTE_MS: u64 = 60_000;
/// What has ended elsewhere has ended here in this time.
const AT_ONCE: Duration = Duration::from_secs(1);
/// More than what lies in the buffers of a connection.
const LARGE: usize = 24 * 1024 * 1024;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 hjortron/7741";

/// A device whose program says what it is.
fn device(server: &TestServer, user_agent: &'static str) -> Arc<TestClient> {
    let client = server.client();
    client.transport().before(move |request| {
        request.headers.push(("user-agent", user_agent.to_owned()));
        true
    });
    client
}

fn others(sessions: &[OpenSession]) -> Vec<SessionId> {
    let others = sessions.iter().filter(|session| !session.is_this);
    others.map(|session| session.session_id).collect()
}

async fn end(person: &Person, id: SessionId) -> Answer {
    person.post(&format!("/sessions/{id}/end"), &json!({})).await
}

#[tokio::test]
async fn the_owner_is_told_of_a_sign_in_from_an_unknown_device_once() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let told = |mail: &Landed| mail.subject.as_deref() == Some("Ny inloggning") && mail.to == anna.address;
    for program in [FIREFOX, FIREFOX, "curl/8.14.1"] {
        anna.enter(&device(&server, program)).await;
    }
    let last = |mail: &Landed| told(mail) && mail.text.contains("program");
    wait_for(&server.origin(), &anna.address, last).await;
    let mails = landed(&server.origin()).await;
    assert_eq!(mails.iter().filter(|mail| told(mail)).count(), 2);
}

#[tokio::test]
async fn each_session_is_listed_with_its_device_its_network_and_its_times() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    server.clock.advance_ms(MINUTE_MS);
    let firefox = anna.enter(&device(&server, FIREFOX)).await;
    let signed_in_ms = server.clock.now_ms();
    server.clock.advance_ms(MINUTE_MS);
    anna.enter(&device(&server, "curl/8.14.1")).await;
    let sessions = firefox.sessions().await.unwrap();
    let devices: Vec<_> = sessions.iter().map(|one| one.device.as_str()).collect();
    assert_eq!(devices, ["Firefox, Linux", "program", ""]);
    assert!(sessions[0].is_this && others(&sessions).len() == 2);
    assert!(sessions.iter().all(|one| one.net == "127.0.0.0/24"));
    assert_eq!(sessions[0].created_ms, signed_in_ms);
    assert_eq!(sessions[0].seen_ms, server.clock.now_ms(), "asking is activity");
    assert_eq!(bjorn.sessions().await.unwrap().len(), 1, "his own alone");
    // The header itself is kept nowhere.
    let data = server.data().to_owned();
    drop(server);
    for file in ["forsegla.db", "forsegla.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        assert!(!bytes.windows(8).any(|part| part == b"hjortron"), "{file}");
    }
}

#[tokio::test]
async fn what_is_over_or_lacks_its_code_is_not_listed() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    anna.sign_in(&server).await;
    anna.halfway(&server.client()).await;
    assert_eq!(anna.sessions().await.unwrap().len(), 2);
    server.clock.advance_ms(10 * MINUTE_MS);
    anna.stay().await.unwrap();
    server.clock.advance_ms(6 * MINUTE_MS);
    assert_eq!(anna.sessions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_session_that_is_ended_elsewhere_is_over_within_a_second_and_after_a_restart() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let lost = server.client();
    let (mailbox, stored) = anna.enter_and_stay(&lost).await;
    let stored = stored.unwrap();
    let mut events = mailbox.follow().await.unwrap();
    let sessions = anna.sessions().await.unwrap();
    let [id] = others(&sessions)[..] else {
        panic!("one other")
    };
    // No step-up is needed to close.
    server.clock.advance_ms(6 * MINUTE_MS);
    anna.end_session_of(id).await.unwrap();
    let ended = async { (events.next().await, events.next().await) };
    assert_eq!(
        timeout(AT_ONCE, ended).await.unwrap(),
        (Some(Event::SignedOut), None)
    );
    assert_eq!(mailbox.folders().await, Err(Error::SignedOut));
    let answers = async || {
        assert!(lost.resume(&stored).await.unwrap().is_none());
        for (method, path) in [
            (Method::Get, "/session"),
            (Method::Post, "/session/touch"),
            (Method::Post, "/session/unlock"),
            (Method::Post, "/bin/empty"),
        ] {
            let body = (method == Method::Post).then(|| ("application/json", b"{}".to_vec()));
            let answer = raw(&lost, method, path, body).await;
            assert_eq!(answer.code(), Code::SignedOut, "{path}");
        }
    };
    answers().await;
    assert!(anna.folders().await.is_ok());
    anna.end_session_of(id).await.expect("over already is over");
    let _restarted = server.restart();
    answers().await;
    assert_eq!(anna.sessions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_download_under_way_ends_with_its_session() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "application/octet-stream",
    };
    let blob = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&blob);
    anna.client.transport().before(move |request| {
        if let Some(path) = request.path.strip_suffix("/complete") {
            *keep.lock().unwrap() = path.to_owned();
        }
        true
    });
    anna.attach(new, &&vec![7; LARGE][..], &Quiet).await.unwrap();
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&anna)
    };
    anna.send(&draft).await.unwrap();
    let lost = server.client();
    let _mailbox = anna.enter(&lost).await;
    let request = Request {
        method: Method::Get,
        path: blob.lock().unwrap().clone(),
        headers: Vec::new(),
        body: None,
    };
    let mut download = lost.transport().open_events(request).await.unwrap().unwrap();
    let mut fetched = download.next().await.unwrap().len();
    anna.end_other_sessions().await.unwrap();
    let rest = async {
        while let Some(bytes) = download.next().await {
            fetched += bytes.len();
        }
    };
    timeout(AT_ONCE, rest).await.unwrap();
    assert!(fetched < LARGE, "{fetched} bytes came, which is all");
}

#[tokio::test]
async fn signing_out_everywhere_else_leaves_this_session_and_no_half_done_sign_in() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let (first, second) = (anna.sign_in(&server).await, anna.sign_in(&server).await);
    // One who has given the password, one who has not quite; and somebody else.
    let halfway = anna.halfway(&server.client()).await;
    let (before, finish) = (server.client(), Arc::new(Mutex::new(None)));
    let keep = Arc::clone(&finish);
    before.transport().before(move |request| {
        let finishes = request.path.ends_with("/auth/login/finish");
        if finishes {
            *keep.lock().unwrap() = request.body.clone();
        }
        !finishes
    });
    assert!(before.sign_in(&anna.address, &anna.password).await.is_err());
    before.transport().untap();
    let bjorns = bjorn.halfway(&server.client()).await;
    anna.end_other_sessions().await.unwrap();
    assert_eq!(first.folders().await, Err(Error::SignedOut));
    assert_eq!(second.folders().await, Err(Error::SignedOut));
    assert!(others(&anna.sessions().await.unwrap()).is_empty());
    let proven = halfway.prove(&anna.phone.code(), false).await;
    assert_eq!(
        proven.err().and_then(|error| error.code()),
        Some(Code::SecondFactorEnded)
    );
    let body = finish.lock().unwrap().clone();
    let finished = raw(&before, Method::Post, "/auth/login/finish", body).await;
    assert_eq!(finished.code(), Code::LoginRefused);
    assert!(bjorn.folders().await.is_ok());
    bjorns.prove(&bjorn.phone.code(), false).await.unwrap();
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_code_that_is_given_meanwhile_leaves_no_session() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for _ in 0..4 {
        let halfway = anna.halfway(&server.client()).await;
        let code = anna.phone.code();
        let (_, ended) =
            futures_util::future::join(halfway.prove(&code, true), anna.end_other_sessions()).await;
        ended.unwrap();
        assert_eq!(others(&anna.sessions().await.unwrap()), []);
    }
}

#[tokio::test]
async fn another_accounts_session_is_answered_like_one_that_does_not_exist() {
    let server = TestServer::start();
    let (anna, eve) = (server.person("Anna").await, server.person("Eve").await);
    let annas = anna.sessions().await.unwrap()[0].session_id;
    let (foreign, missing) = (end(&eve, annas).await, end(&eve, SessionId([9; 16])).await);
    assert_eq!((foreign.code(), &foreign.body), (Code::NotFound, &missing.body));
    eve.end_other_sessions().await.unwrap();
    assert!(anna.folders().await.is_ok());
    // One's own ends, and is over.
    let own = eve.sessions().await.unwrap()[0].session_id;
    assert_eq!(end(&eve, own).await.status, 204);
    assert_eq!(eve.get("/session").await.code(), Code::SignedOut);
}
