//! Emptying the bin: hidden at once, overwritten soon, reported truly, and nothing of anyone else's touched.

use api::Code;
use api::erasure::{EmptyBin, ErasureState};
use api::events::Event;
use api::messages::{Folder, MoveTo};
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::{Draft, Erasure};
use std::path::Path;
use std::time::Duration;
use tests::{Person, TestServer, walk};

async fn done(person: &Person, erasure: &Erasure) -> Erasure {
    for _ in 0..500 {
        let now = person.erasure(erasure.erasure_id).await.unwrap();
        if now.state == ErasureState::Done {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the erasure does not end");
}

async fn empty(person: &Person) -> Erasure {
    let emptied = person.empty_bin(&EmptyBin::default()).await.unwrap();
    done(person, &emptied.erasure.unwrap()).await
}

fn files(folder: &Path) -> usize {
    walk(folder).len()
}

#[tokio::test]
async fn letters_go_to_the_bin_and_back_to_where_they_were() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let ids = vec![sent.message_id];
    for (person, home) in [(&anna, Folder::Sent), (&bjorn, Folder::Inbox)] {
        assert_eq!(person.move_letters(ids.clone(), MoveTo::Bin).await.unwrap(), ids);
        assert!(
            person
                .move_letters(ids.clone(), MoveTo::Bin)
                .await
                .unwrap()
                .is_empty(),
            "it is there already"
        );
        let binned = &person.list(Folder::Bin, None, true).await.unwrap().rows[0];
        assert_eq!(binned.binned_ms, Some(server.clock.now_ms()));
        assert!(person.list(home, None, true).await.unwrap().rows.is_empty());
        assert_eq!(person.move_letters(ids.clone(), MoveTo::Back).await.unwrap(), ids);
        assert_eq!(person.list(home, None, true).await.unwrap().rows.len(), 1);
    }
}

#[tokio::test]
async fn only_what_lies_in_the_bin_is_erased_and_only_ones_own() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let first = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let second = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let third = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn
        .move_letters(vec![first.message_id, second.message_id], MoveTo::Bin)
        .await
        .unwrap();
    let only = EmptyBin {
        only: Some(vec![first.message_id, third.message_id]),
    };
    let emptied = bjorn.empty_bin(&only).await.unwrap();
    assert_eq!(
        (emptied.erasure.as_ref().unwrap().letters, emptied.remaining),
        (1, 1)
    );
    done(&bjorn, &emptied.erasure.unwrap()).await;
    assert!(bjorn.read(first.message_id).await.is_err());
    assert!(bjorn.read(second.message_id).await.is_ok());
    assert!(bjorn.read(third.message_id).await.is_ok());
    assert!(
        anna.read(first.message_id).await.is_ok(),
        "the sender's copy is hers"
    );
    assert_eq!(
        bjorn.empty_bin(&only).await.unwrap().erasure,
        None,
        "there is nothing more to erase of these"
    );
}

#[tokio::test]
async fn an_erased_letter_cannot_come_back_under_its_id() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let kept = anna.keep_submissions();
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    for person in [&anna, &bjorn] {
        person.throw_away(sent.message_id).await;
        empty(person).await;
    }
    let body = kept.lock().unwrap()[0].clone();
    assert_eq!(anna.send_raw(body).await.code(), Code::MessageErased);
}

#[tokio::test]
async fn an_attachment_goes_with_its_last_holder_and_no_sooner() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    // They know each other: no keyring is written from here on.
    anna.look(&bjorn.address).await.unwrap();
    bjorn.look(&anna.address).await.unwrap();
    let blobs = server.data().join("vault/blobs");
    let before = files(&blobs);
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &vec![5; 100_000].as_slice(), &Quiet)
        .await
        .unwrap();
    let sent = anna
        .send(&Draft {
            uploads: vec![1],
            ..anna.letter_to(&bjorn)
        })
        .await
        .unwrap();
    assert_eq!(files(&blobs), before + 3, "two envelopes and a part");
    bjorn.throw_away(sent.message_id).await;
    let report = empty(&bjorn).await.report.unwrap();
    assert_eq!(report.attachments_released, 1);
    assert_eq!(files(&blobs), before + 2, "the sender still holds the part");
    let letter = anna.read(sent.message_id).await.unwrap();
    let mut saved = Vec::new();
    anna.save(sent.message_id, letter.attachments[0].index, &mut saved, &Quiet)
        .await
        .unwrap();
    anna.throw_away(sent.message_id).await;
    empty(&anna).await;
    for _ in 0..200 {
        if files(&blobs) == before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} files are left", files(&blobs));
}

#[tokio::test]
async fn the_report_is_signed_and_says_what_was_done() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id);
    }
    bjorn.move_letters(ids, MoveTo::Bin).await.unwrap();
    let mut events = bjorn.follow().await.unwrap();
    let erasure = empty(&bjorn).await;
    assert_eq!(
        events.next().await,
        Some(Event::Erasure {
            erasure_id: erasure.erasure_id
        })
    );
    let report = erasure.report.clone().unwrap();
    assert_eq!((report.keys_destroyed, erasure.letters_erased), (3, 3));
    assert!(String::from_utf8(report.file).unwrap().contains("server_key"));
    assert_eq!(bjorn.erasures().await.unwrap(), vec![erasure]);
}

#[tokio::test]
async fn a_report_that_the_server_did_not_sign_is_not_shown() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.throw_away(sent.message_id).await;
    let erasure = empty(&bjorn).await;
    bjorn.client.transport().after(|request, response| {
        if request.path.contains("/erasures/") {
            let mut answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            let report = api::Bytes::from_text(answer["report"]["bytes"].as_str().unwrap()).unwrap();
            let lie = String::from_utf8(report.0)
                .unwrap()
                .replace("\"file_system\":\"", "\"file_system\":\"x");
            answer["report"]["bytes"] = serde_json::json!(api::Bytes(lie.into_bytes()));
            response.body = answer.to_string().into_bytes();
        }
    });
    assert_eq!(
        bjorn.erasure(erasure.erasure_id).await,
        Err(client::Error::ServerChanged)
    );
}

#[tokio::test]
async fn replaced_keyrings_leave_no_file_behind() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let blobs = server.data().join("vault/blobs");
    let before = files(&blobs);
    for n in 0..5 {
        anna.set_name(&format!("Anna {n}")).await.unwrap();
    }
    for _ in 0..200 {
        // The one that her sign-in opened is kept.
        if files(&blobs) == before + 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} files more than before", files(&blobs) - before);
}

#[tokio::test]
async fn an_erasure_is_done_only_with_a_signed_report() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.throw_away(sent.message_id).await;
    bjorn.client.transport().after(|request, response| {
        if request.path.ends_with("/bin/empty") {
            let mut answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            answer["erasure"]["state"] = serde_json::json!("done");
            answer["erasure"]["letters_erased"] = answer["erasure"]["letters"].clone();
            response.body = serde_json::to_vec(&answer).unwrap();
        }
    });
    let emptied = bjorn.empty_bin(&EmptyBin::default()).await;
    let erasure = emptied.map(|emptied| emptied.erasure.unwrap());
    assert!(
        !matches!(&erasure, Ok(erasure) if erasure.state == ErasureState::Done && erasure.report.is_none()),
        "done, says the server, and signs nothing: {erasure:?}"
    );
}

#[tokio::test]
async fn an_erased_letter_does_not_come_back_as_new() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.list(Folder::Inbox, None, true).await.unwrap();
    let old = bjorn.get("/messages?folder=inbox&limit=40").await.body;
    bjorn.throw_away(sent.message_id).await;
    empty(&bjorn).await;
    bjorn.client.transport().after(move |request, response| {
        if request.path.contains("/messages?") {
            response.body.clone_from(&old);
        }
    });
    let row = bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0].clone();
    assert_eq!(
        row.flaw,
        Some(client::view::Flaw::Forged),
        "unread: {}, {:?}",
        row.unread,
        row.subject
    );
}
