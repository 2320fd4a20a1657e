//! kill -9 while letters are sent, opened and erased: what was acknowledged is there, once; what was to be erased is
//! erased; nothing is half.

use crate::process::{Process, free_address};
use api::MessageId;
use api::erasure::{EmptyBin, ErasureState};
use api::messages::{Folder, MoveTo};
use client::native::Http;
use client::view::Draft;
use client::{Client, Mailbox, NewAccount};
use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use server::clock::Clock;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tests::{TestPlatform, joining, walk};

/// Kills in one run of this test, at least.
const ROUNDS: u64 = 40;
/// On a slow machine little is done before a kill, so there are more of them, and later ones: so many at most.
const ROUNDS_MAX: u64 = 4 * ROUNDS;

type Open = Mailbox<Http, TestPlatform>;

async fn join(origin: &str, name: &str) -> Open {
    let client = Arc::new(Client::new(
        Http::new(origin).unwrap(),
        TestPlatform::new(Clock::System),
        "localhost",
    ));
    let (address, password) = (
        format!("{name}@example.org"),
        format!("{name} går över ån i regn"),
    );
    let new = NewAccount {
        name,
        password: &password,
        language: "sv",
        words: None,
    };
    let (halfway, phone) = joining::join(&client, origin, &address, new, Clock::System).await;
    halfway.prove(&phone.code(), false).await.unwrap().0
}

/// What the people know to have happened.
#[derive(Default)]
struct Ledger {
    sent: BTreeMap<MessageId, String>,
    /// The answer never came: may be there or not, but not twice.
    unsure: BTreeSet<String>,
    /// On their way into the bin, which is emptied as a whole: they may be there or not.
    condemned: BTreeSet<MessageId>,
    /// And promised.
    erased: BTreeSet<MessageId>,
}

/// Anna writes, Björn reads and erases, until the server is gone.
async fn work(anna: &Open, bjorn: &Open, ledger: &mut Ledger, round: u64) {
    for n in 0.. {
        let subject = format!("{round}/{n}");
        let draft = Draft {
            to: vec![bjorn.address().to_owned()],
            subject: subject.clone(),
            body: "x".repeat(500),
            asks_receipt: true,
            ..Draft::default()
        };
        let Ok(sent) = anna.send(&draft).await else {
            ledger.unsure.insert(subject);
            return;
        };
        ledger.sent.insert(sent.message_id, subject);
        if n % 3 == 0 {
            let id = sent.message_id;
            ledger.condemned.insert(id);
            if bjorn.read(id).await.is_err() || bjorn.move_letters(vec![id], MoveTo::Bin).await.is_err() {
                return;
            }
            if bjorn.empty_bin(&EmptyBin::default()).await.is_err() {
                return;
            }
            ledger.erased.insert(id);
        }
    }
}

async fn everything(mailbox: &Open, folder: Folder) -> BTreeMap<MessageId, String> {
    let (mut all, mut after) = (BTreeMap::new(), None);
    loop {
        let page = mailbox.list(folder, after.as_deref(), true).await.unwrap();
        for row in page.rows {
            assert_eq!(row.flaw, None, "a letter is damaged");
            assert!(
                all.insert(row.message_id, row.subject).is_none(),
                "a letter is listed twice"
            );
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

async fn check(anna: &Open, bjorn: &Open, ledger: &Ledger) {
    let (sent, inbox) = (
        everything(anna, Folder::Sent).await,
        everything(bjorn, Folder::Inbox).await,
    );
    let bin = everything(bjorn, Folder::Bin).await;
    for (id, subject) in &ledger.sent {
        assert_eq!(
            sent.get(id),
            Some(subject),
            "an acknowledged letter is gone from Sent"
        );
        let there = inbox.contains_key(id) || bin.contains_key(id);
        assert!(!(ledger.erased.contains(id) && there), "an erased letter is back");
        let condemned = ledger.condemned.contains(id);
        assert!(there || condemned, "an acknowledged letter did not arrive");
    }
    let mut subjects = BTreeMap::new();
    for subject in sent.values() {
        *subjects.entry(subject).or_insert(0) += 1;
        assert!(ledger.sent.values().any(|known| known == subject) || ledger.unsure.contains(subject));
    }
    assert!(
        subjects.values().all(|count| *count == 1),
        "a letter was sent twice"
    );
}

async fn erasures_end(mailbox: &Open) {
    for _ in 0..500 {
        if mailbox
            .erasures()
            .await
            .unwrap()
            .iter()
            .all(|erasure| erasure.state == ErasureState::Done)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("an erasure does not end");
}

/// Files in the vault for every row that names one, and no more.
fn vault_is_exact(data: &Path, letters: usize) {
    let count = walk(&data.join("vault/blobs")).len();
    // Each person keeps a wrapped key and two keyrings, and those that a sign-in opened where they are others.
    assert_eq!(count, letters + 2 * 3 + kept_apart(data), "files in the vault");
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn kept_apart(data: &Path) -> usize {
    let mut connection = SqliteConnection::establish(data.join("forsegla.db").to_str().unwrap()).unwrap();
    let query = "SELECT count(*) AS count FROM kept_keyrings WHERE blob_id NOT IN (SELECT blob_id FROM account_blobs)";
    let found: Count = diesel::sql_query(query).get_result(&mut connection).unwrap();
    usize::try_from(found.count).unwrap()
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_erased_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (data, address) = (folder.path().join("data"), free_address());
    let mut process = Process::start(&data, address);
    let origin = format!("http://{address}");
    let (anna, bjorn) = (join(&origin, "anna").await, join(&origin, "bjorn").await);
    let mut ledger = Ledger::default();
    let sent_min = usize::try_from(ROUNDS).unwrap();
    let is_enough = |ledger: &Ledger| ledger.sent.len() > sent_min && !ledger.erased.is_empty();
    let mut round = 0;
    while round < ROUNDS || !is_enough(&ledger) {
        assert!(round < ROUNDS_MAX, "hardly anything was sent");
        let killed_after = Duration::from_millis((15 + round * 37 % 160) * (1 + round / ROUNDS));
        let killer = std::thread::spawn(move || {
            std::thread::sleep(killed_after);
            process.kill();
        });
        work(&anna, &bjorn, &mut ledger, round).await;
        killer.join().unwrap();
        process = Process::start(&data, address);
        check(&anna, &bjorn, &ledger).await;
        round += 1;
    }
    erasures_end(&bjorn).await;
    let letters = everything(&anna, Folder::Sent).await.len()
        + everything(&bjorn, Folder::Inbox).await.len()
        + everything(&bjorn, Folder::Bin).await.len();
    process.kill();
    // A start erases what no row names; what is left after it belongs to someone.
    let process = Process::start(&data, address);
    tokio::time::sleep(Duration::from_millis(500)).await;
    vault_is_exact(&data, letters);
    drop(process);
}
