//! kill -9 while a held letter is sent, after steps of the work on the disk from the first to the last: it goes once, whole, and
//! with one promise.

use crate::process::{Life, Process, copy, free_address};
use api::messages::Folder;
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::{Draft, When};
use diesel::prelude::*;
use server::clock::Clock;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tests::{Person, TestServer};

/// Long enough for another code.
const HOLD_MS: u64 = 60_000;
/// More steps than a start and a release take.
const STEPS_MAX: u64 = 60;
/// Longer than they take on the slowest machine.
const LIFE_MAX: Duration = Duration::from_secs(120);

#[derive(diesel::QueryableByName)]
struct Counts {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    sent: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    held: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    logged: i64,
}

/// Messages, held letters, and submissions in the audit log; none where the database cannot be read just now.
fn counts(data: &Path) -> Option<Counts> {
    let path = data.join("forsegla.db");
    let mut connection = SqliteConnection::establish(path.to_str()?).ok()?;
    let query = "SELECT (SELECT count(*) FROM messages) AS sent, (SELECT count(*) FROM held_letters) AS held, \
        (SELECT count(*) FROM audit_entries WHERE kind = 1) AS logged";
    diesel::sql_query(query).get_result(&mut connection).ok()
}

/// A folder in which a letter is due.
struct Due {
    around: PathBuf,
    now_ms: u64,
    anna: Person,
    bjorn: Person,
}

async fn prepare(around: &Path) -> Due {
    let clock = Clock::manual(Clock::System.now_ms());
    let server = TestServer::start_on(around, clock, |_| {});
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &&[5; 9_000][..], &Quiet).await.unwrap();
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    anna.post_letter(&draft, When::After(HOLD_MS)).await.unwrap();
    let now_ms = server.clock.now_ms() + HOLD_MS;
    drop(server.stop());
    Due {
        around: around.to_owned(),
        now_ms,
        anna,
        bjorn,
    }
}

impl Due {
    /// One life of the server, until the letter is sent. Says whether it was killed before that.
    async fn live(&self, data: &Path, steps: Option<u64>) -> bool {
        let life = Life {
            now_ms: Some(self.now_ms),
            steps,
        };
        let listen = free_address();
        let mut process = Process::begin(data, listen, &life);
        let since = Instant::now();
        while process.is_alive() {
            // Before it listens it has the database for itself.
            if std::net::TcpStream::connect(listen).is_ok()
                && let Some(counts) = counts(data)
            {
                assert_eq!(counts.sent + counts.held, 1, "held or sent");
                assert_eq!(counts.sent, counts.logged, "logged when it is sent");
                if counts.sent == 1 {
                    process.kill();
                    return false;
                }
            }
            assert!(since.elapsed() < LIFE_MAX, "the letter is not sent");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(
            steps.is_some() && process.was_killed(),
            "the server ends by itself"
        );
        true
    }

    async fn check(&self, around: &Path) {
        let server = TestServer::start_on(around, Clock::manual(self.now_ms), |_| {});
        for (person, folder) in [(&self.anna, Folder::Sent), (&self.bjorn, Folder::Inbox)] {
            let halfway = person.halfway(&server.client()).await;
            let code = person.phone.code_at(self.now_ms);
            let (mailbox, _) = halfway.prove(&code, false).await.unwrap();
            let rows = mailbox.list(folder, None, true).await.unwrap().rows;
            assert_eq!((rows.len(), rows[0].flaw), (1, None));
            let (id, mut bytes) = (rows[0].message_id, Vec::new());
            let letter = mailbox.read(id).await.unwrap();
            let index = letter.attachments[0].index;
            mailbox.save(id, index, &mut bytes, &Quiet).await.unwrap();
            assert_eq!(bytes, [5; 9_000]);
            assert!(mailbox.held(true).await.unwrap().is_empty());
        }
        let data = server.data().to_owned();
        drop(server.stop());
        let counts = counts(&data).unwrap();
        assert_eq!((counts.sent, counts.held, counts.logged), (1, 0, 1));
    }
}

#[tokio::test]
async fn a_kill_after_any_step_of_a_release_sends_the_letter_once() {
    let folder = tempfile::tempdir().unwrap();
    let due = prepare(folder.path()).await;
    for steps in 1..=STEPS_MAX {
        let copied = tempfile::tempdir().unwrap();
        let data = copied.path().join("data");
        copy(&due.around.join("data"), &data);
        let killed = due.live(&data, Some(steps)).await;
        if killed {
            assert!(!due.live(&data, None).await);
        }
        due.check(copied.path()).await;
        if !killed {
            assert!(steps > 1, "steps are not counted");
            return;
        }
    }
    panic!("the release does not end");
}
