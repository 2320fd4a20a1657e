//! People who write in a ring: each to the next.

use crate::server::Server;
use api::MessageId;
use api::messages::{Folder, SUBMISSION_MEDIA_TYPE};
use client::native::Http;
use client::transport::Method;
use client::view::Draft;
use client::{Client, NewAccount};
use server::clock::Clock;
use std::sync::{Arc, Mutex};
use tests::{Open, Tap, TestClient, TestPlatform, joining, raw};

/// One of them.
#[derive(Clone)]
pub(crate) struct Sender {
    client: Arc<TestClient>,
    mailbox: Arc<Open>,
}

pub(crate) async fn join(server: &Server, count: usize) -> Vec<Sender> {
    let mut people = Vec::new();
    for n in 0..count {
        let tap = Tap::new(Http::new(server.origin()).unwrap());
        let client = Arc::new(Client::new(tap, TestPlatform::new(Clock::System), "localhost"));
        let (address, password) = (
            format!("p{n}@example.org"),
            format!("person {n} går över ån i regn"),
        );
        let new = NewAccount {
            name: "",
            password: &password,
            language: "sv",
            words: None,
        };
        let (halfway, phone) = joining::join(&client, &server.origin(), &address, new, Clock::System).await;
        let (mailbox, _) = halfway.prove(&phone.code(), false).await.unwrap();
        people.push(Sender {
            client,
            mailbox: Arc::new(mailbox),
        });
    }
    people
}

/// Seals letters of about 4 KiB without sending them.
pub(crate) async fn seal(some: &[Sender], ring: &[Sender], letters: usize) -> Vec<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for (n, person) in some.iter().enumerate() {
        let next = ring[(n + 1) % ring.len()].mailbox.address().to_owned();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&kept);
        person.client.transport().before(move |request| {
            let is_letter = request.path.ends_with("/messages");
            if is_letter {
                let mut kept = keep.lock().unwrap();
                let body = request.body.clone().unwrap().1;
                if kept.last() != Some(&body) {
                    kept.push(body);
                }
            }
            !is_letter
        });
        let draft = Draft {
            to: vec![next],
            subject: "Last".into(),
            body: "x".repeat(3000),
            ..Draft::default()
        };
        for _ in 0..letters {
            // Nothing goes out, so it fails; what matters is what would have gone.
            let _ = person.mailbox.send(&draft).await;
        }
        person.client.transport().untap();
        all.push(std::mem::take(&mut *kept.lock().unwrap()));
    }
    all
}

pub(crate) async fn send(person: Sender, body: Vec<u8>) {
    let answer = raw(
        &person.client,
        Method::Post,
        "/messages",
        Some((SUBMISSION_MEDIA_TYPE, body)),
    )
    .await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// What lies unopened in each inbox.
pub(crate) async fn unopened(people: &[Sender]) -> Vec<Vec<MessageId>> {
    let mut all = Vec::new();
    for person in people {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = person
                .mailbox
                .list(Folder::Inbox, after.as_deref(), true)
                .await
                .unwrap();
            ids.extend(
                page.rows
                    .iter()
                    .filter(|row| row.unread)
                    .map(|row| row.message_id),
            );
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        all.push(ids);
    }
    all
}

pub(crate) async fn open(person: Sender, id: MessageId) {
    let answer = raw(
        &person.client,
        Method::Post,
        &format!("/messages/{id}/open"),
        None,
    )
    .await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

pub(crate) async fn list(person: Sender, (): ()) {
    let answer = raw(
        &person.client,
        Method::Get,
        "/messages?folder=inbox&limit=50",
        None,
    )
    .await;
    assert_eq!(answer.status, 200);
}
