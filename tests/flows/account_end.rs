//! The end of an account: asked for, stopped, carried out; what is left of it, and for whom.

use api::Code;
use api::account::SecurityEventKind;
use api::erasure::EmptyBin;
use api::messages::{Folder, MoveTo, Signed};
use client::transfer::Quiet;
use client::transport::Method;
use client::view::{Draft, Reachable, Sheet, Trust, Uploaded};
use client::{Error, NewAttachment};
use crypto::report;
use crypto::sign::{Signature, VerifyingKey};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tests::joining::{Landed, landed, wait_for};
use tests::{Person, TestServer, walk};

const DAY_MS: u64 = 24 * 3_600_000;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn ask_for_end(person: &Person) -> u64 {
    let me = person.end_account(&person.password, &*person.phone.code()).await;
    me.unwrap().ends_ms.expect("a day on which it ends")
}

fn is_report(one: &Landed) -> bool {
    one.file.is_some()
}

async fn report_of(server: &TestServer, address: &str) -> Value {
    let landed = wait_for(&server.origin(), address, is_report).await;
    let file = landed.file.unwrap();
    let words = cli::verify(file.as_bytes(), &cli::Known::default()).unwrap();
    assert!(words.contains("erased a whole mailbox"), "{words}");
    serde_json::from_str(&file).unwrap()
}

/// Asks for the end, lets the days pass, and waits until nothing is left.
async fn end(server: TestServer, person: &Person) -> (TestServer, Value) {
    ask_for_end(person).await;
    server.clock.advance_ms(14 * DAY_MS);
    // What is over is ended at every start.
    let server = server.restart();
    let report = report_of(&server, &person.address).await;
    (server, report)
}

async fn attach(person: &Person, to: &Person, len: usize) -> Draft {
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    let bytes = vec![5; len];
    person.attach(new, &bytes.as_slice(), &Quiet).await.unwrap();
    Draft {
        uploads: vec![1],
        ..person.letter_to(to)
    }
}

#[tokio::test]
async fn the_end_takes_password_and_code_and_leaves_this_session_alone() {
    let server = TestServer::start();
    let (anna, eve) = (server.person("Anna").await, server.person("Eve").await);
    let elsewhere = anna.sign_in(&server).await;
    let halfway = anna.halfway(&server.client()).await;
    let wrong = anna.end_account("inte mitt lösenord alls", "123456").await;
    assert_eq!(code_of(wrong), Some(Code::LoginRefused));
    let wrong = anna.end_account(&anna.password, "000000").await;
    assert_eq!(code_of(wrong), Some(Code::CodeRefused));
    let without = anna.post("/account/end", &json!({})).await;
    assert_eq!(without.code(), Code::InvalidRequest);
    assert_eq!(anna.me().await.unwrap().ends_ms, None);
    assert!(
        elsewhere.folders().await.is_ok(),
        "what is refused changes nothing"
    );

    let ends_ms = ask_for_end(&anna).await;
    assert_eq!(ends_ms.abs_diff(server.clock.now_ms() + 14 * DAY_MS), 0);
    assert_eq!(code_of(elsewhere.folders().await), Some(Code::SignedOut));
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::SecondFactorEnded)
    );
    let told = |one: &Landed| {
        one.subject
            .as_deref()
            .is_some_and(|subject| subject.contains("raderas"))
    };
    wait_for(&server.origin(), &anna.address, told).await;
    assert_eq!(eve.me().await.unwrap().ends_ms, None);
    // Asking once more puts nothing off.
    server.clock.advance_ms(DAY_MS / 4);
    let again = anna.sign_in(&server).await;
    let me = again.end_account(&anna.password, &*anna.phone.code()).await;
    assert_eq!(me.unwrap().ends_ms, Some(ends_ms));
}

#[tokio::test]
async fn somebody_elses_proof_ends_nothing() {
    let server = TestServer::start();
    let (anna, eve) = (server.person("Anna").await, server.person("Eve").await);
    let client = eve.client.clone();
    let cookie_of_anna = anna.client.clone();
    let (sent, mut sends) = tokio::sync::mpsc::unbounded_channel();
    client.transport().before(move |request| {
        let is_it = request.path.ends_with("/account/end");
        if is_it {
            let (_, body) = request.body.clone().unwrap();
            sent.send(body).unwrap();
        }
        !is_it
    });
    assert!(eve.end_account(&eve.password, &*eve.phone.code()).await.is_err());
    let proof = sends.recv().await.unwrap();
    let body = Some(("application/json", proof));
    let refused = tests::raw(&cookie_of_anna, Method::Post, "/account/end", body).await;
    assert_eq!(refused.code(), Code::StepUpRequired);
    assert_eq!(anna.me().await.unwrap().ends_ms, None);
}

#[tokio::test]
async fn until_it_has_come_the_mailbox_reads_and_takes_nothing_and_can_be_kept() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let letter = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    ask_for_end(&anna).await;
    server.clock.advance_ms(10 * DAY_MS);
    let server = server.restart();
    let (signed_in, bjorns) = (anna.sign_in(&server).await, bjorn.sign_in(&server).await);
    assert!(signed_in.read(letter.message_id).await.is_ok());
    assert!(signed_in.send(&anna.letter_to(&bjorn)).await.is_ok());
    let nobody = Reachable::No {
        address: anna.address.clone(),
    };
    assert_eq!(bjorns.look(&anna.address).await.unwrap(), nobody);
    assert!(bjorns.send(&bjorn.letter_to(&anna)).await.is_err());

    // Any session may keep it, long after its confirmation.
    server.clock.advance_ms(10 * 60_000);
    let refused = signed_in.make_backup_codes().await;
    assert_eq!(code_of(refused), Some(Code::StepUpRequired));
    assert_eq!(signed_in.keep_account().await.unwrap().ends_ms, None);
    assert_eq!(signed_in.keep_account().await.unwrap().ends_ms, None);
    let stopped = |one: &Landed| {
        one.subject
            .as_deref()
            .is_some_and(|subject| subject.contains("kvar"))
    };
    wait_for(&server.origin(), &anna.address, stopped).await;
    let all = landed(&server.origin()).await;
    assert_eq!(all.iter().filter(|one| stopped(one)).count(), 1, "told once");
    let told = signed_in.security_events(None).await.unwrap().events;
    let told: Vec<_> = told.iter().map(|event| event.kind).collect();
    assert_eq!(told[0], SecurityEventKind::EndStopped);
    assert!(told.contains(&SecurityEventKind::EndRequested));
    bjorns.send(&bjorn.letter_to(&anna)).await.unwrap();
    server.clock.advance_ms(30 * DAY_MS);
    let server = server.restart();
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_letter_under_way_to_a_mailbox_that_is_going_to_end_is_refused_by_the_server() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    // Björn's client has found her lately, and does not ask again.
    bjorn.look(&anna.address).await.unwrap();
    ask_for_end(&anna).await;
    let refused = bjorn.send(&bjorn.letter_to(&anna)).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(
        anna.list(Folder::Inbox, None, true)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
}

#[tokio::test]
async fn afterwards_the_address_is_answered_like_one_that_never_was() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let (server, _) = end(server, &anna).await;
    let client = server.client();
    let answers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&answers);
    client.transport().after(move |request, response| {
        let answer = (request.path.clone(), response.status, response.body.len());
        seen.lock().unwrap().push(answer);
    });
    for address in [anna.address.as_str(), "nobody@example.org"] {
        let refused = client.sign_in(address, &anna.password).await;
        assert_eq!(code_of(refused), Some(Code::LoginRefused));
    }
    let answers = answers.lock().unwrap().clone();
    assert_eq!(answers[..2], answers[2..]);
    assert_eq!(code_of(anna.folders().await), Some(Code::SignedOut));
    let bjorns = bjorn.sign_in(&server).await;
    let nobody = Reachable::No {
        address: anna.address.clone(),
    };
    assert_eq!(bjorns.look(&anna.address).await.unwrap(), nobody);
}

#[tokio::test]
async fn everything_of_the_mailbox_is_overwritten_and_a_signed_report_says_so() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let blobs = server.data().join("vault/blobs");
    let stored_before: HashSet<PathBuf> = walk(&blobs).into_iter().collect();
    // One in each folder, one with an attachment that only she holds, an upload that no letter has, and a draft with one.
    let received = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    anna.read(received.message_id).await.unwrap();
    let binned = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    anna.throw_away(binned.message_id).await;
    let draft = attach(&anna, &anna, 200_000).await;
    anna.send(&draft).await.unwrap();
    attach(&anna, &bjorn, 100_000).await;
    let kept = attach(&anna, &bjorn, 50_000).await;
    let sheet = Sheet {
        attachments: vec![Uploaded {
            upload: kept.uploads[0],
            name: String::new(),
            size_bytes: 50_000,
        }],
        ..Sheet::default()
    };
    anna.save_draft(None, &sheet).await.unwrap();
    let mine: Vec<Vec<u8>> = walk(&blobs)
        .into_iter()
        .filter(|path| !stored_before.contains(path))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    // Two wraps, two keyrings and the keyring that is kept, and two letters.
    let bjorns_files = 5 + 2;
    let server_key = std::fs::read(server.data().join("keys/signing-key")).unwrap();
    let server_key =
        crypto::sign::SigningKey::from_seed(&crypto::Secret::try_from_slice(&server_key).unwrap());

    let (server, kept) = end(server, &anna).await;
    let field = |name: &str| -> api::Bytes { serde_json::from_value(kept[name].clone()).unwrap() };
    let key = VerifyingKey::parse(&field("server_key")).unwrap();
    assert_eq!(key, server_key.verifying_key());
    let signed = Signed {
        bytes: field("report"),
        signature: field("signature"),
    };
    let signature = Signature::parse(&signed.signature).unwrap();
    report::verify(&signed.bytes, &signature, &key).unwrap();
    let told: Value = serde_json::from_slice(&signed.bytes).unwrap();
    assert_eq!(told["kind"], "mailbox");
    assert_eq!(
        (&told["letters"], &told["attachments_released"]),
        (&json!(3), &json!(1))
    );
    assert!(told["ended_ms"].as_u64() <= told["done_ms"].as_u64());

    assert_eq!(
        walk(&blobs).len(),
        bjorns_files,
        "Björn's keys and copies alone are left"
    );
    let data = server.data().to_owned();
    let folder = server.stop();
    let kept: HashSet<Vec<u8>> = walk(&blobs)
        .into_iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let windows: HashSet<&[u8]> = mine
        .iter()
        .filter(|bytes| !kept.contains(*bytes))
        .flat_map(|bytes| bytes.windows(32).step_by(32))
        .collect();
    for file in walk(&data) {
        let bytes = std::fs::read(&file).unwrap();
        let left = bytes.windows(32).any(|window| windows.contains(window));
        assert!(!left, "ciphertext is left in {}", file.display());
    }
    drop(folder);
}

#[tokio::test]
async fn what_others_hold_stays_readable_and_verifies() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let draft = attach(&anna, &bjorn, 100_000).await;
    let from_anna = anna.send(&draft).await.unwrap();
    bjorn.read(from_anna.message_id).await.unwrap();
    let to_anna = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    anna.read(to_anna.message_id).await.unwrap();
    let her_id = anna.get("/account").await.json()["mailbox_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (server, _) = end(server, &anna).await;

    // On a device that knows nothing yet, so that all of it comes from the server.
    let bjorns = bjorn.sign_in(&server).await;
    let letter = bjorns.read(from_anna.message_id).await.unwrap();
    assert_eq!(
        (letter.from.name.as_str(), letter.from.trust),
        ("Anna", Trust::Known)
    );
    let mut saved = Vec::new();
    bjorns
        .save(
            from_anna.message_id,
            letter.attachments[0].index,
            &mut saved,
            &Quiet,
        )
        .await
        .unwrap();
    assert_eq!(saved.len(), 100_000);
    let tracker = bjorns.track(to_anna.message_id, true).await.unwrap();
    assert!(tracker.readers[0].opened.is_some(), "her receipt still holds");
    // Of her keys only those are told who hold what they verify.
    let path = format!("/keys/{her_id}");
    let _eves = eve.enter(&eve.client).await;
    assert_eq!(eve.get(&path).await.code(), Code::NotFound);
    let bjorns = bjorn.enter(&bjorn.client).await;
    assert_eq!(bjorn.get(&path).await.status, 200);
    for id in [from_anna.message_id, to_anna.message_id] {
        bjorns.move_letters(vec![id], MoveTo::Bin).await.unwrap();
    }
    bjorns.empty_bin(&EmptyBin::default()).await.unwrap();
    assert_eq!(bjorn.get(&path).await.code(), Code::NotFound);
}

#[tokio::test]
async fn who_registers_the_address_afterwards_finds_nothing_and_is_known_as_somebody_else() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    bjorn.look(&anna.address).await.unwrap();
    let old = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let her_id = anna.get("/account").await.json()["mailbox_id"].clone();
    let (server, _) = end(server, &anna).await;

    let other = server.person("Anna").await;
    assert_ne!(other.get("/account").await.json()["mailbox_id"], her_id);
    let folders = other.folders().await.unwrap();
    assert_eq!((folders.inbox, folders.sent, folders.bin), (0, 0, 0));
    assert!(other.contacts("").is_empty());
    assert!(other.erasures().await.unwrap().is_empty());
    assert_eq!(
        other.get(&format!("/messages/{}", old.message_id)).await.code(),
        Code::NotFound
    );
    let told = other.security_events(None).await.unwrap().events;
    assert!(
        told.iter()
            .all(|event| event.kind != SecurityEventKind::EndRequested)
    );

    // Who knew the old keys is warned; who did not meets somebody new.
    let (bjorns, eves) = (bjorn.sign_in(&server).await, eve.sign_in(&server).await);
    let changed = Reachable::KeysChanged {
        address: other.address.clone(),
    };
    assert_eq!(bjorns.look(&other.address).await.unwrap(), changed);
    let Reachable::Yes(met) = eves.look(&other.address).await.unwrap() else {
        panic!("Eve cannot reach the new mailbox");
    };
    assert_eq!(met.trust, Trust::New);
    assert!(
        bjorns.read(old.message_id).await.is_ok(),
        "the old letter is as it was"
    );
}
