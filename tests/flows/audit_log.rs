//! The audit log's chain: whoever changes an entry behind the server's back is noticed by `doctor`, at that entry.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use server::config::Config;
use server::doctor::{Finding, examine};
use tempfile::TempDir;
use tests::TestServer;

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

#[tokio::test]
async fn a_log_whose_end_was_cut_off_has_another_last_link() {
    let (_folder, config) = installation().await;
    let (whole, _) = said(&config);
    let path = config.data.join("forsegla.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let cut = "DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)";
    database.batch_execute(cut).unwrap();
    let (cut, is_bad) = said(&config);
    assert!(!is_bad && cut != whole, "{cut}");
}
