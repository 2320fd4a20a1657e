//! The program itself: what it says, and how it ends.

#![allow(missing_docs, clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crypto::Secret;
use crypto::report::{ReportKind, sign, to_file};
use crypto::sign::SigningKey;
use std::fs;
use std::path::Path;
use std::process::Command;

const REPORT: &str = r#"{"v":1,"kind":"mailbox","mailbox_id":"mbox_paWlpaWlpaWlpaWlpaWlpQ","requested_ms":1,"ended_ms":2,
    "done_ms":1795882509999,"letters":3,"letters_overwritten":2,"attachments_released":1,"slot_epoch":1,
    "storage":{"file_system":"ext4","overwriting":"in_place"},"slot_backups":[],"beyond_our_control":["copies"]}"#;

fn server() -> SigningKey {
    SigningKey::from_seed(&Secret::from_bytes([1; 32]))
}

fn report(json: &str) -> String {
    let json = json.as_bytes();
    to_file(
        ReportKind::Mailbox,
        json,
        &sign(json, &server()),
        &server().verifying_key(),
    )
}

/// What it prints, and what it ends with.
fn run(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forsegla"));
    let output = command
        .arg("verify")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (String::from_utf8(said).unwrap(), output.status.code().unwrap())
}

#[test]
fn it_ends_well_only_if_every_file_holds_under_the_keys_that_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("good.report", &report(REPORT));
    write(
        "changed.report",
        &report(REPORT).replacen("server_key\": \"", "server_key\": \"A", 1),
    );
    write("other.report", &report("{\"v\":1}"));
    write("letter.txt", "Hej");
    let ours = URL_SAFE_NO_PAD.encode(server().verifying_key().as_bytes());
    let other = SigningKey::from_seed(&Secret::from_bytes([2; 32])).verifying_key();
    let theirs = URL_SAFE_NO_PAD.encode(other.as_bytes());
    let log = crypto::tlog::NoteSigner::new("h/audit", &Secret::from_bytes([3; 32])).unwrap();
    let log = log.verifier().to_text();
    for (arguments, words, code) in [
        (&["good.report"][..], "3 keys destroyed, 2 files overwritten", 0),
        (&["good.report"], "as named in the file: compare it", 0),
        (&["good.report", "--server-key", &ours], "as given", 0),
        (
            &["good.report", "--server-key", &theirs],
            "another server's key",
            1,
        ),
        (&["good.report", "--log-key", &log], "in no log", 1),
        (&["good.report", "--server-key", "x"], "43 characters", 2),
        (&["good.report", "--log-key", "x"], "name+id+key", 2),
        (&["good.report", "changed.report"], "not what was saved", 1),
        (&["other.report"], "in a form that this program does not know", 1),
        (&["letter.txt"], "neither a proof nor an erasure report", 1),
        (&["missing"], "cannot be read", 1),
        (&[], "Usage", 2),
    ] {
        let (said, ended) = run(folder.path(), arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert_eq!(ended, code, "{arguments:?}: {said}");
    }
    let (said, _) = run(folder.path(), &["changed.report", "good.report"]);
    assert!(
        said.contains("changed.report: PROVES NOTHING") && said.contains("good.report: HOLDS"),
        "{said}"
    );
    assert!(said.contains("2026-11-28 16:15:09 UTC"), "{said}");
}
