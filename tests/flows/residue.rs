//! What is left behind: no plaintext anywhere at the server, and after erasing nothing of the ciphertext either.

use api::erasure::{EmptyBin, ErasureState};
use api::messages::Folder;
use client::transfer::Quiet;
use client::view::Draft;
use client::{NewAccount, NewAttachment, RecoveryWords};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Person, TestServer, joining, walk};

/// Found nowhere but in the letter they belong to.
const CANARIES: [(&str, &str); 7] = [
    ("subject", "kanariefågel-ämne-4711"),
    ("body", "kanariefågel-text-4712"),
    ("file name", "kanariefågel-fil-4713.pdf"),
    ("file content", "kanariefågel-innehåll-4714"),
    ("password", "kanariefågel lösenord fyrtiosju femton"),
    ("name", "Kanariefågel Fyrtiosju"),
    ("answer", "kanariefågel-svar-4716"),
];

fn canary(of: &str) -> &'static str {
    CANARIES.iter().find(|(name, _)| *name == of).unwrap().1
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// All request bodies that a person's device sends from now on.
fn record(person: &tests::TestClient, into: &Arc<Mutex<Vec<u8>>>) {
    let into = Arc::clone(into);
    person.transport().before(move |request| {
        let mut all = into.lock().unwrap();
        all.extend_from_slice(request.path.as_bytes());
        if let Some((_, body)) = &request.body {
            all.extend_from_slice(body);
        }
        true
    });
}

async fn join_recorded(server: &TestServer, bodies: &Arc<Mutex<Vec<u8>>>) -> Person {
    let client = server.client();
    record(&client, bodies);
    let (address, password) = ("kirsten@example.org".to_owned(), canary("password").to_owned());
    let words = RecoveryWords::make(client.platform());
    let new = NewAccount {
        name: canary("name"),
        password: &password,
        language: "da",
        words: Some(&words),
    };
    let (halfway, phone) =
        joining::join(&client, &server.origin(), &address, new, server.clock.clone()).await;
    let (mailbox, _) = halfway.prove(&phone.code(), true).await.unwrap();
    Person {
        name: canary("name").to_owned(),
        address,
        password,
        words,
        phone,
        client,
        mailbox,
    }
}

#[tokio::test]
async fn no_plaintext_reaches_the_server_in_any_form() {
    let server = TestServer::start();
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let kirsten = join_recorded(&server, &bodies).await;
    let bjorn = server.person("Björn").await;
    record(&bjorn.client, &bodies);
    let content = canary("file content").repeat(1000);
    let new = NewAttachment {
        upload: 1,
        name: canary("file name"),
        media_type: "application/pdf",
    };
    kirsten.attach(new, &content.as_bytes(), &Quiet).await.unwrap();
    let draft = Draft {
        subject: canary("subject").into(),
        body: canary("body").into(),
        uploads: vec![1],
        ..kirsten.letter_to(&bjorn)
    };
    let sent = kirsten.send(&draft).await.unwrap();
    let row = &bjorn.list(Folder::Inbox, None, true).await.unwrap().rows[0];
    assert_eq!(row.subject, canary("subject"));
    let letter = bjorn.read(sent.message_id).await.unwrap();
    let mut saved = Vec::new();
    bjorn
        .save(sent.message_id, letter.attachments[0].index, &mut saved, &Quiet)
        .await
        .unwrap();
    assert_eq!(saved, content.as_bytes());
    let answer = Draft {
        body: canary("answer").into(),
        answers: Some(sent.message_id),
        ..bjorn.letter_to(&kirsten)
    };
    bjorn.send(&answer).await.unwrap();
    kirsten.list(Folder::Inbox, None, true).await.unwrap();
    kirsten.track(sent.message_id, true).await.unwrap();
    let data = server.data().to_owned();
    let folder = server.stop();
    let bodies = bodies.lock().unwrap();
    for (of, text) in CANARIES {
        for needle in [
            text.as_bytes(),
            &utf16(text),
            api::Bytes::from(text.as_bytes()).to_text().as_bytes(),
        ] {
            assert!(!holds(&bodies, needle), "{of} was sent in the clear");
            for file in walk(&data) {
                assert!(
                    !holds(&std::fs::read(&file).unwrap(), needle),
                    "{of} lies in {}",
                    file.display()
                );
            }
        }
    }
    assert!(
        !holds(&bodies, kirsten.words.text().as_bytes()),
        "the recovery words were sent in the clear"
    );
    drop(folder);
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn after_emptying_the_bins_no_32_bytes_of_the_ciphertext_are_left() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let blobs = server.data().join("vault/blobs");
    // They know each other already: what is stored from here on is the letter and nothing else.
    let first = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.list(Folder::Inbox, None, true).await.unwrap();
    bjorn.read(first.message_id).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before: HashSet<PathBuf> = walk(&blobs).into_iter().collect();
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &vec![5; 300_000].as_slice(), &Quiet)
        .await
        .unwrap();
    let sent = anna
        .send(&Draft {
            uploads: vec![1],
            ..anna.letter_to(&bjorn)
        })
        .await
        .unwrap();
    bjorn.read(sent.message_id).await.unwrap();
    let stored: Vec<Vec<u8>> = walk(&blobs)
        .into_iter()
        .filter(|path| !before.contains(path))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert!(
        stored.iter().any(|bytes| bytes.len() > 300_000),
        "the attachment is among them"
    );
    for person in [&anna, &bjorn] {
        person.throw_away(sent.message_id).await;
        let erasure = person
            .empty_bin(&EmptyBin::default())
            .await
            .unwrap()
            .erasure
            .unwrap();
        while person.erasure(erasure.erasure_id).await.unwrap().state != ErasureState::Done {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    // The attachment's own job reports to nobody.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let data = server.data().to_owned();
    let windows: HashSet<&[u8]> = stored
        .iter()
        .flat_map(|bytes| bytes.windows(32).step_by(32))
        .collect();
    for file in walk(&data) {
        let bytes = std::fs::read(&file).unwrap();
        for window in bytes.windows(32) {
            assert!(
                !windows.contains(window),
                "ciphertext is left in {}",
                file.display()
            );
        }
    }
}
