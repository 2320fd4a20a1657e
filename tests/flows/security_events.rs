//! What an account's owner is told of the access to it: all of it, newest first, and nothing of letters or of others.

use api::Code;
use api::account::SecurityEventKind::{self, *};
use serde_json::Value;
use tests::joining::{Landed, landed};
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

#[tokio::test]
async fn another_accounts_place_in_the_list_leads_to_nothing_of_that_account() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let whole = kinds(&bjorn.get("/account/events").await.json());
    anna.sign_in(&server).await;
    let page = anna.get("/account/events?limit=1").await.json();
    let next = page["next"].as_str().unwrap();
    // All of his happened before it, and nothing of hers is among it.
    let his = bjorn.get(&format!("/account/events?after={next}")).await.json();
    assert_eq!(kinds(&his), whole);
    let first = anna.get("/account/events?limit=100").await.json();
    assert!(first["next"].is_null());
    let before_all = bjorn.get("/account/events?after=0").await.json();
    assert_eq!(kinds(&before_all), []);
    assert!(before_all["next"].is_null());
}

/// Mails about wrong codes, once the mail about another thing that was done afterwards has come.
async fn count_told(server: &TestServer, address: &str, codes_made: usize) -> usize {
    loop {
        let mails = landed(&server.origin()).await;
        let of = |subject: &str| {
            let same = |mail: &&Landed| mail.to == address && mail.subject.as_deref() == Some(subject);
            mails.iter().filter(same).count()
        };
        if of("Nya koder på papper") == codes_made {
            return of("Flera felaktiga koder");
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn wrong_codes_of_any_kind_are_told_once_a_day() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    anna.make_backup_codes().await.unwrap();
    assert_eq!(count_told(&server, &anna.address, 1).await, 0);
    // At the same moment, so that none of them is the third.
    let halfway = anna.halfway(&server.client()).await;
    let tries = futures_util::future::join_all((0..5).map(|_| halfway.prove("000000", false)));
    assert!(tries.await.iter().all(Result::is_err));
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    anna.make_backup_codes().await.unwrap();
    assert_eq!(count_told(&server, &anna.address, 2).await, 1);
    anna.try_wrong_codes(&server, 4).await;
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    anna.make_backup_codes().await.unwrap();
    assert_eq!(count_told(&server, &anna.address, 3).await, 1, "once a day");
    server.clock.advance_ms(24 * 3_600_000 + 1);
    let mailbox = anna.sign_in(&server).await;
    let halfway = anna.halfway(&server.client()).await;
    for _ in 0..3 {
        let wrong = halfway.prove("AAAA-AAAA-AAAA-AAAA", false).await;
        assert_eq!(
            wrong.err().and_then(|error| error.code()),
            Some(Code::CodeRefused)
        );
    }
    mailbox.make_backup_codes().await.unwrap();
    assert_eq!(
        count_told(&server, &anna.address, 4).await,
        2,
        "of those on paper too"
    );
}
