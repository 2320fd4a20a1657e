//! Sending: once, whole, to the right keys, or not at all.

use api::Code;
use api::messages::Folder;
use client::Error;
use client::view::Draft;
use crypto::submission::Submission;
use serde_json::{Value, json};
use server::clock::Clock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::{Person, TestServer};

/// Björn's letters, after Anna did something.
async fn inbox(person: &Person) -> Vec<client::view::Row> {
    person.list(Folder::Inbox, None, true).await.unwrap().rows
}

/// A submission with one byte of it changed: `at` counts from the start of the body.
fn flipped(body: &[u8], at: usize) -> Vec<u8> {
    let mut body = body.to_vec();
    body[at] ^= 1;
    body
}

/// Where the signature of a submission's body begins.
fn signature_at(body: &[u8]) -> usize {
    4 + u32::from_be_bytes(body[..4].try_into().unwrap()) as usize + 2
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_letter() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let lost = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        // The letter arrives, the answer does not.
        if request.path.ends_with("/messages") && lost.fetch_add(1, Ordering::SeqCst) < 2 {
            response.status = 502;
            response.body.clear();
        }
    });
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let rows = inbox(&bjorn).await;
    assert_eq!((rows.len(), rows[0].message_id), (1, sent.message_id));
}

#[tokio::test]
async fn the_same_submission_again_gets_the_first_promise_and_another_one_is_refused() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let kept = anna.keep_submissions();
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let body = kept.lock().unwrap()[0].clone();
    let (first, second) = (
        anna.send_raw(body.clone()).await.json(),
        anna.send_raw(body.clone()).await.json(),
    );
    assert_eq!(
        (&first["repeated"], &first["promise"]),
        (&serde_json::json!(true), &second["promise"])
    );
    // Another submission under the same id: the last byte of its kt root changed.
    let other = flipped(&body, signature_at(&body) - 3);
    assert_eq!(anna.send_raw(other).await.code(), Code::SubmissionRefused);
    let other = flipped(&body, 4 + 2 + 16 + 16 + 4 + 7);
    assert_eq!(anna.send_raw(other).await.code(), Code::MessageIdReused);
    assert_eq!(inbox(&bjorn).await.len(), 1);
}

#[tokio::test]
async fn a_submission_cannot_be_sent_by_someone_else() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let kept = anna.keep_submissions();
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let mut body = kept.lock().unwrap()[0].clone();
    // Under an id of its own, so that it is not just a repeat.
    body[6] ^= 1;
    assert_eq!(eve.send_raw(body).await.code(), Code::SubmissionRefused);
}

#[tokio::test]
async fn forged_signatures_swapped_envelopes_and_cut_bodies_are_refused() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.client
        .transport()
        .before(|request| !request.path.ends_with("/messages"));
    let kept = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let keep = std::sync::Arc::clone(&kept);
    anna.client.transport().before(move |request| {
        let is_letter = request.path.ends_with("/messages");
        if is_letter {
            *keep.lock().unwrap() = request.body.clone().unwrap().1;
        }
        !is_letter
    });
    assert_eq!(anna.send(&anna.letter_to(&bjorn)).await, Err(Error::Offline));
    anna.client.transport().untap();
    let body = kept.lock().unwrap().clone();
    let signature = signature_at(&body);
    assert_eq!(
        anna.send_raw(flipped(&body, signature)).await.code(),
        Code::SignatureRefused
    );
    assert_eq!(
        anna.send_raw(flipped(&body, body.len() - 1)).await.code(),
        Code::EnvelopeRefused
    );
    assert_eq!(
        anna.send_raw(body[..body.len() - 1].to_vec()).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.send_raw([body.as_slice(), b"x"].concat()).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(anna.send_raw(Vec::new()).await.code(), Code::InvalidRequest);
    let envelopes = signature + 64;
    let half = (body.len() - envelopes) / 2;
    let swapped = [
        &body[..envelopes],
        &body[envelopes + half..],
        &body[envelopes..envelopes + half],
    ]
    .concat();
    assert_eq!(anna.send_raw(swapped).await.code(), Code::EnvelopeRefused);
    let mut too_long = body.clone();
    too_long[..4].copy_from_slice(&70_000_u32.to_be_bytes());
    assert_eq!(anna.send_raw(too_long).await.code(), Code::TooLarge);
    assert!(inbox(&bjorn).await.is_empty());
    // Nothing of all that keeps the letter itself from being sent.
    assert_eq!(anna.send_raw(body).await.json()["repeated"], false);
    assert_eq!(inbox(&bjorn).await.len(), 1);
}

#[tokio::test]
async fn a_letter_goes_to_many_and_each_gets_an_envelope_of_their_own() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let mut people = Vec::new();
    for name in ["Björn", "Cecilia", "David", "Eva"] {
        people.push(server.person(name).await);
    }
    let kept = anna.keep_submissions();
    let draft = Draft {
        to: people[..2].iter().map(|person| person.address.clone()).collect(),
        // Someone named twice gets one letter.
        cc: people[1..]
            .iter()
            .map(|person| person.address.to_uppercase())
            .collect(),
        ..anna.letter_to(&people[0])
    };
    anna.send(&draft).await.unwrap();
    let body = kept.lock().unwrap()[0].clone();
    let envelopes = body.len() - signature_at(&body) - 64;
    assert_eq!(
        envelopes % 5,
        0,
        "five envelopes of one size: four readers and the sender"
    );
    for person in &people {
        let rows = inbox(person).await;
        assert_eq!(rows.len(), 1, "{}", person.name);
        let letter = person.read(rows[0].message_id).await.unwrap();
        assert_eq!((letter.to.len(), letter.cc.len()), (2, 2));
    }
}

#[tokio::test]
async fn a_letter_to_oneself_lies_in_sent_once() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let sent = anna.send(&anna.letter_to(&anna)).await.unwrap();
    assert_eq!(anna.list(Folder::Sent, None, true).await.unwrap().rows.len(), 1);
    assert!(inbox(&anna).await.is_empty());
    assert!(anna.read(sent.message_id).await.is_ok());
}

#[tokio::test]
async fn nothing_is_sent_where_one_address_has_no_mailbox() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push("nobody@example.org".into());
    assert_eq!(
        anna.send(&draft).await,
        Err(Error::NoMailbox {
            address: "nobody@example.org".into()
        })
    );
    draft.to = Vec::new();
    assert_eq!(
        anna.send(&draft).await,
        Err(Error::Invalid { field: "to".into() })
    );
    assert!(inbox(&bjorn).await.is_empty());
}

#[tokio::test]
async fn a_long_text_becomes_a_part_and_comes_back_whole() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let draft = Draft {
        body: "Ärendet gäller åäö. ".repeat(20_000),
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    let letter = bjorn.read(sent.message_id).await.unwrap();
    assert_eq!(letter.body, draft.body);
    assert!(letter.attachments.is_empty());
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repeat_while_letters_arrive() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    for n in 0..95 {
        let draft = Draft {
            subject: n.to_string(),
            ..anna.letter_to(&bjorn)
        };
        anna.send(&draft).await.unwrap();
        if n % 3 == 0 {
            // Some share a millisecond, some do not.
            server.clock.advance_ms(1);
        }
    }
    let (mut subjects, mut after) = (Vec::new(), None);
    loop {
        let page = bjorn.list(Folder::Inbox, after.as_deref(), true).await.unwrap();
        subjects.extend(page.rows.into_iter().map(|row| row.subject));
        anna.send(&anna.letter_to(&bjorn)).await.unwrap();
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    subjects.sort_by_key(|subject| subject.parse::<i32>().unwrap());
    assert_eq!(subjects, (0..95).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_letter_can_expire() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let draft = Draft {
        expires_ms: server.clock.now_ms() + 60_000,
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    assert_eq!(inbox(&bjorn).await.len(), 1);
    server.clock.advance_ms(60_000);
    assert!(inbox(&bjorn).await.is_empty());
    assert!(bjorn.read(sent.message_id).await.is_err());
    let past = Draft {
        expires_ms: server.clock.now_ms() - 1,
        ..anna.letter_to(&bjorn)
    };
    assert_eq!(
        anna.send(&past).await.unwrap_err().code(),
        Some(Code::SubmissionRefused)
    );
}

#[tokio::test]
async fn an_answer_stands_in_the_same_conversation() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let first = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let answer = Draft {
        answers: Some(first.message_id),
        ..bjorn.letter_to(&anna)
    };
    let second = bjorn.send(&answer).await.unwrap();
    assert_eq!(anna.read(second.message_id).await.unwrap().from.name, "Björn");
}

/// What a person has signed as the time of writing.
fn dated(body: &[u8]) -> u64 {
    submission_of(body).created_ms
}

fn submission_of(body: &[u8]) -> Submission {
    let len = u32::from_be_bytes(body[..4].try_into().unwrap()) as usize;
    Submission::parse(&body[4..4 + len]).unwrap()
}

#[tokio::test]
async fn letters_are_dated_by_the_writers_clock() {
    const YEAR_MS: u64 = 365 * 24 * 3_600_000;
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.client.transport().after(|request, response| {
        if request.path.ends_with("/session/touch") {
            let mut info: Value = serde_json::from_slice(&response.body).unwrap();
            info["server_ms"] = json!(info["server_ms"].as_u64().unwrap() - YEAR_MS);
            response.body = serde_json::to_vec(&info).unwrap();
        }
    });
    anna.stay().await.unwrap();
    let kept = anna.keep_submissions();
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    assert_eq!(dated(&kept.lock().unwrap()[0]), server.clock.now_ms());
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_with_how_much() {
    const HOUR_MS: u64 = 3_600_000;
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let client = server.client_with(Clock::manual(server.clock.now_ms() + HOUR_MS));
    let halfway = anna.halfway(&client).await;
    let (early, _) = halfway.prove(&anna.phone.code(), false).await.unwrap();
    let refused = early.send(&anna.letter_to(&bjorn)).await;
    assert!(
        matches!(refused, Err(Error::ClockOff { ahead_ms }) if ahead_ms.abs_diff(HOUR_MS as i64) < 60_000),
        "{refused:?}"
    );
    assert!(
        bjorn
            .list(Folder::Inbox, None, true)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
}

#[tokio::test]
async fn the_clock_goes_on_between_two_letters() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    server.clock.advance_ms(10 * 60_000);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let written = bjorn.read(sent.message_id).await.unwrap().written_ms;
    let late_s = server.clock.now_ms().abs_diff(written) / 1000;
    assert!(late_s < 5, "written now, dated {late_s} s ago");
}

/// The server takes a letter, and says that it did not: "somebody's keys are stale, seal it anew".
#[tokio::test]
async fn what_is_sealed_anew_is_not_a_second_submission_under_the_same_id() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let lied = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/messages") && lied.fetch_add(1, Ordering::SeqCst) == 0 {
            response.status = 409;
            response.body = json!({
                "type": "urn:forsegla:problem:stale_recipient_key",
                "title": "",
                "status": 409,
                "code": "stale_recipient_key",
            })
            .to_string()
            .into_bytes();
        }
    });
    let kept = anna.keep_submissions();
    let _ = anna.send(&anna.letter_to(&bjorn)).await;
    let kept = kept.lock().unwrap();
    let submissions: Vec<_> = kept.iter().map(|body| submission_of(body)).collect();
    assert_eq!(submissions.len(), 2, "the lie was understood");
    let same_id = submissions[0].msg_id == submissions[1].msg_id;
    let same = submissions[0].manifest_sha256 == submissions[1].manifest_sha256;
    assert!(!same_id || same, "Anna has signed two submissions under one id");
}
