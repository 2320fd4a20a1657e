//! Changing one's mind about a letter that was sent: until when it can be read, and recalling it from those who have not opened
//! it. Signed, logged, shown to its readers, and no server can do it alone.

use api::events::Event;
use api::messages::Folder;
use api::{Bytes, Code, MessageId};
use client::transfer::Quiet;
use client::view::{Draft, Row};
use client::{Error, NewAttachment};
use crypto::amend::{Amend, Change};
use crypto::sha256;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tests::{Open, Person, RawAccount, TestServer, seal_envelope, walk};

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn inbox(mailbox: &Open) -> Vec<Row> {
    mailbox.list(Folder::Inbox, None, true).await.unwrap().rows
}

async fn people(server: &TestServer) -> (Person, Person, Person) {
    (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Cecilia").await,
    )
}

/// A letter of Anna's to both.
fn to_both(anna: &Person, bjorn: &Person, cecilia: &Person) -> Draft {
    Draft {
        cc: vec![cecilia.address.clone()],
        ..anna.letter_to(bjorn)
    }
}

#[tokio::test]
async fn the_last_day_can_be_moved_both_ways_and_readers_see_that_it_was() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let now_ms = server.clock.now_ms();
    let draft = Draft {
        expires_ms: now_ms + 2 * 60_000,
        ..anna.letter_to(&bjorn)
    };
    let id = anna.send(&draft).await.unwrap().message_id;
    let before = bjorn.read(id).await.unwrap();
    assert_eq!(
        (before.expires_ms, before.expiry_changed),
        (now_ms + 2 * 60_000, false)
    );
    anna.change_expiry(id, now_ms + 10 * 60_000).await.unwrap();
    let after = bjorn.read(id).await.unwrap();
    assert_eq!(
        (after.expires_ms, after.expiry_changed),
        (now_ms + 10 * 60_000, true)
    );
    assert_eq!(inbox(&bjorn).await[0].expires_ms, now_ms + 10 * 60_000);
    server.clock.advance_ms(3 * 60_000);
    assert!(bjorn.read(id).await.is_ok(), "the first last day is over");
    let tracker = anna.track(id, true).await.unwrap();
    assert_eq!(
        (tracker.expires_ms, tracker.expiry_changed),
        (now_ms + 10 * 60_000, true)
    );
    // Sooner, and for ever.
    anna.change_expiry(id, 0).await.unwrap();
    assert_eq!(bjorn.read(id).await.unwrap().expires_ms, 0);
    anna.change_expiry(id, now_ms + 4 * 60_000).await.unwrap();
    server.clock.advance_ms(60_000);
    for person in [&anna, &bjorn] {
        assert_eq!(code_of(person.read(id).await), Some(Code::NotFound));
    }
    assert!(inbox(&bjorn).await.is_empty());
    assert_eq!(code_of(anna.change_expiry(id, 0).await), Some(Code::NotFound));
}

#[tokio::test]
async fn a_recall_reaches_those_who_have_not_opened_the_letter_and_nobody_else() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = people(&server).await;
    let bytes = vec![5; 50_000];
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &bytes.as_slice(), &Quiet).await.unwrap();
    let draft = Draft {
        uploads: vec![1],
        ..to_both(&anna, &bjorn, &cecilia)
    };
    let id = anna.send(&draft).await.unwrap().message_id;
    // Björn opens it; Cecilia's list was loaded, which marks nothing.
    let index = bjorn.read(id).await.unwrap().attachments[0].index;
    assert_eq!(inbox(&cecilia).await.len(), 1);
    let mut hers = cecilia.follow().await.unwrap();
    let files = || walk(&server.data().join("vault/blobs")).len();
    let before = files();
    anna.recall(id).await.unwrap();
    assert_eq!(hers.next().await, Some(Event::Amended { message_id: id }));
    assert!(inbox(&cecilia).await.is_empty());
    assert_eq!(code_of(cecilia.read(id).await), Some(Code::NotFound));
    let gone = code_of(cecilia.save(id, index, &mut Vec::new(), &Quiet).await);
    assert_eq!(gone, Some(Code::NotFound));
    let told = cecilia.recalled(true).await.unwrap();
    assert_eq!((told.len(), told[0].message_id), (1, id));
    assert_eq!(told[0].from.address, anna.address);
    assert_eq!(told[0].recalled_ms, server.clock.now_ms());
    // His is his, and he sees that it was recalled from others.
    let kept = bjorn.read(id).await.unwrap();
    assert_eq!(kept.recalled_ms, Some(server.clock.now_ms()));
    let mut whole = Vec::new();
    bjorn.save(id, index, &mut whole, &Quiet).await.unwrap();
    assert_eq!(whole, bytes);
    assert!(bjorn.recalled(true).await.unwrap().is_empty());
    let readers = anna.track(id, true).await.unwrap().readers;
    let seen: Vec<_> = readers
        .iter()
        .map(|reader| (reader.opened.is_some(), reader.recalled))
        .collect();
    assert_eq!(seen, [(true, false), (false, true)]);
    assert!(anna.read(id).await.is_ok());
    // Her envelope is erased like a bin's.
    for _ in 0..200 {
        if files() == before - 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} files of {before}", files());
}

#[tokio::test]
async fn against_an_opening_a_recall_wins_or_loses_and_nothing_between() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    for _ in 0..10 {
        let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
        let (read, recalled) = tokio::join!(bjorn.read(id), anna.recall(id));
        recalled.unwrap();
        let tracker = anna.track(id, true).await.unwrap();
        let reader = &tracker.readers[0];
        let opened = bjorn.read(id).await.is_ok();
        assert_eq!(reader.recalled, !opened);
        assert!(read.is_err() || opened, "what was opened stays");
    }
}

#[tokio::test]
async fn a_change_counts_once_and_a_lost_answer_does_not_matter() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    let lost = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/amends") && lost.fetch_add(1, Ordering::SeqCst) < 2 {
            response.status = 502;
            response.body.clear();
        }
    });
    let until_ms = server.clock.now_ms() + DAY_MS;
    anna.change_expiry(id, until_ms).await.unwrap();
    let delivery = bjorn.get(&format!("/messages/{id}")).await.json();
    assert_eq!(delivery["amends"].as_array().unwrap().len(), 1);
    assert_eq!(bjorn.read(id).await.unwrap().expires_ms, until_ms);
}

#[tokio::test]
async fn after_renewed_keys_changes_still_hold() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let other = anna.sign_in(&server).await;
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    anna.renew_keys().await.unwrap();
    let until_ms = server.clock.now_ms() + DAY_MS;
    other.change_expiry(id, until_ms).await.unwrap();
    let letter = bjorn.read(id).await.unwrap();
    assert_eq!((letter.expires_ms, letter.expiry_changed), (until_ms, true));
}

#[tokio::test]
async fn what_the_server_makes_of_a_change_counts_for_nothing() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = people(&server).await;
    let ids = [
        anna.send(&to_both(&anna, &bjorn, &cecilia))
            .await
            .unwrap()
            .message_id,
        anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id,
    ];
    anna.change_expiry(ids[0], server.clock.now_ms() + DAY_MS)
        .await
        .unwrap();
    let of_the_other = bjorn.get(&format!("/messages/{}", ids[0])).await.json()["amends"].clone();
    anna.change_expiry(ids[1], server.clock.now_ms() + 2 * DAY_MS)
        .await
        .unwrap();
    type Spoil = fn(&mut Value, &Value);
    let spoils: [Spoil; 6] = [
        |amends, _| {
            // The value is changed.
            let mut bytes = Bytes::from_text(amends[0]["amend"]["bytes"].as_str().unwrap()).unwrap();
            bytes.0[57] ^= 1;
            amends[0]["amend"]["bytes"] = json!(bytes);
        },
        |amends, _| amends[0]["amend"]["signature"] = json!("A".repeat(86)),
        |amends, _| amends[0]["promise"]["signature"] = json!("A".repeat(86)),
        |amends, _| amends[0]["epoch"] = json!(7),
        |amends, other| *amends = other.clone(),
        |amends, other| amends[0]["promise"] = other[0]["promise"].clone(),
    ];
    for (number, spoil) in spoils.into_iter().enumerate() {
        let other = of_the_other.clone();
        bjorn.client.transport().after(move |request, response| {
            if request.path.contains("/messages/msg_") && !request.path.ends_with("/open") {
                let mut delivery: Value = serde_json::from_slice(&response.body).unwrap();
                if delivery["amends"].is_array() {
                    spoil(&mut delivery["amends"], &other);
                    response.body = serde_json::to_vec(&delivery).unwrap();
                }
            }
        });
        let letter = bjorn.read(ids[1]).await.unwrap();
        assert_eq!((letter.expires_ms, letter.expiry_changed), (0, false), "{number}");
    }
}

#[tokio::test]
async fn a_recall_that_its_sender_did_not_sign_is_not_shown() {
    let server = TestServer::start();
    let (anna, bjorn, cecilia) = people(&server).await;
    let recalled = anna
        .send(&to_both(&anna, &bjorn, &cecilia))
        .await
        .unwrap()
        .message_id;
    anna.recall(recalled).await.unwrap();
    let honest = cecilia.get("/recalls").await.json();
    assert_eq!(honest["recalls"].as_array().unwrap().len(), 1);
    // Somebody to whom the letter was not sent, and a change of another kind.
    let david = server.person("David").await;
    let lie = honest.clone();
    david.client.transport().after(move |request, response| {
        if request.path.ends_with("/recalls") {
            response.body = serde_json::to_vec(&lie).unwrap();
        }
    });
    assert!(david.recalled(true).await.unwrap().is_empty());
    let other = anna.send(&anna.letter_to(&cecilia)).await.unwrap().message_id;
    anna.change_expiry(other, server.clock.now_ms() + DAY_MS)
        .await
        .unwrap();
    let delivery = cecilia.get(&format!("/messages/{other}")).await.json();
    let mut changed = honest.clone();
    changed["recalls"][0]["message_id"] = json!(other);
    changed["recalls"][0]["submission"] = delivery["submission"].clone();
    changed["recalls"][0]["amend"] = delivery["amends"][0].clone();
    let mut forged = honest.clone();
    forged["recalls"][0]["amend"]["amend"]["signature"] = json!("A".repeat(86));
    let mut unsigned = honest;
    unsigned["recalls"][0]["submission"]["signature"] = json!("A".repeat(86));
    for lie in [changed, forged, unsigned] {
        cecilia.client.transport().after(move |request, response| {
            if request.path.ends_with("/recalls") {
                response.body = serde_json::to_vec(&lie).unwrap();
            }
        });
        assert!(cecilia.recalled(true).await.unwrap().is_empty());
    }
    cecilia.client.transport().untap();
    assert_eq!(cecilia.recalled(true).await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_the_sender_changes_a_letter_and_only_as_the_layout_says() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    // A reader is answered like somebody who has never heard of it.
    let theirs = code_of(bjorn.recall(id).await);
    assert_eq!(theirs, Some(Code::NotFound));
    let eve = RawAccount::join(&server, "eve").await;
    let (now_ms, envelope) = (server.clock.now_ms(), seal_envelope(2048));
    let submission = eve.submission(now_ms, &envelope);
    let letter = eve.letter(&submission, envelope);
    assert_eq!(eve.send_letter(&letter).await.status, 200);
    let amend = Amend {
        change: Change::Expiry(now_ms + DAY_MS),
        msg_id: submission.msg_id,
        submission_sha256: sha256(&submission.encode()),
        now_ms,
    };
    let foreign = Amend {
        msg_id: id.0,
        ..amend
    };
    let (foreign, missing) = (
        eve.send_amend(&foreign).await,
        eve.send_amend(&Amend {
            msg_id: [9; 16],
            ..amend
        })
        .await,
    );
    assert_eq!((foreign.code(), &foreign.body), (Code::NotFound, &missing.body));
    let past = Change::Expiry(now_ms);
    for (amend, code) in [
        (
            Amend {
                submission_sha256: [9; 32],
                ..amend
            },
            Code::AmendRefused,
        ),
        (
            Amend {
                change: past,
                ..amend
            },
            Code::AmendRefused,
        ),
        (
            Amend {
                now_ms: now_ms + 300_001,
                ..amend
            },
            Code::ClockRefused,
        ),
        (
            Amend {
                now_ms: now_ms - DAY_MS - 1,
                ..amend
            },
            Code::ClockRefused,
        ),
    ] {
        assert_eq!(eve.send_amend(&amend).await.code(), code);
    }
    let path = format!("/messages/{}/amends", MessageId(submission.msg_id));
    let post = |bytes: Vec<u8>, signature: Vec<u8>| json!({"amend": {"bytes": Bytes(bytes), "signature": Bytes(signature)}});
    for (bytes, signature, code) in [
        (amend.encode(), vec![0; 64], Code::SignatureRefused),
        (amend.encode(), vec![0; 63], Code::AmendRefused),
        (amend.encode()[1..].to_vec(), vec![0; 64], Code::AmendRefused),
        (
            Amend {
                msg_id: [9; 16],
                ..amend
            }
            .encode(),
            vec![0; 64],
            Code::AmendRefused,
        ),
    ] {
        assert_eq!(
            eve.send_json("POST", &path, &post(bytes, signature)).await.code(),
            code
        );
    }
    let first = eve.send_amend(&amend).await.json();
    assert_eq!(eve.send_amend(&amend).await.json(), first, "the same again");
    for number in 1..50 {
        let amend = Amend {
            now_ms: now_ms + number,
            ..amend
        };
        assert_eq!(eve.send_amend(&amend).await.status, 200, "{number}");
    }
    let one_more = Amend {
        change: Change::Recall,
        ..amend
    };
    assert_eq!(eve.send_amend(&one_more).await.code(), Code::TooLarge);
}
