//! kill -9 while an account ends, after steps of the work on the disk from the first to the last: whatever was done by then, the next start does the
//! rest. Nothing of the account is left, one report goes out, and what others have is untouched.

use crate::process::{Life, Process, copy, free_address};
use api::messages::Folder;
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::Draft;
use diesel::prelude::*;
use server::clock::Clock;
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tests::joining::number_of;
use tests::{Authenticator, Person, TestServer, walk};

const GRACE_MS: u64 = 14 * 24 * 3_600_000;
/// More steps than an end takes.
const STEPS_MAX: u64 = 400;
/// Fewer than there are.
const KILLS_MIN: usize = 10;
/// From one kill to the next. Erasing a file takes another number of steps, so that each kind of step is met at some file.
const STRIDE: usize = 7;
/// Ends that are carried out side by side.
const AT_ONCE: usize = 6;

/// His key, wrapped twice, his two keyrings, and his copies.
const BJORNS_FILES: usize = 4 + 2;

/// A folder in which an account is due, and what must not be found there when it has ended.
struct Due {
    /// The folder around the data.
    around: PathBuf,
    now_ms: u64,
    canaries: Vec<Vec<u8>>,
    /// Files that came since there was an account, by name, with 32 bytes out of each.
    pieces: BTreeMap<OsString, Vec<u8>>,
    bjorn: Person,
}

fn blobs(data: &Path) -> HashSet<PathBuf> {
    walk(&data.join("vault/blobs")).into_iter().collect()
}

async fn confirm(person: &Person) {
    let confirmed = person.step_up(&person.password, &person.phone.code()).await;
    confirmed.unwrap();
}

/// Letters in every folder, attachments sent and unsent, a passkey, both phones, codes on paper.
async fn fill(anna: &Person, bjorn: &Person, server: &TestServer) -> Authenticator {
    // Without a receipt: as long as he held one, her key records, which name her address, would stay.
    let draft = Draft {
        asks_receipt: false,
        ..bjorn.letter_to(anna)
    };
    let received = bjorn.send(&draft).await.unwrap();
    anna.read(received.message_id).await.unwrap();
    let binned = bjorn.send(&bjorn.letter_to(anna)).await.unwrap();
    anna.throw_away(binned.message_id).await;
    let bytes = vec![5; 90_000];
    for upload in [1, 2] {
        let new = NewAttachment {
            upload,
            name: "fil.bin",
            media_type: "",
        };
        anna.attach(new, &bytes.as_slice(), &Quiet).await.unwrap();
    }
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(anna)
    };
    anna.send(&draft).await.unwrap();
    let authenticator = Authenticator::default();
    confirm(anna).await;
    let options = anna.start_passkey().await.unwrap();
    let passkey = authenticator.create(&options);
    anna.add_passkey(&passkey, "Kanariefågelns nyckel").await.unwrap();
    confirm(anna).await;
    anna.make_backup_codes().await.unwrap();
    anna.sign_in(server).await;
    authenticator
}

async fn prepare(around: &Path) -> Due {
    let clock = Clock::manual(Clock::System.now_ms());
    let server = TestServer::start_on(around, clock, |_| {});
    let bjorn = server.person("Björn").await;
    let before = blobs(server.data());
    let anna = server.person("Anna").await;
    let authenticator = fill(&anna, &bjorn, &server).await;
    // What both hold stays with him.
    let shared = bjorn.list(Folder::Sent, None, true).await.unwrap().rows.len();
    assert_eq!(shared, 2);
    let account = anna.get("/account").await.json();
    let user_id: api::UserId = account["user_id"].as_str().unwrap().parse().unwrap();
    let canaries = vec![
        user_id.0.to_vec(),
        anna.address.clone().into_bytes(),
        number_of(&anna.address).into_bytes(),
        authenticator.credential_id.clone(),
        "Kanariefågelns nyckel".as_bytes().to_vec(),
    ];
    let pieces = blobs(server.data())
        .difference(&before)
        .map(|path| (path.file_name().unwrap().to_owned(), piece(path)))
        .collect();
    anna.end_account(&anna.password, &*anna.phone.code())
        .await
        .unwrap();
    let now_ms = server.clock.now_ms() + GRACE_MS;
    drop(server.stop());
    Due {
        around: around.to_owned(),
        now_ms,
        canaries,
        pieces,
        bjorn,
    }
}

/// From the middle of a file, where no header is.
fn piece(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    bytes[bytes.len() / 2..][..32].to_vec()
}

/// Longer than an end takes on the slowest machine.
const LIFE_MAX: Duration = Duration::from_secs(120);

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// How many reports are in the outbox, sent or not; none where the database cannot be read just now.
fn reports(data: &Path) -> Option<i64> {
    let path = data.join("forsegla.db");
    let mut connection = SqliteConnection::establish(path.to_str()?).ok()?;
    let query = "SELECT count(*) AS count FROM outbox WHERE kind = 'account-erased'";
    let found: Count = diesel::sql_query(query).get_result(&mut connection).ok()?;
    Some(found.count)
}

impl Due {
    /// One end that is killed after so many steps, and goes on. Says whether it was killed before it had ended.
    async fn end(&self, steps: u64) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let (around, data) = (folder.path(), folder.path().join("data"));
        copy(&self.around.join("data"), &data);
        let killed = self.live(&data, Some(steps)).await;
        if killed {
            assert!(!self.live(&data, None).await);
        }
        self.check(around).await;
        killed
    }

    /// One life of the server, until the report is on its way. Says whether it was killed before that.
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
            if std::net::TcpStream::connect(listen).is_ok() {
                let reports = reports(data);
                assert!(reports <= Some(1), "one report and no more");
                if reports == Some(1) {
                    process.kill();
                    return false;
                }
            }
            assert!(since.elapsed() < LIFE_MAX, "no report comes");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(
            steps.is_some() && process.was_killed(),
            "the server ends by itself"
        );
        true
    }

    async fn check(&self, around: &Path) {
        let clock = Clock::manual(self.now_ms);
        let server = TestServer::start_on(around, clock, |_| {});
        let halfway = self.bjorn.halfway(&server.client()).await;
        let code = self.bjorn.phone.code_at(self.now_ms);
        let (signed_in, _) = halfway.prove(&code, false).await.unwrap();
        let sent = signed_in.list(Folder::Sent, None, true).await.unwrap().rows;
        assert_eq!(sent.len(), 2);
        for row in sent {
            assert_eq!(row.flaw, None);
            signed_in.read(row.message_id).await.unwrap();
        }
        let data = server.data().to_owned();
        // A keyring that was just replaced goes by itself.
        for _ in 0..500 {
            if blobs(&data).len() == BJORNS_FILES {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(blobs(&data).len(), BJORNS_FILES, "files in the vault");
        let kept = blobs(&data);
        drop(server.stop());
        assert_eq!(reports(&data), Some(1), "one report");
        let is_kept = |name: &OsString| kept.iter().any(|path| path.file_name() == Some(name));
        let gone = self.pieces.iter().filter(|(name, _)| !is_kept(name));
        let gone: HashSet<&[u8]> = gone.map(|(_, piece)| piece.as_slice()).collect();
        assert!(gone.len() >= 8, "keys, letters and attachments");
        for path in walk(&data) {
            self.is_clean(&path, &gone);
        }
    }

    fn is_clean(&self, path: &Path, gone: &HashSet<&[u8]>) {
        let bytes = std::fs::read(path).unwrap();
        for canary in &self.canaries {
            let left = bytes.windows(canary.len()).any(|window| window == canary);
            assert!(
                !left,
                "{} is left in {}",
                String::from_utf8_lossy(canary),
                path.display()
            );
        }
        let left = bytes.windows(32).any(|window| gone.contains(window));
        assert!(!left, "ciphertext is left in {}", path.display());
    }
}

#[tokio::test]
async fn a_kill_after_any_step_of_an_end_only_delays_it() {
    let folder = tempfile::tempdir().unwrap();
    let due = prepare(folder.path()).await;
    let mut kills = (1..=STEPS_MAX).step_by(STRIDE);
    let mut killed = 0;
    loop {
        let some: Vec<_> = kills.by_ref().take(AT_ONCE).map(|steps| due.end(steps)).collect();
        assert!(!some.is_empty(), "the end does not end");
        let ended = futures_util::future::join_all(some).await;
        killed += ended.iter().filter(|killed| **killed).count();
        if ended.contains(&false) {
            break;
        }
    }
    assert!(killed >= KILLS_MIN, "steps are not counted: {killed}");
}
