//! Letters that wait for their time: nobody's but their sender's until then, sent once, taken back whole.

use api::events::Event;
use api::messages::Folder;
use api::{BlobId, Code, MessageId};
use client::transfer::Quiet;
use client::transport::Method;
use client::view::{Draft, Expiry, Flaw, HeldState, Posted, Row, Sheet, When};
use client::{Error, GivenCode, NewAttachment, PasswordChange, RecoveryWords, Zxcvbn};
use crypto::submission::{Entry, Submission};
use serde_json::json;
use server::clock::Clock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tests::{Open, RawAccount, TestServer, raw, seal_envelope, walk};

const SECOND_MS: u64 = 1000;
const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;
const UNDO: When = When::After(10 * SECOND_MS);

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn hold(person: &Open, draft: &Draft, when: When) -> MessageId {
    match person.post_letter(draft, when).await.unwrap() {
        Posted::Held { message_id, .. } => message_id,
        Posted::Sent(_) => panic!("sent at once"),
    }
}

async fn rows(mailbox: &Open, folder: Folder) -> Vec<Row> {
    mailbox.list(folder, None, true).await.unwrap().rows
}

/// Waits until a folder has so many letters.
async fn arrive(mailbox: &Open, folder: Folder, count: usize) -> Vec<Row> {
    for _ in 0..200 {
        let rows = rows(mailbox, folder).await;
        if rows.len() == count {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not {count} letters");
}

/// Long enough for the server to have looked at the clock.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(1200)).await;
}

async fn states(mailbox: &Open) -> Vec<HeldState> {
    let held = mailbox.held(true).await.unwrap();
    held.into_iter().map(|row| row.state).collect()
}

/// Waits until the only held letter stands like this.
async fn stands(mailbox: &Open, state: HeldState) {
    for _ in 0..200 {
        if states(mailbox).await == [state] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", states(mailbox).await);
}

async fn attach(person: &Open, upload: u32, bytes: &[u8]) {
    let new = NewAttachment {
        upload,
        name: "Läs mig.txt",
        media_type: "text/plain",
    };
    person.attach(new, &bytes, &Quiet).await.unwrap();
}

async fn saved(person: &Open, id: MessageId, index: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    person.save(id, index, &mut bytes, &Quiet).await.unwrap();
    bytes
}

#[tokio::test]
async fn until_its_time_a_letter_is_nobodys_but_its_senders() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let events = anna.get("/account/events").await.body;
    let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    let held = anna.held(true).await.unwrap();
    assert_eq!(
        (held[0].subject.as_str(), held[0].state),
        ("Hej Björn", HeldState::Waits)
    );
    assert_eq!(held[0].people[0].address, bjorn.address);
    assert_eq!(held[0].send_ms, server.clock.now_ms() + 10 * SECOND_MS);
    assert_eq!(anna.folders().await.unwrap().held, 1);
    server.clock.advance_ms(10 * SECOND_MS - 1);
    a_while().await;
    for person in [&anna, &bjorn] {
        for folder in [Folder::Inbox, Folder::Sent] {
            assert!(rows(person, folder).await.is_empty());
        }
        assert_eq!(
            person.get(&format!("/messages/{id}")).await.code(),
            Code::NotFound
        );
    }
    assert!(bjorn.held(true).await.unwrap().is_empty());
    let (foreign, missing) = (
        bjorn.get(&format!("/held/{id}")).await,
        bjorn.get(&format!("/held/{}", MessageId([9; 16]))).await,
    );
    assert_eq!((foreign.code(), &foreign.body), (Code::NotFound, &missing.body));
    let taking = bjorn.post(&format!("/held/{id}/cancel"), &json!({})).await;
    assert_eq!(taking.code(), Code::NotFound);
    assert_eq!(anna.get("/account/events").await.body, events);

    server.clock.advance_ms(1);
    let row = arrive(&bjorn, Folder::Inbox, 1).await.remove(0);
    assert_eq!((row.message_id, row.flaw), (id, None));
    // Checked like any other, with the promise that came with the release.
    let own = arrive(&anna, Folder::Sent, 1).await.remove(0);
    assert_eq!((own.flaw, own.arrived_ms), (None, server.clock.now_ms()));
    assert_eq!(anna.folders().await.unwrap().held, 0);
    assert!(anna.held(true).await.unwrap().is_empty());
    assert_eq!(bjorn.read(id).await.unwrap().written_ms, server.clock.now_ms());
    assert!(anna.track(id, true).await.unwrap().readers[0].opened.is_some());
}

#[tokio::test]
async fn a_letter_that_is_taken_back_comes_as_it_was_and_nobody_gets_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let cecilia = server.person("Cecilia").await;
    let asked = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    attach(&anna, 1, b"Hej!").await;
    attach(&anna, 2, b"").await;
    let draft = Draft {
        cc: vec![cecilia.address.clone()],
        body: "Så här är det. ".repeat(20_000),
        uploads: vec![1, 2],
        expires_ms: server.clock.now_ms() + 7 * DAY_MS,
        answers: Some(asked.message_id),
        ..anna.letter_to(&bjorn)
    };
    let id = hold(&anna, &draft, UNDO).await;
    let taken = anna.take_back(id).await.unwrap();
    let conversation = taken.sheet.conversation.clone().unwrap();
    assert_eq!(conversation.refs.len(), 1);
    let same = Sheet {
        to: draft.to.clone(),
        cc: draft.cc.clone(),
        subject: draft.subject.clone(),
        body: draft.body.clone(),
        asks_receipt: draft.asks_receipt,
        expiry: Expiry::At(draft.expires_ms),
        answers: None,
        conversation: Some(conversation.clone()),
        attachments: taken.sheet.attachments.clone(),
    };
    assert_eq!(taken.sheet, same);
    let named: Vec<_> = taken
        .sheet
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), file.size_bytes))
        .collect();
    assert_eq!(named, [("Läs mig.txt", 4), ("Läs mig.txt", 0)]);
    // It is a draft again, on every device.
    let elsewhere = anna.sign_in(&server).await;
    let draft_of_it = elsewhere.open_draft(taken.saved.draft_id).await.unwrap();
    assert_eq!(draft_of_it.sheet.body, draft.body);
    let taken = Draft {
        uploads: taken.sheet.attachments.iter().map(|file| file.upload).collect(),
        answers: None,
        conversation: Some(conversation),
        saved: Some(taken.saved.draft_id),
        ..draft
    };
    server.clock.advance_ms(60 * SECOND_MS);
    a_while().await;
    assert!(rows(&bjorn, Folder::Inbox).await.is_empty());
    assert!(anna.held(true).await.unwrap().is_empty());
    // And sent again, with what lay at the server all the time.
    let sent = anna.send(&taken).await.unwrap();
    let letter = bjorn.read(sent.message_id).await.unwrap();
    assert_eq!(
        (letter.attachments.len(), letter.body.len()),
        (2, taken.body.len())
    );
    assert_eq!(
        saved(&bjorn, sent.message_id, letter.attachments[0].index).await,
        b"Hej!"
    );
}

#[tokio::test]
async fn what_is_taken_back_and_given_up_leaves_nothing_at_the_server() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let files = || walk(&server.data().join("vault/blobs")).len();
    // Writing to somebody for the first time changes the keyring.
    anna.look(&bjorn.address).await.unwrap();
    let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    // Without the two envelopes, and with the list of drafts that is kept from now on.
    let before = files() - 2 + 1;
    let taken = anna.take_back(id).await.unwrap();
    anna.discard_drafts(&[taken.saved.draft_id]).await.unwrap();
    attach(&anna, 1, &vec![7; 100_000]).await;
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    let id = hold(&anna, &draft, UNDO).await;
    assert!(files() >= before + 3);
    let taken = anna.take_back(id).await.unwrap();
    anna.discard_drafts(&[taken.saved.draft_id]).await.unwrap();
    for _ in 0..200 {
        if files() == before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} files", files() - before);
}

#[tokio::test]
async fn a_lost_answer_holds_no_second_letter_and_what_was_taken_back_cannot_be_held_again() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let kept = anna.keep_submissions();
    let lost = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if request.path.contains("/messages?hold_ms") && lost.fetch_add(1, Ordering::SeqCst) < 2 {
            response.status = 502;
            response.body.clear();
        }
    });
    let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    assert_eq!(anna.held(true).await.unwrap().len(), 1);
    let body = kept.lock().unwrap()[0].clone();
    // Also without a word about holding it: what became of it is what became of it.
    let again = anna.send_raw(body.clone()).await.json();
    assert_eq!(
        (&again["repeated"], &again["promise"]),
        (&json!(true), &json!(null))
    );
    assert!(rows(&bjorn, Folder::Inbox).await.is_empty());
    let taken = bjorn.send_raw(body.clone()).await;
    assert_eq!(taken.code(), Code::MessageIdReused);
    anna.take_back(id).await.unwrap();
    assert_eq!(anna.send_raw(body).await.code(), Code::MessageErased);
    // A repeat of taking it back changes nothing.
    assert_eq!(
        anna.post(&format!("/held/{id}/cancel"), &json!({})).await.status,
        204
    );
    assert!(anna.held(true).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_has_been_sent_cannot_be_taken_back_or_sent_again() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    server.clock.advance_ms(10 * SECOND_MS);
    arrive(&bjorn, Folder::Inbox, 1).await;
    assert_eq!(code_of(anna.take_back(id).await), Some(Code::NotFound));
    assert_eq!(code_of(anna.send_held(id).await), Some(Code::NotFound));
    let cancel = anna.post(&format!("/held/{id}/cancel"), &json!({})).await;
    assert_eq!(cancel.code(), Code::NotFound);
    a_while().await;
    assert_eq!(rows(&bjorn, Folder::Inbox).await.len(), 1);
}

#[tokio::test]
async fn against_the_release_taking_back_wins_or_loses_and_nothing_between() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut sent = 0;
    for round in 0..30 {
        let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
        server.clock.advance_ms(10 * SECOND_MS);
        // The server looks at the clock twice a second.
        tokio::time::sleep(Duration::from_millis(round * 17 % 600)).await;
        match anna.take_back(id).await {
            Ok(_) => {}
            Err(error) if error.code() == Some(Code::NotFound) => sent += 1,
            Err(error) => panic!("{error}"),
        }
        assert_eq!(rows(&bjorn, Folder::Inbox).await.len(), sent);
        assert_eq!(rows(&anna, Folder::Sent).await.len(), sent);
    }
    assert!(anna.held(true).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_held_letter_goes_at_once_when_its_sender_says_so_and_goes_once() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    attach(&anna, 1, b"Hej!").await;
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    let at_ms = server.clock.now_ms() + 30 * DAY_MS;
    let id = hold(&anna, &draft, When::At(at_ms)).await;
    assert_eq!(anna.held(true).await.unwrap()[0].send_ms, at_ms);
    // Longer than an upload lives that no letter refers to.
    server.clock.advance_ms(2 * DAY_MS);
    let server = server.restart();
    a_while().await;
    let (window, other) = (anna.sign_in(&server).await, anna.sign_in(&server).await);
    let (first, second) = tokio::join!(window.send_held(id), other.send_held(id));
    let sent: Vec<_> = [first, second].into_iter().flatten().collect();
    assert_eq!(sent.len(), 1, "one of two windows");
    let reader = bjorn.sign_in(&server).await;
    let letter = reader.read(sent[0].message_id).await.unwrap();
    let written_s = letter.written_ms.abs_diff(server.clock.now_ms()) / SECOND_MS;
    assert!(written_s < 120, "dated when it went, not when it was to go");
    assert_eq!(
        saved(&reader, sent[0].message_id, letter.attachments[0].index).await,
        b"Hej!"
    );
    server.clock.advance_ms(40 * DAY_MS);
    a_while().await;
    assert_eq!(rows(&bjorn.sign_in(&server).await, Folder::Inbox).await.len(), 1);
}

#[tokio::test]
async fn what_is_due_while_the_server_stands_still_goes_at_its_start() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    let (data, clock) = (server.data().parent().unwrap().to_owned(), server.clock.clone());
    let address = server.address;
    let folder = server.stop();
    clock.advance_ms(HOUR_MS / 10);
    let server = TestServer::start_on(&data, clock, |config| config.listen = address);
    let row = arrive(&bjorn, Folder::Inbox, 1).await.remove(0);
    assert_eq!((row.flaw, row.arrived_ms), (None, server.clock.now_ms()));
    drop((server, folder));
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    // Back by twenty seconds: adding wraps around.
    server.clock.set_ahead_ms(0_u64.wrapping_sub(20 * SECOND_MS));
    server.clock.advance_ms(10 * SECOND_MS);
    a_while().await;
    assert!(rows(&bjorn, Folder::Inbox).await.is_empty());
    server.clock.advance_ms(20 * SECOND_MS);
    arrive(&bjorn, Folder::Inbox, 1).await;
}

#[tokio::test]
async fn a_letter_that_comes_before_its_time_is_not_shown() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let readers_clock = Clock::manual(server.clock.now_ms());
    let halfway = bjorn.halfway(&server.client_with(readers_clock.clone())).await;
    let (early, _) = halfway.prove(&bjorn.phone.code(), false).await.unwrap();
    let id = hold(&anna, &anna.letter_to(&bjorn), When::After(HOUR_MS / 5)).await;
    // To the server the time has come. To the reader it has not.
    server.clock.advance_ms(HOUR_MS / 5);
    let row = arrive(&early, Folder::Inbox, 1).await.remove(0);
    assert_eq!((row.flaw, row.subject.as_str()), (Some(Flaw::Forged), ""));
    assert_eq!(early.read(id).await.err(), Some(Error::Flawed(Flaw::Forged)));
    readers_clock.advance_ms(HOUR_MS / 5);
    assert_eq!(rows(&early, Folder::Inbox).await[0].flaw, None);
}

#[tokio::test]
async fn keys_that_were_renewed_meanwhile_are_sealed_to_anew_and_the_letter_goes_once() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let other = anna.sign_in(&server).await;
    attach(&anna, 1, b"Hej!").await;
    let asked = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    for (renews, letters) in [(&bjorn, 1), (&anna, 2)] {
        let draft = Draft {
            uploads: if letters == 1 { vec![1] } else { Vec::new() },
            answers: Some(asked.message_id),
            ..anna.letter_to(&bjorn)
        };
        let id = hold(&anna, &draft, UNDO).await;
        renews.renew_keys().await.unwrap();
        server.clock.advance_ms(10 * SECOND_MS);
        stands(&anna, HeldState::KeysRenewed).await;
        assert_eq!(rows(&bjorn, Folder::Inbox).await.len(), letters - 1);
        // Two windows hear of it at once.
        let (first, second) = tokio::join!(anna.mend_held(), other.mend_held());
        assert_eq!(first.unwrap() + second.unwrap(), 1);
        let row = rows(&bjorn, Folder::Inbox).await.remove(0);
        assert_eq!(row.flaw, None);
        assert_ne!(row.message_id, id, "sealed anew is another letter");
        assert_eq!(rows(&bjorn, Folder::Inbox).await.len(), letters);
        if letters == 1 {
            let letter = bjorn.read(row.message_id).await.unwrap();
            assert_eq!(
                saved(&bjorn, row.message_id, letter.attachments[0].index).await,
                b"Hej!"
            );
        }
        assert!(anna.held(true).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_is_a_day_late_or_was_seen_in_sent_is_not_sealed_anew_unasked() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    let as_held = anna.get("/held").await.json();
    server.clock.advance_ms(10 * SECOND_MS);
    arrive(&anna, Folder::Sent, 1).await;
    // The server shows what it has sent as what it could not send.
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with("/held") {
            let mut lie = as_held.clone();
            lie["items"][0]["obstacle"] = json!("keys_renewed");
            response.status = 200;
            response.body = serde_json::to_vec(&lie).unwrap();
        }
    });
    assert_eq!(anna.mend_held().await, Ok(0));
    assert_eq!(states(&anna).await, [HeldState::KeysRenewed]);
    anna.client.transport().untap();
    let again = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    bjorn.renew_keys().await.unwrap();
    server.clock.advance_ms(10 * SECOND_MS);
    stands(&anna, HeldState::KeysRenewed).await;
    server.clock.advance_ms(DAY_MS + 1);
    let anna_again = anna.sign_in(&server).await;
    assert_eq!(anna_again.mend_held().await, Ok(0));
    // Its sender decides.
    let sent = anna_again.send_held(again).await.unwrap();
    let bjorn = bjorn.sign_in(&server).await;
    let ids: Vec<_> = rows(&bjorn, Folder::Inbox)
        .await
        .iter()
        .map(|row| row.message_id)
        .collect();
    assert_eq!(ids, [sent.message_id, id]);
}

#[tokio::test]
async fn where_somebody_has_no_mailbox_any_more_the_letter_waits_for_its_sender() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = hold(&anna, &anna.letter_to(&bjorn), When::After(HOUR_MS)).await;
    bjorn
        .end_account(&bjorn.password, &*bjorn.phone.code())
        .await
        .unwrap();
    server.clock.advance_ms(HOUR_MS);
    let anna_again = anna.sign_in(&server).await;
    stands(&anna_again, HeldState::RecipientGone).await;
    assert_eq!(anna_again.mend_held().await, Ok(0));
    let refused = anna_again.send_held(id).await;
    assert!(matches!(refused, Err(Error::NoMailbox { address }) if address == bjorn.address));
    let taken = anna_again.take_back(id).await.unwrap();
    assert_eq!(taken.sheet.body, anna.letter_to(&bjorn).body);
}

#[tokio::test]
async fn keys_that_were_withdrawn_send_nothing_that_they_have_signed() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    hold(&anna, &anna.letter_to(&bjorn), When::After(HOUR_MS)).await;
    let words = RecoveryWords::make(anna.client.platform());
    let new = "stegen bakom ladan är våt igen";
    let change = PasswordChange {
        current: &anna.password,
        code: GivenCode::Own(&anna.phone.code()),
        new,
    };
    anna.replace_compromised(change, Some(&words), &Zxcvbn)
        .await
        .unwrap();
    let halfway = server.client().sign_in(&anna.address, new).await.unwrap();
    let (again, _) = halfway.prove(&anna.phone.code(), false).await.unwrap();
    // The client needs nobody's word for it.
    assert_eq!(states(&again).await, [HeldState::Withdrawn]);
    server.clock.advance_ms(HOUR_MS);
    a_while().await;
    assert!(
        rows(&bjorn.sign_in(&server).await, Folder::Inbox)
            .await
            .is_empty()
    );
    let client = server.client();
    let halfway = client.sign_in(&anna.address, new).await.unwrap();
    let (again, _) = halfway.prove(&anna.phone.code(), false).await.unwrap();
    let held = raw(&client, Method::Get, "/held", None).await.json();
    assert_eq!(held["items"][0]["obstacle"], "withdrawn");
    assert_eq!(states(&again).await, [HeldState::Withdrawn]);
    assert_eq!(again.mend_held().await, Ok(0));
}

#[tokio::test]
async fn an_account_that_is_going_to_end_sends_nothing_by_itself_and_its_held_letters_end_with_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    attach(&anna, 1, &vec![7; 100_000]).await;
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    hold(&anna, &draft, When::After(HOUR_MS)).await;
    anna.end_account(&anna.password, &*anna.phone.code())
        .await
        .unwrap();
    server.clock.advance_ms(HOUR_MS);
    let anna_again = anna.sign_in(&server).await;
    stands(&anna_again, HeldState::Withdrawn).await;
    hold(&anna_again, &anna.letter_to(&anna), When::After(60 * DAY_MS)).await;
    server.clock.advance_ms(14 * DAY_MS);
    let server = server.restart();
    let vault = server.data().join("vault/blobs");
    for _ in 0..400 {
        // What is left is Björn's: a wrapped key and two keyrings, or four where a sign-in opened others.
        if walk(&vault).len() <= 5 {
            server.clock.advance_ms(60 * DAY_MS);
            a_while().await;
            assert!(
                rows(&bjorn.sign_in(&server).await, Folder::Inbox)
                    .await
                    .is_empty()
            );
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} files", walk(&vault).len());
}

#[tokio::test]
async fn a_letter_whose_last_day_was_over_before_it_could_be_sent_is_not_sent() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let draft = Draft {
        expires_ms: server.clock.now_ms() + HOUR_MS,
        ..anna.letter_to(&bjorn)
    };
    assert_eq!(
        code_of(anna.post_letter(&draft, When::After(HOUR_MS)).await),
        Some(Code::SubmissionRefused)
    );
    hold(&anna, &draft, UNDO).await;
    // The server stood still, or its clock did.
    server.clock.set_ahead_ms(HOUR_MS);
    let anna_again = anna.sign_in(&server).await;
    stands(&anna_again, HeldState::Expired).await;
    assert!(
        rows(&bjorn.sign_in(&server).await, Folder::Inbox)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn only_those_it_concerns_hear_of_a_held_letter() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let (mut hers, mut his) = (anna.follow().await.unwrap(), bjorn.follow().await.unwrap());
    let first = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    assert_eq!(hers.next().await, Some(Event::Held { message_id: first }));
    anna.take_back(first).await.unwrap();
    assert_eq!(hers.next().await, Some(Event::Objects), "it is a draft first");
    assert_eq!(hers.next().await, Some(Event::Held { message_id: first }));
    let second = hold(&anna, &anna.letter_to(&bjorn), UNDO).await;
    assert_eq!(hers.next().await, Some(Event::Held { message_id: second }));
    server.clock.advance_ms(10 * SECOND_MS);
    let came = Some(Event::Delivered { message_id: second });
    assert_eq!(hers.next().await, came);
    assert_eq!(his.next().await, came, "the first thing that he hears");
}

#[tokio::test]
async fn a_time_that_is_none_is_refused() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let invalid = || Some(Error::Invalid { field: "when".into() });
    for when in [When::After(0), When::After(90 * DAY_MS + 1), When::At(1)] {
        let refused = anna.post_letter(&anna.letter_to(&bjorn), when).await;
        assert_eq!(refused.err(), invalid(), "{when:?}");
    }
    // And by the server, whatever the client is.
    let eve = RawAccount::join(&server, "eve").await;
    let (now_ms, envelope) = (server.clock.now_ms(), seal_envelope(2048));
    let letter = |created_ms| {
        let submission = eve.submission(created_ms, &envelope);
        eve.letter(&submission, envelope.clone())
    };
    for (query, created_ms, code) in [
        ("hold_ms=0", now_ms, Code::InvalidRequest),
        ("hold_ms=7776000001", now_ms + 90 * DAY_MS, Code::InvalidRequest),
        ("hold_ms=x", now_ms, Code::InvalidRequest),
        ("hold=1", now_ms, Code::InvalidRequest),
        // Held until tomorrow, and dated today; or the other way round.
        ("hold_ms=600000", now_ms + 900_001, Code::ClockRefused),
        ("hold_ms=100000000", now_ms, Code::ClockRefused),
        ("", now_ms + 300_001, Code::ClockRefused),
        ("replaces=msg_paWlpaWlpaWlpaWlpaWlpQ", now_ms, Code::NotFound),
    ] {
        let answer = eve.send_letter_as(&letter(created_ms), query).await;
        assert_eq!(answer.code(), code, "{query}");
    }
    let held = eve
        .send_letter_as(&letter(now_ms + 600_000), "hold_ms=600000")
        .await;
    assert_eq!(held.json()["release_ms"], json!(server.clock.now_ms() + 600_000));
}

#[tokio::test]
async fn a_held_letter_counts_towards_what_its_sender_may_keep() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let eve = RawAccount::join(&server, "eve").await;
    let (now_ms, envelope) = (server.clock.now_ms(), seal_envelope(1 << 20));
    let letter = || eve.letter(&eve.submission(now_ms + 600_000, &envelope), envelope.clone());
    let first = letter();
    assert_eq!(eve.send_letter_as(&first, "hold_ms=600000").await.status, 200);
    // All the rest of the gigabyte.
    let kept = u64::try_from(envelope.len()).unwrap();
    let rest = json!({"blob_id": BlobId([1; 16]), "size_bytes": 1_000_000_000 - kept});
    assert_eq!(eve.send_json("POST", "/blobs", &rest).await.status, 200);
    let refused = eve.send_letter_as(&letter(), "hold_ms=600000").await;
    assert_eq!(refused.code(), Code::MailboxFull);
    // In place of one that is held there is room, and once that is taken back.
    let id = first.message_id();
    let second = letter();
    let replaced = eve
        .send_letter_as(&second, &format!("hold_ms=600000&replaces={id}"))
        .await;
    assert_eq!(replaced.status, 200);
    let id = second.message_id();
    let cancel = eve
        .send_json("POST", &format!("/held/{id}/cancel"), &json!({}))
        .await;
    assert_eq!(cancel.status, 204);
    assert_eq!(eve.send_letter_as(&letter(), "hold_ms=600000").await.status, 200);
}

#[tokio::test]
async fn a_server_that_holds_what_is_to_be_sent_or_sends_what_is_to_be_held_is_told_apart() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    anna.client.transport().before(|request| {
        match request.path.split_once("?hold_ms") {
            Some((path, _)) => request.path = path.to_owned(),
            None if request.path.ends_with("/messages") => request.path.push_str("?hold_ms=10000"),
            None => {}
        }
        true
    });
    let early = anna.post_letter(&anna.letter_to(&bjorn), UNDO).await;
    assert!(matches!(early, Err(Error::BadAnswer(_))), "{early:?}");
    let late = anna.send(&anna.letter_to(&bjorn)).await;
    assert!(matches!(late, Err(Error::BadAnswer(_))), "{late:?}");
}

#[tokio::test]
async fn held_letters_that_are_not_what_their_sender_wrote_are_not_shown_and_break_no_list() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let ids = [
        hold(&anna, &anna.letter_to(&bjorn), UNDO).await,
        hold(&anna, &anna.letter_to(&bjorn), UNDO).await,
    ];
    let theirs = hold(&bjorn, &bjorn.letter_to(&anna), UNDO).await;
    let honest = anna.get("/held").await.json();
    let foreign = bjorn.get("/held").await.json()["items"][0].clone();
    assert_eq!(foreign["message_id"], json!(theirs));
    type Spoil = fn(&mut serde_json::Value, &serde_json::Value);
    let spoils: [(Spoil, Flaw); 5] = [
        (|item, _| item["envelope"] = json!(""), Flaw::Damaged),
        (
            |item, _| item["submission"]["signature"] = json!("A".repeat(86)),
            Flaw::Forged,
        ),
        (
            |item, _| item["submission"]["bytes"] = json!("AAAA"),
            Flaw::Damaged,
        ),
        (|item, other| *item = other.clone(), Flaw::Forged),
        (
            |item, _| item["message_id"] = json!(MessageId([9; 16])),
            Flaw::Forged,
        ),
    ];
    for (spoil, flaw) in spoils {
        let mut lie = honest.clone();
        spoil(&mut lie["items"][0], &foreign);
        anna.client.transport().after(move |request, response| {
            if request.path.ends_with("/held") {
                response.body = serde_json::to_vec(&lie).unwrap();
            }
        });
        let mut seen = states(&anna).await;
        seen.sort_by_key(|state| *state == HeldState::Waits);
        assert_eq!(seen, [HeldState::Flawed(flaw), HeldState::Waits]);
    }
    anna.client.transport().untap();
    // What is damaged can be given up.
    anna.discard_held(ids[0]).await.unwrap();
    assert_eq!(states(&anna).await, [HeldState::Waits]);
}

#[tokio::test]
async fn pages_of_held_letters_follow_one_another() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    // Some thirty to a page, by their size.
    let draft = Draft {
        body: "å".repeat(30_000),
        ..anna.letter_to(&bjorn)
    };
    let mut ids = Vec::new();
    for seconds in 1..=50 {
        ids.push(hold(&anna, &draft, When::After(seconds * SECOND_MS)).await);
    }
    assert!(anna.get("/held").await.json()["next"].is_string());
    let listed: Vec<_> = anna
        .held(true)
        .await
        .unwrap()
        .iter()
        .map(|row| row.message_id)
        .collect();
    assert_eq!(listed, ids, "the next one first");
}

#[tokio::test]
async fn a_held_letter_is_checked_like_any_other_when_it_comes() {
    let server = TestServer::start();
    let bjorn = server.person("Björn").await;
    let eve = RawAccount::join(&server, "eve").await;
    let (now_ms, envelope) = (server.clock.now_ms(), seal_envelope(2048));
    let with = |change: &dyn Fn(&mut Submission)| {
        let mut submission = eve.submission(now_ms + 600_000, &envelope);
        change(&mut submission);
        eve.letter(&submission, envelope.clone())
    };
    let unknown = |submission: &mut Submission| {
        submission.deliveries.insert(
            0,
            Entry {
                mbox: [1; 16],
                ..submission.deliveries[0]
            },
        );
    };
    for (letter, code) in [
        (with(&|it| it.sender_epoch = 7), Code::StaleSenderKey),
        (with(&unknown), Code::UnknownRecipient),
        (
            with(&|it| it.deliveries[0].envelope_sha256 = [0; 32]),
            Code::EnvelopeRefused,
        ),
        (
            with(&|it| it.expires_ms = now_ms + 600_000),
            Code::SubmissionRefused,
        ),
    ] {
        let answer = eve.send_letter_as(&letter, "hold_ms=600000").await;
        assert_eq!(answer.code(), code);
    }
    assert!(bjorn.held(true).await.unwrap().is_empty());
}
