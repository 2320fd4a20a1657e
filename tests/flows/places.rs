//! Where letters lie and what they are marked as: for their holder alone, and without a word to anyone.

use api::limits::MOVE_ITEMS_MAX;
use api::messages::{Folder, Folders, MoveTo};
use api::{Code, MessageId};
use client::view::Row;
use serde_json::json;
use tests::{Open, Person, TestServer};

async fn rows(mailbox: &Open, folder: Folder) -> Vec<Row> {
    mailbox.list(folder, None, true).await.unwrap().rows
}

async fn ids(mailbox: &Open, folder: Folder) -> Vec<MessageId> {
    rows(mailbox, folder)
        .await
        .iter()
        .map(|row| row.message_id)
        .collect()
}

async fn counts(mailbox: &Open) -> Folders {
    mailbox.folders().await.unwrap()
}

async fn unread(person: &Person, id: MessageId) -> bool {
    let rows = rows(person, Folder::Inbox).await;
    rows.iter().find(|row| row.message_id == id).unwrap().unread
}

#[tokio::test]
async fn the_archive_takes_letters_of_both_kinds_and_gives_them_back_to_where_they_came() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let received = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap().message_id;
    server.clock.advance_ms(1000);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    let both = vec![sent, received];
    assert_eq!(
        anna.move_letters(both.clone(), MoveTo::Archive).await.unwrap(),
        both
    );
    assert_eq!(
        anna.move_letters(both.clone(), MoveTo::Archive).await.unwrap(),
        []
    );
    assert_eq!(ids(&anna, Folder::Archive).await, both, "newest first");
    assert!(
        rows(&anna, Folder::Archive)
            .await
            .iter()
            .all(|row| row.folder == Folder::Archive)
    );
    assert!(ids(&anna, Folder::Inbox).await.is_empty() && ids(&anna, Folder::Sent).await.is_empty());
    let expected = Folders {
        archive: 2,
        ..Folders::default()
    };
    assert_eq!(counts(&anna).await, expected);
    // Thrown away and fetched back, it lies where it lay.
    anna.move_letters(vec![received], MoveTo::Bin).await.unwrap();
    assert_eq!(ids(&anna, Folder::Archive).await, [sent]);
    assert_eq!(ids(&anna, Folder::Bin).await, [received]);
    assert_eq!(anna.move_letters(vec![received], MoveTo::Home).await.unwrap(), []);
    anna.move_letters(vec![received], MoveTo::Back).await.unwrap();
    assert_eq!(ids(&anna, Folder::Archive).await, both);
    // From the bin into the archive at once.
    anna.move_letters(vec![received], MoveTo::Bin).await.unwrap();
    anna.move_letters(vec![received], MoveTo::Archive).await.unwrap();
    assert_eq!(ids(&anna, Folder::Archive).await, both);
    assert_eq!(anna.move_letters(both.clone(), MoveTo::Home).await.unwrap(), both);
    assert_eq!(ids(&anna, Folder::Inbox).await, [received]);
    assert_eq!(ids(&anna, Folder::Sent).await, [sent]);
    // The other one's copies lie where they lay.
    assert_eq!(ids(&bjorn, Folder::Inbox).await, [sent]);
    assert_eq!(ids(&bjorn, Folder::Sent).await, [received]);
}

#[tokio::test]
async fn letters_with_a_star_are_found_wherever_they_lie_but_in_the_bin() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut sent = Vec::new();
    for _ in 0..3 {
        server.clock.advance_ms(1000);
        sent.push(bjorn.send(&bjorn.letter_to(&anna)).await.unwrap().message_id);
    }
    let two = vec![sent[0], sent[2]];
    assert_eq!(
        anna.mark_letters(two.clone(), None, Some(true)).await.unwrap(),
        two
    );
    assert_eq!(
        anna.mark_letters(two.clone(), None, Some(true)).await.unwrap(),
        []
    );
    anna.move_letters(vec![sent[0]], MoveTo::Archive).await.unwrap();
    assert_eq!(ids(&anna, Folder::Starred).await, [sent[2], sent[0]]);
    let folders: Vec<Folder> = rows(&anna, Folder::Starred)
        .await
        .iter()
        .map(|row| row.folder)
        .collect();
    assert_eq!(folders, [Folder::Inbox, Folder::Archive]);
    assert!(anna.read(sent[2]).await.unwrap().starred);
    anna.move_letters(vec![sent[2]], MoveTo::Bin).await.unwrap();
    assert_eq!(ids(&anna, Folder::Starred).await, [sent[0]]);
    assert_eq!(counts(&anna).await.starred, 1);
    anna.mark_letters(vec![sent[0]], None, Some(false)).await.unwrap();
    assert!(ids(&anna, Folder::Starred).await.is_empty());
    assert!(ids(&bjorn, Folder::Starred).await.is_empty());
}

#[tokio::test]
async fn marked_read_is_not_opened_and_marked_unread_stays_opened() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut letter = bjorn.letter_to(&anna);
    letter.asks_receipt = true;
    let id = bjorn.send(&letter).await.unwrap().message_id;
    anna.mark_letters(vec![id], Some(true), None).await.unwrap();
    assert!(!unread(&anna, id).await);
    assert_eq!(counts(&anna).await.unread, 0);
    assert!(
        bjorn.track(id, true).await.unwrap().readers[0].opened.is_none(),
        "nobody was told"
    );
    let stored = anna.get(&format!("/messages/{id}")).await.json();
    assert_eq!(stored["opened_ms"], json!(null));

    anna.read(id).await.unwrap();
    let opened_ms = anna.get(&format!("/messages/{id}")).await.json()["opened_ms"].clone();
    anna.mark_letters(vec![id], Some(false), None).await.unwrap();
    assert!(unread(&anna, id).await);
    assert_eq!(counts(&anna).await.unread, 1);
    assert!(bjorn.track(id, true).await.unwrap().readers[0].opened.is_some());
    server.clock.advance_ms(1000);
    anna.read(id).await.unwrap();
    assert!(!unread(&anna, id).await, "whoever opens it has read it");
    let again = anna.get(&format!("/messages/{id}")).await.json();
    assert_eq!(
        (&again["opened_ms"], &again["read_mark"]),
        (&opened_ms, &json!(null))
    );
}

#[tokio::test]
async fn nobody_marks_or_archives_what_is_not_theirs_or_too_much_at_once() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let id = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap().message_id;
    assert_eq!(
        eve.mark_letters(vec![id], Some(true), Some(true)).await.unwrap(),
        []
    );
    assert_eq!(eve.move_letters(vec![id], MoveTo::Archive).await.unwrap(), []);
    assert!(unread(&anna, id).await);
    let many = vec![id; MOVE_ITEMS_MAX + 1];
    let mark = json!({"message_ids": many, "starred": true});
    assert_eq!(anna.post("/messages/mark", &mark).await.code(), Code::TooLarge);
    for bad in [
        json!({"message_ids": [id], "starred": 1}),
        json!({"message_ids": [id], "opened": true}),
        json!({"starred": true}),
    ] {
        assert_eq!(
            anna.post("/messages/mark", &bad).await.code(),
            Code::InvalidRequest,
            "{bad}"
        );
    }
    let bad = json!({"message_ids": [id], "to": "starred"});
    assert_eq!(
        anna.post("/messages/move", &bad).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.get("/messages?folder=unknown").await.code(),
        Code::InvalidRequest
    );
}

#[tokio::test]
async fn pages_of_the_archive_follow_each_other() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(bjorn.send(&bjorn.letter_to(&anna)).await.unwrap().message_id);
    }
    anna.move_letters(sent.clone(), MoveTo::Archive).await.unwrap();
    anna.mark_letters(sent.clone(), None, Some(true)).await.unwrap();
    for folder in ["archive", "starred"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = anna
                .get(&format!("/messages?folder={folder}&limit=2{after}"))
                .await
                .json();
            let items = page["items"].as_array().unwrap();
            seen.extend(
                items
                    .iter()
                    .map(|one| one["message_id"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        seen.sort();
        let mut all: Vec<String> = sent.iter().map(ToString::to_string).collect();
        all.sort();
        assert_eq!(seen, all, "{folder}");
    }
}
