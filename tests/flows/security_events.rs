//! What an account's owner is told of the access to it: all of it, newest first, and nothing of letters or of others.

use api::Code;
use api::account::SecurityEventKind::{self, *};
use serde_json::Value;
use tests::{Phone, TestServer};

fn kinds(page: &Value) -> Vec<SecurityEventKind> {
    let events = page["events"].as_array().unwrap().iter();
    events
        .map(|event| serde_json::from_value(event["kind"].clone()).unwrap())
        .collect()
}

#[tokio::test]
async fn everything_that_happens_to_the_access_is_told_and_nothing_of_letters() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    anna.read(sent.message_id).await.unwrap();
    let client = server.client();
    assert!(
        client
            .sign_in(&anna.address, "inte mitt lösenord alls")
            .await
            .is_err()
    );
    assert!(anna.halfway(&client).await.prove("000000", false).await.is_err());
    let mailbox = anna.sign_in(&server).await;
    mailbox.sign_out().await.unwrap();
    anna.sign_in(&server).await;
    let other = anna.sessions().await.unwrap()[1].session_id;
    anna.end_session_of(other).await.unwrap();
    anna.end_session_of(other).await.unwrap();
    anna.sign_in(&server).await;
    anna.end_other_sessions().await.unwrap();
    anna.end_other_sessions().await.unwrap();
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let new = Phone::new(&anna.replace_totp().await.unwrap(), server.clock.clone());
    server.clock.advance_ms(60_000);
    anna.confirm_totp(&new.code()).await.unwrap();
    let told = anna.security_events(None).await.unwrap();
    let kinds: Vec<_> = told.events.iter().rev().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            PhoneVerified,
            AuthenticatorEnrolled,
            SignedIn,
            WrongPassword,
            WrongCode,
            SignedIn,
            SignedOut,
            SignedIn,
            EndedElsewhere,
            SignedIn,
            EndedOthers,
            AuthenticatorReplaced
        ]
    );
    assert_eq!(told.next, None);
    assert_eq!(told.events[0].server_ms, server.clock.now_ms());
    // Björn is told of himself alone.
    let his = bjorn.security_events(None).await.unwrap().events;
    let his: Vec<_> = his.iter().map(|event| event.kind).collect();
    assert_eq!(his, [SignedIn, AuthenticatorEnrolled, PhoneVerified]);
}

#[tokio::test]
async fn pages_of_events_follow_one_another_without_gap_or_repeat() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    for _ in 0..3 {
        assert!(halfway.prove("000000", false).await.is_err());
    }
    let whole = kinds(&anna.get("/account/events").await.json());
    assert_eq!(whole.len(), 6);
    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let page = anna.get(&format!("/account/events?limit=2{after}")).await.json();
        pages.push(kinds(&page));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
    assert_eq!(pages.concat(), whole);
    for bad in ["limit=0", "limit=101", "after=x", "after=-1", "before=1"] {
        let refused = anna.get(&format!("/account/events?{bad}")).await;
        assert_eq!(refused.code(), Code::InvalidRequest, "{bad}");
    }
}
