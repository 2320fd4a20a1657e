//! Proof files: what a sender saves, and what anybody can check of it without the server.

use api::Bytes;
use api::audit::MessageProof;
use api::erasure::EmptyBin;
use cli::{Known, Unproven, verify};
use client::view::LogFault;
use client::{Content, Error};
use rand_core::Rng as _;
use tests::{Person, TestServer};

/// A letter to two people, which one of them has read.
async fn sent(server: &TestServer) -> (Person, Person, Person, api::MessageId) {
    let anna = server.person("Anna").await;
    let (bjorn, cecilia) = (server.person("Björn").await, server.person("Cecilia").await);
    let mut draft = anna.letter_to(&bjorn);
    draft.to.push(cecilia.address.clone());
    let id = anna.send(&draft).await.unwrap().message_id;
    bjorn.keep_log_pinned().await.unwrap();
    bjorn.read(id).await.unwrap();
    (anna, bjorn, cecilia, id)
}

/// The keys that the server tells everybody.
async fn known(anna: &Person) -> (String, String) {
    let info = anna.get("/server").await.json();
    let key = |name: &str| info[name].as_str().unwrap().to_owned();
    (key("signing_key"), key("log_key"))
}

fn change(anna: &Person, mut change: impl FnMut(&mut MessageProof) + Send + 'static) {
    anna.client.transport().after(move |request, response| {
        if request.path.contains("/proof?") {
            let mut proof: MessageProof = serde_json::from_slice(&response.body).unwrap();
            change(&mut proof);
            response.body = serde_json::to_vec(&proof).unwrap();
        }
    });
}

#[tokio::test]
async fn a_saved_proof_holds_without_the_server_and_says_who_opened_and_who_did_not() {
    let server = TestServer::start();
    let (anna, _bjorn, cecilia, id) = sent(&server).await;
    let (server_key, log_key) = known(&anna).await;
    let with = anna.prove(id, Content::Included).await.unwrap();
    let without = anna.prove(id, Content::LeftOut).await.unwrap();
    drop(server);
    let given = Known::parse(Some(&server_key), Some(&log_key)).unwrap();
    for (file, is_in) in [(&with, true), (&without, false)] {
        let words = verify(file, &Known::default()).unwrap();
        assert!(
            words.contains("anna@example.org sent a letter to 2 other mailboxes"),
            "{words}"
        );
        assert!(words.contains("björn@example.org opened it"), "{words}");
        assert!(!words.contains(&cecilia.address), "{words}");
        assert!(
            words.contains("as named in the file: compare it") && words.contains(&server_key),
            "{words}"
        );
        assert_eq!(words.contains("Its subject: Hej Björn"), is_in, "{words}");
        assert_eq!(words.contains("is the sender's word."), !is_in, "{words}");
        let words = verify(file, &given).unwrap();
        assert!(
            words.contains("as given") && !words.contains("compare it"),
            "{words}"
        );
    }
    assert!(with.len() > without.len());
    let other = Bytes::from(*tests_key().verifying_key().as_bytes()).to_text();
    let foreign = Known::parse(Some(&other), None).unwrap();
    assert!(matches!(verify(&with, &foreign), Err(Unproven::ServerKey)));
    let other_log = crypto::tlog::NoteSigner::new("localhost/audit", &crypto::Secret::from_bytes([7; 32]));
    let other_log = other_log.unwrap().verifier().to_text();
    let foreign = Known::parse(Some(&server_key), Some(&other_log)).unwrap();
    assert!(matches!(verify(&with, &foreign), Err(Unproven::LogKey)));
}

fn tests_key() -> crypto::sign::SigningKey {
    crypto::sign::SigningKey::from_seed(&crypto::Secret::from_bytes([7; 32]))
}

#[tokio::test]
async fn ten_thousand_saved_proofs_with_one_bit_flipped_prove_nothing() {
    let server = TestServer::start();
    let (anna, .., id) = sent(&server).await;
    let file = anna.prove(id, Content::Included).await.unwrap();
    assert!(verify(&file, &Known::default()).is_ok());
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    for _ in 0..10_000 {
        let bit = usize::try_from(rng.next_u64() % (file.len() as u64 * 8)).unwrap();
        let mut flipped = file.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(verify(&flipped, &Known::default()).is_err(), "bit {bit}");
    }
}

#[tokio::test]
async fn a_proof_has_only_what_the_server_can_show() {
    let server = TestServer::start();
    let (anna, bjorn, _cecilia, id) = sent(&server).await;
    let opened = |file: &[u8]| {
        verify(file, &Known::default())
            .unwrap()
            .contains("björn@example.org opened it")
    };
    let receipt_lost = [
        |proof: &mut MessageProof| proof.receipts.clear(),
        |proof: &mut MessageProof| proof.receipts[0].logged.opening = None,
        |proof: &mut MessageProof| proof.receipts[0].logged.inclusion.clear(),
    ];
    for lose in receipt_lost {
        change(&anna, lose);
        assert!(!opened(&anna.prove(id, Content::Included).await.unwrap()));
    }
    let letter_lost = [
        |proof: &mut MessageProof| proof.submission.opening = None,
        |proof: &mut MessageProof| proof.submission.inclusion.clear(),
    ];
    for lose in letter_lost {
        change(&anna, lose);
        assert_eq!(anna.prove(id, Content::Included).await, Err(Error::NotInLog));
    }
    change(&anna, |proof| proof.head.checkpoint.clear());
    let refused = anna.prove(id, Content::Included).await;
    assert_eq!(refused, Err(Error::AuditLog(LogFault::ForeignKey)));
    // With somebody else's signature beside the log's, the file would hold for nobody.
    change(&anna, |proof| {
        proof.head.checkpoint.push_str("\u{2014} witness AAAAAAA=\n")
    });
    assert!(matches!(
        anna.prove(id, Content::Included).await,
        Err(Error::BadAnswer(_))
    ));
    anna.client.transport().untap();
    assert!(opened(&anna.prove(id, Content::Included).await.unwrap()));
    // A reader has nothing to prove of a letter of somebody else's.
    assert!(matches!(
        bjorn.prove(id, Content::Included).await,
        Err(Error::Invalid { .. })
    ));
}

#[tokio::test]
async fn a_proof_goes_on_holding_when_its_people_have_new_keys() {
    let server = TestServer::start();
    let (anna, bjorn, _cecilia, id) = sent(&server).await;
    let old = anna.prove(id, Content::LeftOut).await.unwrap();
    for person in [&anna, &bjorn] {
        person.renew_keys().await.unwrap();
    }
    let new = anna.prove(id, Content::LeftOut).await.unwrap();
    for file in [old, new] {
        assert!(verify(&file, &Known::default()).is_ok());
    }
}

#[tokio::test]
async fn a_saved_erasure_report_holds_without_the_server() {
    let server = TestServer::start();
    let (anna, bjorn, _cecilia, id) = sent(&server).await;
    bjorn.throw_away(id).await;
    let begun = bjorn.empty_bin(&EmptyBin::default()).await.unwrap();
    let erasure_id = begun.erasure.unwrap().erasure_id;
    let report = loop {
        if let Some(report) = bjorn.erasure(erasure_id).await.unwrap().report {
            break report;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let (server_key, _) = known(&anna).await;
    let given = Known::parse(Some(&server_key), None).unwrap();
    let words = verify(&report.file, &given).unwrap();
    assert!(
        words.contains("erased 1 letters") && words.contains(&id.to_string()),
        "{words}"
    );
    let mut flipped = report.file.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert!(matches!(verify(&flipped, &given), Err(Unproven::Report)));
}
