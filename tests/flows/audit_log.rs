//! The audit log's tree: whoever changes an entry behind the server's back is noticed by `doctor`, at that entry; and whoever has
//! a session can check what the log says.

use api::{Bytes, Code};
use crypto::Hash;
use crypto::receipt::{AuditEntry, Promise, object_hash};
use crypto::tlog::{Checkpoint, Frontier, NoteVerifier, leaf_hash, verify_consistency, verify_inclusion};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::Value;
use server::app::{App, StartError};
use server::clock::Clock;
use server::config::Config;
use server::doctor::{Finding, examine};
use std::fs;
use tempfile::TempDir;
use tests::{Person, TestServer};

/// A stopped server's folder, where something has happened.
async fn installation() -> (TempDir, Config) {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    bjorn.read(sent.message_id).await.unwrap();
    let mut config = Config::load(None).unwrap();
    config.data = server.data().to_owned();
    config.local_outbox = true;
    (server.stop().unwrap(), config)
}

/// What `doctor` says of the log, and whether it is bad.
fn said(config: &Config) -> (String, bool) {
    let findings = examine(config);
    let of_log = |finding: &&Finding| finding.to_string().contains("audit log");
    let found = findings.iter().find(of_log).unwrap();
    (found.to_string(), found.is_bad())
}

#[tokio::test]
async fn doctor_names_the_first_entry_that_is_not_what_was_written() {
    let (_folder, config) = installation().await;
    let (whole, is_bad) = said(&config);
    assert!(!is_bad && whole.contains("unbroken"), "{whole}");
    let path = config.data.join("forsegla.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    for (change, undo, entry) in [
        (
            "UPDATE audit_entries SET server_ms = server_ms + 1 WHERE id = 3",
            "UPDATE audit_entries SET server_ms = server_ms - 1 WHERE id = 3",
            3,
        ),
        (
            "UPDATE audit_entries SET kind = 14 - kind WHERE id = 5",
            "UPDATE audit_entries SET kind = 14 - kind WHERE id = 5",
            5,
        ),
        (
            "UPDATE audit_entries SET commitment = zeroblob(32) WHERE id = 4",
            "SELECT 1",
            4,
        ),
        ("DELETE FROM audit_entries WHERE id = 2", "SELECT 1", 2),
        ("DELETE FROM audit_entries WHERE id = 0", "SELECT 1", 0),
    ] {
        database.batch_execute(change).unwrap();
        let (broken, is_bad) = said(&config);
        assert!(
            is_bad && broken.contains(&format!("at entry {entry}:")),
            "{change}: {broken}"
        );
        database.batch_execute(undo).unwrap();
    }
}

/// Takes the newest entry away, as whoever knows the tables would.
const CUT: &str = "DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries);
    DELETE FROM audit_nodes WHERE (position + 1) * (1 << level) > (SELECT max(id) + 1 FROM audit_entries);";

#[tokio::test]
async fn a_log_whose_end_was_cut_off_has_another_root() {
    let (_folder, config) = installation().await;
    let (whole, _) = said(&config);
    let path = config.data.join("forsegla.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    database.batch_execute(CUT).unwrap();
    let (cut, is_bad) = said(&config);
    assert!(!is_bad && cut != whole, "{cut}");
}

#[tokio::test]
async fn a_log_goes_on_under_its_own_key_and_under_no_other() {
    let (_folder, config) = installation().await;
    let key = config.data.join("keys/log-key");
    let (whole, kept) = (said(&config), fs::read(&key).unwrap());
    let open = async || {
        let app = App::open(config.clone(), Clock::System, false).await?;
        app.db.close().await;
        Ok::<_, StartError>(())
    };
    for lost in [true, false] {
        if lost {
            fs::remove_file(&key).unwrap();
        } else {
            fs::write(&key, [7; 32]).unwrap();
        }
        assert!(examine(&config).iter().any(Finding::is_bad), "{lost}");
        assert!(matches!(open().await, Err(StartError::ForeignLogKey)), "{lost}");
    }
    fs::write(&key, kept).unwrap();
    open().await.unwrap();
    assert_eq!(said(&config), whole);
}

#[tokio::test]
async fn an_installation_from_before_the_log_was_signed_gets_a_key_and_a_tree() {
    let (_folder, config) = installation().await;
    let (whole, _) = said(&config);
    let path = config.data.join("forsegla.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let before = "DELETE FROM audit_nodes; DELETE FROM installation WHERE name = 'log'";
    database.batch_execute(before).unwrap();
    drop(database);
    fs::remove_file(config.data.join("keys/log-key")).unwrap();
    let says = |words: &str| {
        examine(&config)
            .iter()
            .any(|finding| finding.to_string().contains(words))
    };
    assert!(says("There is no log key yet"));
    let app = App::open(config.clone(), Clock::System, false).await.unwrap();
    app.db.close().await;
    assert!(!says("log key"));
    assert_eq!(said(&config).0, whole);
}

/// The key in `GET /server`.
async fn log_key(anna: &Person) -> NoteVerifier {
    let info = anna.get("/server").await.json();
    NoteVerifier::parse(info["log_key"].as_str().unwrap()).unwrap()
}

fn hashes(bytes: &Value) -> Vec<Hash> {
    let of = |one: &Value| Bytes::from_text(one.as_str().unwrap()).unwrap();
    let hashes = bytes.as_array().unwrap().iter();
    hashes.map(|one| (&of(one)).try_into().unwrap()).collect()
}

#[tokio::test]
async fn anybody_with_a_session_can_build_the_tree_anew_from_its_tiles() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let log = log_key(&anna).await;
    assert_eq!(log.name(), "localhost/audit");
    let note = String::from_utf8(anna.get("/audit/checkpoint").await.body).unwrap();
    let head = Checkpoint::open_alone(&note, &log).unwrap();
    let tile = format!("000.p/{}", head.size);
    let bundle = anna.get(&format!("/audit/tile/entries/{tile}")).await.body;
    let mut frontier = Frontier::default();
    let mut leaves = Vec::new();
    for entry in bundle.chunks(44) {
        assert_eq!(entry[..2], [0, 42]);
        let leaf = leaf_hash(&entry[2..]);
        frontier.append(leaf);
        leaves.push(leaf);
    }
    assert_eq!((frontier.size(), frontier.root()), (head.size, head.root));
    assert_eq!(
        anna.get(&format!("/audit/tile/0/{tile}")).await.body,
        leaves.concat()
    );
    for missing in [
        "0/000",
        "0/001.p/1",
        "entries/000",
        "1/000.p/1",
        "0/0",
        "6/000",
        "x/000",
        "entries/000.p/0",
        "0/000.p/256",
    ] {
        let code = anna.get(&format!("/audit/tile/{missing}")).await.code();
        assert_eq!(code, Code::NotFound, "{missing}");
    }
}

#[tokio::test]
async fn heads_continue_each_other_and_an_older_one_is_proven_to_be_the_beginning() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let log = log_key(&anna).await;
    let head_from = async |from: u64| {
        let answer = anna.get(&format!("/audit/head?from={from}")).await.json();
        let head = Checkpoint::open_alone(answer["checkpoint"].as_str().unwrap(), &log).unwrap();
        (head, hashes(&answer["consistency"][0]))
    };
    let (older, nothing) = head_from(0).await;
    assert!(nothing.is_empty());
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let (newer, proof) = head_from(older.size).await;
    assert!(newer.size > older.size);
    assert_eq!(verify_consistency(&older, &newer, &proof), Ok(()));
    // Of what the log never had there is no proof, and the head comes all the same.
    let (head, proof) = head_from(u64::MAX >> 1).await;
    assert!(head == newer && proof.is_empty());
    for bad in ["?from=-1", "?from=1,", "?from=1,1,1,1,1", "?from=0&to=1"] {
        let bad = format!("/audit/head{bad}");
        assert_eq!(anna.get(&bad).await.code(), Code::InvalidRequest, "{bad}");
    }
}

#[tokio::test]
async fn a_sender_gets_proof_of_all_receipts_and_a_reader_of_the_own_one() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let (bjorn, cecilia) = (server.person("Björn").await, server.person("Cecilia").await);
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let id = anna.send(&draft).await.unwrap().message_id;
    for reader in [&bjorn, &cecilia] {
        reader.read(id).await.unwrap();
    }
    let log = log_key(&anna).await;
    let delivery = anna.get(&format!("/messages/{id}")).await.json();
    let path = format!("/messages/{id}/proof?from=0");
    for (person, receipts) in [(&anna, vec![0, 1]), (&bjorn, vec![0]), (&cecilia, vec![1])] {
        let proof = person.get(&path).await.json();
        let head = Checkpoint::open_alone(proof["head"]["checkpoint"].as_str().unwrap(), &log).unwrap();
        let holds = |object: &Value, promise: &Value, logged: &Value| {
            let bytes = |of: &Value| Bytes::from_text(of.as_str().unwrap()).unwrap();
            let promise = Promise::parse(&bytes(&promise["bytes"])).unwrap();
            let number = promise.audit_type.number();
            let object = object_hash(number, &bytes(&object["bytes"]), &bytes(&object["signature"]));
            assert_eq!(
                (object, promise.audit_index),
                (promise.object_hash, logged["audit_index"].as_u64().unwrap())
            );
            let opening: Hash = (&bytes(&logged["opening"])).try_into().unwrap();
            let entry = AuditEntry {
                audit_type: promise.audit_type,
                server_ms: promise.server_ms,
                commitment: AuditEntry::commitment(&opening, &object),
            };
            let leaf = leaf_hash(&entry.encode());
            let path = hashes(&logged["inclusion"]);
            assert_eq!(verify_inclusion(&leaf, promise.audit_index, &head, &path), Ok(()));
        };
        holds(
            &delivery["submission"],
            &delivery["promise"],
            &proof["submission"],
        );
        let logged = proof["receipts"].as_array().unwrap();
        assert_eq!(logged.len(), receipts.len());
        for (nth, logged) in receipts.into_iter().zip(logged) {
            let entry = &delivery["receipts"][nth];
            holds(&entry["receipt"], &entry["promise"], &logged["logged"]);
        }
    }
}
