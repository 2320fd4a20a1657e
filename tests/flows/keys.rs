//! The key directory: pinned at first use, followed by signatures, stopped where they are missing; and no place to find
//! out who is a customer.

use api::Code;
use api::keys::LookupAnswer;
use api::messages::Folder;
use client::Error;
use client::view::{Reachable, Trust};
use serde_json::json;
use tests::{Person, TestServer};

fn trust(found: Reachable) -> Trust {
    match found {
        Reachable::Yes(person) => person.trust,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_correspondent_is_new_once_then_known_then_verified() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    assert_eq!(trust(anna.look(&bjorn.address).await.unwrap()), Trust::New);
    assert_eq!(
        trust(
            anna.look(&format!("  {} ", bjorn.address.to_uppercase()))
                .await
                .unwrap()
        ),
        Trust::Known
    );
    let (hers, his) = (
        anna.contact(&bjorn.address).await.unwrap(),
        bjorn.contact(&anna.address).await.unwrap(),
    );
    assert_eq!(hers.safety_number.len(), 60);
    assert_eq!(hers.safety_number, his.safety_number);
    anna.compare(&bjorn).await;
    assert_eq!(trust(anna.look(&bjorn.address).await.unwrap()), Trust::Verified);
    // Another device of Anna's knows it as well.
    let second = anna.sign_in(&server).await;
    assert_eq!(trust(second.look(&bjorn.address).await.unwrap()), Trust::Verified);
}

#[tokio::test]
async fn renewed_keys_are_followed_and_old_letters_stay_readable() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let before = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.list(Folder::Inbox, None, true).await.unwrap();
    for person in [&bjorn, &anna] {
        person.renew_keys().await.unwrap();
    }
    let after = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(trust(anna.look(&bjorn.address).await.unwrap()), Trust::Known);
    let fresh = bjorn.sign_in(&server).await;
    for id in [before.message_id, after.message_id] {
        assert!(bjorn.read(id).await.is_ok());
        assert!(fresh.read(id).await.is_ok());
    }
    assert!(
        anna.track(before.message_id, true).await.unwrap().readers[0]
            .opened
            .is_some()
    );
}

#[tokio::test]
async fn keys_are_renewed_by_themselves_before_they_end() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.look(&bjorn.address).await.unwrap();
    server.clock.advance_ms(350 * 24 * 3_600_000);
    let later = bjorn.sign_in(&server).await;
    later.keep_keys_fresh().await.unwrap();
    let records = bjorn_records(&server, &bjorn).await;
    assert_eq!(records, 2);
    later.keep_keys_fresh().await.unwrap();
    assert_eq!(bjorn_records(&server, &bjorn).await, 2);
    let anna = anna.sign_in(&server).await;
    assert_eq!(trust(anna.look(&bjorn.address).await.unwrap()), Trust::Known);
}

async fn bjorn_records(server: &TestServer, bjorn: &Person) -> usize {
    let client = server.client();
    let (_mailbox, _) = bjorn
        .halfway(&client)
        .await
        .prove(&bjorn.phone.code(), false)
        .await
        .unwrap();
    let body = json!({"wanted": [{"address": bjorn.address, "known_epoch": 0}]})
        .to_string()
        .into_bytes();
    let body = Some(("application/json", body));
    let answer = tests::raw(&client, client::transport::Method::Post, "/keys/lookup", body).await;
    answer.json()["found"][0]["records"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_letter_sealed_to_old_keys_is_refused_by_the_server_and_sealed_anew() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let old = anna
        .post("/keys/lookup", &json!({"wanted": [{"address": bjorn.address}]}))
        .await
        .body;
    bjorn.renew_keys().await.unwrap();
    // The first lookup is answered with yesterday's record.
    let mut stale = Some(old);
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/keys/lookup")
            && let Some(old) = stale.take()
        {
            response.body = old;
        }
    });
    let kept = anna.keep_submissions();
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(kept.lock().unwrap().len(), 2, "refused once, then sealed anew");
    assert!(bjorn.read(sent.message_id).await.is_ok());
}

#[tokio::test]
async fn another_device_that_renewed_the_keys_does_not_stop_this_one() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let phone = anna.sign_in(&server).await;
    phone.renew_keys().await.unwrap();
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let tablet = bjorn.sign_in(&server).await;
    tablet.renew_keys().await.unwrap();
    assert!(bjorn.read(sent.message_id).await.is_ok());
}

#[tokio::test]
async fn changed_keys_without_the_old_signature_stop_everything() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    anna.look(&bjorn.address).await.unwrap();
    server.clock.advance_ms(6 * 60_000);
    // The server hands out keys of its own under Björn's address. (They are Eve's; the address inside is hers too,
    // which a cleverer server would change, but then the chain is not.)
    let evil = eve.get_own_records().await;
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/keys/lookup") {
            let mut answer: LookupAnswer = serde_json::from_slice(&response.body).unwrap();
            for found in &mut answer.found {
                found.records.clone_from(&evil);
            }
            response.body = serde_json::to_vec(&answer).unwrap();
        }
    });
    assert_eq!(
        anna.look(&bjorn.address).await.unwrap(),
        Reachable::KeysChanged {
            address: bjorn.address.clone()
        }
    );
    let kept = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&kept);
    anna.client.transport().before(move |request| {
        if request.path.ends_with("/messages") {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
        true
    });
    let refused = anna.send(&anna.letter_to(&bjorn)).await;
    assert_eq!(
        refused,
        Err(Error::KeysChanged {
            address: bjorn.address.clone()
        })
    );
    assert_eq!(
        kept.load(std::sync::atomic::Ordering::SeqCst),
        0,
        "nothing was sealed to the wrong keys"
    );
}

#[tokio::test]
async fn a_record_that_does_not_continue_the_chain_is_not_published() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let bjorns = bjorn.get_own_records().await;
    let refused = anna.post("/keys/records", &json!(bjorns[0])).await.code();
    assert!(
        matches!(refused, Code::KeyRecordConflict | Code::KeyRecordRefused),
        "{refused:?}"
    );
    let own = anna.get_own_records().await;
    assert_eq!(
        anna.post("/keys/records", &json!(own[0])).await.status,
        204,
        "the current one again changes nothing"
    );
}

#[tokio::test]
async fn lookups_have_a_budget() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let ask = |count: usize| {
        let wanted: Vec<_> = (0..count)
            .map(|n| json!({"address": format!("p{n}@example.org")}))
            .collect();
        json!({"wanted": wanted})
    };
    assert_eq!(anna.post("/keys/lookup", &ask(51)).await.code(), Code::TooLarge);
    assert_eq!(anna.post("/keys/lookup", &ask(50)).await.status, 200);
    let limited = anna.post("/keys/lookup", &ask(20)).await;
    assert_eq!(limited.code(), Code::RateLimited);
    let wait_s = limited.problem().retry_after_s.unwrap();
    server.clock.advance_ms(wait_s * 1000);
    assert_eq!(anna.post("/keys/lookup", &ask(20)).await.status, 200);
}

#[tokio::test]
async fn keyrings_are_replaced_only_over_the_version_before() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let sealed = api::Bytes(vec![1; 100]);
    let put = |version: u64| {
        let body = json!({"sig": {"version": version, "sealed": sealed}})
            .to_string()
            .into_bytes();
        tests::put_json(&anna, "/account/keyrings", body)
    };
    let conflict = put(7).await;
    assert_eq!(
        (conflict.code(), conflict.problem().version),
        (Code::KeyringConflict, Some(1))
    );
    assert_eq!(put(1).await.code(), Code::KeyringConflict);
    let too_short = json!({"sig": {"version": 2, "sealed": api::Bytes(vec![1; 10])}})
        .to_string()
        .into_bytes();
    assert_eq!(
        tests::put_json(&anna, "/account/keyrings", too_short)
            .await
            .code(),
        Code::InvalidRequest
    );
}

#[tokio::test]
async fn two_devices_that_write_at_once_lose_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let mut others = Vec::new();
    for name in ["Björn", "Cecilia", "David", "Eva"] {
        others.push(server.person(name).await);
    }
    let second = anna.sign_in(&server).await;
    let (a, b, c, d) = tokio::join!(
        anna.look(&others[0].address),
        second.look(&others[1].address),
        anna.look(&others[2].address),
        second.look(&others[3].address),
    );
    for found in [a, b, c, d] {
        assert_eq!(trust(found.unwrap()), Trust::New);
    }
    let third = anna.sign_in(&server).await;
    assert_eq!(third.contacts("").len(), 4);
}

/// The keyring was written, the record was not published: the connection broke in between, or the tab was closed.
#[tokio::test]
async fn an_interrupted_renewal_does_not_stop_letters() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.client
        .transport()
        .before(|request| !request.path.ends_with("/keys/records"));
    assert_eq!(anna.renew_keys().await, Err(Error::Offline));
    anna.client.transport().untap();
    let sent = anna.send(&anna.letter_to(&bjorn)).await;
    assert!(sent.is_ok(), "until the next sign-in: {:?}", sent.err());
}

#[tokio::test]
async fn nothing_is_sealed_to_keys_that_have_ended() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.look(&bjorn.address).await.unwrap();
    server.clock.advance_ms(500 * 24 * 3_600_000);
    let annas = anna.sign_in(&server).await;
    annas.renew_keys().await.unwrap();
    let Ok(sent) = annas.send(&anna.letter_to(&bjorn)).await else {
        return;
    };
    let bjorns = bjorn.sign_in(&server).await;
    bjorns.read(sent.message_id).await.unwrap();
    let opened = annas.track(sent.message_id, true).await.unwrap().readers[0].opened;
    panic!("sealed to keys that ended 100 days ago; their receipt counts as well: {opened:?}");
}
