//! The audit log as clients follow it: what is promised is in it, it only grows, and a server that shows another one is found out.

use api::Bytes;
use api::audit::{AuditHead, MessageProof};
use api::auth::ServerInfo;
use api::messages::Receipts;
use client::Error;
use client::view::{LogFault, Logged, ReceiptState, Tracker};
use crypto::Secret;
use crypto::receipt::Receipt;
use crypto::tlog::NoteSigner;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tests::{Person, TestServer};

fn fault<T>(fault: LogFault) -> Result<T, Error> {
    Err(Error::AuditLog(fault))
}

/// Every answer whose path ends so is changed on its way to a person.
fn tamper<A: Serialize + DeserializeOwned>(
    person: &Person,
    path: &'static str,
    mut change: impl FnMut(&mut A) + Send + 'static,
) {
    person.client.transport().after(move |request, response| {
        let asked = request.path.split('?').next().unwrap_or_default();
        if asked.ends_with(path) && response.status == 200 {
            let mut answer: A = serde_json::from_slice(&response.body).unwrap();
            change(&mut answer);
            response.body = serde_json::to_vec(&answer).unwrap();
        }
    });
}

/// A letter that was sent and read, with its receipt.
async fn read_letter(anna: &Person, bjorn: &Person) -> api::MessageId {
    let id = anna.send(&anna.letter_to(bjorn)).await.unwrap().message_id;
    let receipt = bjorn.read(id).await.unwrap().receipt;
    assert!(matches!(receipt, ReceiptState::Given { .. }));
    id
}

/// What is shown of the letter and of its receipt.
fn shown(tracker: &Tracker) -> (Logged, Option<Logged>, Option<LogFault>) {
    let receipt = tracker.readers[0].opened.map(|opened| opened.logged);
    (tracker.logged, receipt, tracker.log_fault)
}

const ALL_SHOWN: (Logged, Option<Logged>, Option<LogFault>) = (Logged::Shown, Some(Logged::Shown), None);

/// Stops the server, changes its rows as its operator could, and starts it again.
fn rewrite(server: TestServer, change: &str) -> TestServer {
    let path = server.data().join("forsegla.db");
    let (data, clock, address) = (server.data().to_owned(), server.clock.clone(), server.address);
    let folder = server.stop();
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    database.batch_execute(change).unwrap();
    drop(database);
    let mut server = TestServer::start_on(data.parent().unwrap(), clock, |config| config.listen = address);
    server.keep(folder);
    server
}

/// The log begins with another entry, and its tree is whole.
const OTHER_BEGINNING: &str =
    "UPDATE audit_entries SET server_ms = server_ms + 1 WHERE id = 0; DELETE FROM audit_nodes";

/// The newest entries of the log are gone, and its tree is whole.
const CUT: &str =
    "DELETE FROM audit_entries WHERE id > (SELECT max(id) - 2 FROM audit_entries); DELETE FROM audit_nodes";

#[tokio::test]
async fn a_letter_and_its_receipts_are_shown_in_the_log() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    let before = shown(&anna.track(id, true).await.unwrap());
    assert_eq!(before, (Logged::Shown, None, None));
    bjorn.read(id).await.unwrap();
    assert_eq!(shown(&anna.track(id, true).await.unwrap()), ALL_SHOWN);
    anna.keep_log_pinned().await.unwrap();
    // On another device, from the pin.
    let again = anna.sign_in(&server).await;
    again.keep_log_pinned().await.unwrap();
    assert_eq!(shown(&again.track(id, true).await.unwrap()), ALL_SHOWN);
}

#[tokio::test]
async fn flows_that_follow_the_log_at_once_do_not_take_each_other_for_forks() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = read_letter(&anna, &bjorn).await;
    let draft = bjorn.letter_to(&anna);
    let tracks = (0..4).map(|_| anna.track(id, false));
    let (tracked, sent) = tokio::join!(futures_util::future::join_all(tracks), bjorn.send(&draft));
    sent.unwrap();
    for tracker in tracked {
        assert_eq!(shown(&tracker.unwrap()), ALL_SHOWN);
    }
}

#[tokio::test]
async fn a_receipt_quotes_the_head_that_its_reader_has_seen() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    bjorn.keep_log_pinned().await.unwrap();
    let id = read_letter(&anna, &bjorn).await;
    let answer = anna.get(&format!("/messages/{id}/receipts")).await;
    let receipts: Receipts = serde_json::from_slice(&answer.body).unwrap();
    let receipt = Receipt::parse(&receipts.receipts[0].receipt.bytes).unwrap();
    assert!(receipt.audit_size > 0 && receipt.audit_root != [0; 32]);
    assert_eq!(shown(&anna.track(id, true).await.unwrap()), ALL_SHOWN);
}

#[tokio::test]
async fn what_the_server_cannot_show_is_not_taken_as_logged() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = read_letter(&anna, &bjorn).await;
    type Change = fn(&mut MessageProof);
    let changes: [(Change, Logged, Logged); 7] = [
        (|it| it.receipts.clear(), Logged::Shown, Logged::Missing),
        (
            |it| it.receipts[0].logged.audit_index += 1,
            Logged::Shown,
            Logged::Missing,
        ),
        (
            |it| it.receipts[0].logged.inclusion[0] = Bytes(vec![1; 32]),
            Logged::Shown,
            Logged::Missing,
        ),
        (
            |it| it.receipts[0].logged.inclusion[0] = Bytes(vec![1; 31]),
            Logged::Shown,
            Logged::Missing,
        ),
        (
            |it| it.receipts[0].logged.opening = None,
            Logged::Shown,
            Logged::Erased,
        ),
        (
            |it| it.submission.opening = Some(Bytes(vec![1; 32])),
            Logged::Missing,
            Logged::Shown,
        ),
        (
            |it| it.submission.inclusion.push(Bytes(vec![1; 32])),
            Logged::Missing,
            Logged::Shown,
        ),
    ];
    for (n, (change, submission, receipt)) in changes.into_iter().enumerate() {
        tamper(&anna, "/proof", change);
        let tracker = anna.track(id, true).await.unwrap();
        assert_eq!(shown(&tracker), (submission, Some(receipt), None), "change {n}");
    }
    anna.client.transport().untap();
    assert_eq!(shown(&anna.track(id, true).await.unwrap()), ALL_SHOWN);
}

#[tokio::test]
async fn a_head_that_does_not_continue_the_pinned_one_is_a_fault_and_nothing_of_it_counts() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = read_letter(&anna, &bjorn).await;
    anna.keep_log_pinned().await.unwrap();
    read_letter(&anna, &bjorn).await;
    type Change = fn(&mut AuditHead);
    let changes: [(Change, LogFault); 5] = [
        (|it| it.consistency.clear(), LogFault::Forked),
        (|it| it.consistency[0][0] = Bytes(vec![1; 32]), LogFault::Forked),
        (
            |it| it.consistency[0] = vec![Bytes(vec![1; 32]); 66],
            LogFault::Forked,
        ),
        (
            |it| it.checkpoint = it.checkpoint.replacen("audit", "audit2", 1),
            LogFault::ForeignKey,
        ),
        (|it| it.checkpoint.clear(), LogFault::ForeignKey),
    ];
    for (n, (change, expected)) in changes.into_iter().enumerate() {
        tamper(&anna, "/audit/head", change);
        assert_eq!(anna.keep_log_pinned().await, fault(expected), "change {n}");
        tamper(&anna, "/proof", move |proof: &mut MessageProof| {
            change(&mut proof.head)
        });
        let tracker = anna.track(id, true).await.unwrap();
        // The reader's signature holds whatever the log says.
        assert_eq!(
            shown(&tracker),
            (Logged::Unknown, Some(Logged::Unknown), Some(expected)),
            "change {n}"
        );
    }
    anna.client.transport().untap();
    anna.keep_log_pinned().await.unwrap();
}

#[tokio::test]
async fn a_log_whose_end_was_cut_off_is_found_out() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    let second = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    anna.keep_log_pinned().await.unwrap();
    let server = rewrite(server, CUT);
    assert_eq!(anna.keep_log_pinned().await, fault(LogFault::RolledBack));
    // From the keyring as well, on a device that has seen nothing.
    let again = anna.sign_in(&server).await;
    assert_eq!(again.keep_log_pinned().await, fault(LogFault::RolledBack));
    // Once it has grown again, it is another log.
    for _ in 0..4 {
        anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    }
    assert_eq!(anna.keep_log_pinned().await, fault(LogFault::Forked));
    for id in [id, second] {
        assert_eq!(
            anna.track(id, true).await.unwrap().log_fault,
            Some(LogFault::Forked)
        );
    }
}

#[tokio::test]
async fn a_reader_who_saw_another_log_is_noticed_by_the_sender() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    bjorn.keep_log_pinned().await.unwrap();
    let id = read_letter(&anna, &bjorn).await;
    let _server = rewrite(server, OTHER_BEGINNING);
    // Anna has seen no head before: what Björn's receipt quotes is all that tells her.
    let tracker = anna.track(id, true).await.unwrap();
    assert_eq!(tracker.log_fault, Some(LogFault::Forked));
    assert!(tracker.readers[0].opened.is_some());
    assert_eq!(bjorn.keep_log_pinned().await, fault(LogFault::Forked));
}

#[tokio::test]
async fn a_letter_is_read_although_the_log_is_another_and_its_receipt_is_not_taken() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    bjorn.keep_log_pinned().await.unwrap();
    let _server = rewrite(server, OTHER_BEGINNING);
    let id = anna.send(&anna.letter_to(&bjorn)).await.unwrap().message_id;
    let read = bjorn.read(id).await.unwrap();
    assert_eq!(read.receipt, ReceiptState::Refused(LogFault::Forked));
}

#[tokio::test]
async fn nobody_registers_where_the_logs_key_is_not_the_hosts() {
    let server = TestServer::start();
    let client = server.client();
    client.transport().after(|request, response| {
        if request.path.ends_with("/server") {
            let mut info: ServerInfo = serde_json::from_slice(&response.body).unwrap();
            let other = NoteSigner::new("localhost/kt", &Secret::from_bytes([1; 32])).unwrap();
            info.log_key = other.verifier().to_text();
            response.body = serde_json::to_vec(&info).unwrap();
        }
    });
    let new = client::NewAccount {
        name: "Eve",
        password: "Eve går över ån i regn",
        language: "sv",
        words: None,
    };
    let proof = tests::joining::prove_address(&client, &server.origin(), "eve@example.org", "sv").await;
    let refused = client.register(&proof, new, &client::Zxcvbn).await;
    assert!(matches!(refused, Err(Error::BadAnswer(_))), "{refused:?}");
}
