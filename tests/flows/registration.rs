//! Proving an address and a phone before there is a mailbox: what counts, what does not, and what a stranger learns.

use api::Code;
use client::{AddressProof, Error, NewAccount, Zxcvbn};
use serde_json::json;
use tests::{TestServer, joining};

const EVA: &str = "eva@example.org";
const MINUTE_MS: u64 = 60_000;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

fn new() -> NewAccount<'static> {
    NewAccount {
        name: "Eva",
        password: "ett helt nytt och långt lösenord",
        language: "sv",
        words: None,
    }
}

/// Another code of eight digits.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:08}", (number + 1) % 100_000_000)
}

#[tokio::test]
async fn an_address_is_proven_by_the_code_that_was_mailed_to_it_and_by_no_other() {
    let server = TestServer::start();
    let client = server.client();
    let proof = client.prove_address(EVA, "sv").await.unwrap();
    let early = client.register(&proof, new(), &Zxcvbn).await;
    assert_eq!(code_of(early), Some(Code::AddressUnproven));
    let code = joining::code_to(&server.origin(), EVA).await;
    let wrong = client
        .confirm_address(&proof, &other_than(&code))
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), Some(Code::CodeRefused));
    let typed = format!(" {} {}\n", &code[..4], &code[4..]);
    client.confirm_address(&proof, &typed).await.unwrap();
    client.register(&proof, new(), &Zxcvbn).await.unwrap();
    // It made one account, and makes no other.
    let again = client.register(&proof, new(), &Zxcvbn).await;
    assert_eq!(code_of(again), Some(Code::ProofEnded));
}

#[tokio::test]
async fn five_codes_may_be_tried_and_the_right_one_is_too_late_after_them() {
    let server = TestServer::start();
    let client = server.client();
    let proof = client.prove_address(EVA, "sv").await.unwrap();
    let code = joining::code_to(&server.origin(), EVA).await;
    for _ in 0..5 {
        let wrong = client.confirm_address(&proof, &other_than(&code)).await;
        assert_eq!(code_of(wrong), Some(Code::CodeRefused));
    }
    let late = client.confirm_address(&proof, &code).await;
    assert_eq!(code_of(late), Some(Code::ProofEnded));
    assert_eq!(
        code_of(client.mail_again(&proof, "sv").await),
        Some(Code::ProofEnded)
    );
    joining::register(&client, &server.origin(), EVA, new()).await;
}

#[tokio::test]
async fn a_code_of_one_address_proves_no_other_and_ends_after_an_hour() {
    let server = TestServer::start();
    let client = server.client();
    let hers = client.prove_address(EVA, "sv").await.unwrap();
    let mine = client.prove_address("mallory@example.org", "sv").await.unwrap();
    let my_code = joining::code_to(&server.origin(), "mallory@example.org").await;
    let stolen = client.confirm_address(&hers, &my_code).await;
    assert_eq!(code_of(stolen), Some(Code::CodeRefused));
    server.clock.advance_ms(60 * MINUTE_MS);
    let late = client.confirm_address(&mine, &my_code).await;
    assert_eq!(code_of(late), Some(Code::ProofEnded));
}

#[tokio::test]
async fn asking_again_mails_the_same_code_and_five_mails_an_hour_are_all() {
    let server = TestServer::start();
    let client = server.client();
    let proof = client.prove_address(EVA, "sv").await.unwrap();
    let first = joining::code_to(&server.origin(), EVA).await;
    for _ in 0..4 {
        client.mail_again(&proof, "sv").await.unwrap();
    }
    assert_eq!(
        code_of(client.mail_again(&proof, "sv").await),
        Some(Code::RateLimited)
    );
    let other_network = server.client();
    assert_eq!(
        code_of(other_network.prove_address(EVA, "sv").await),
        Some(Code::RateLimited)
    );
    let mails: Vec<_> = loop {
        let landed = joining::landed(&server.origin()).await;
        if landed.len() == 5 {
            break landed;
        }
    };
    assert!(mails.iter().all(|mail| mail.code().as_ref() == Some(&first)));
    client.confirm_address(&proof, &first).await.unwrap();
}

#[tokio::test]
async fn a_begun_registration_goes_on_after_a_restart_and_on_the_next_morning() {
    let server = TestServer::start();
    let proof = server.client().prove_address(EVA, "sv").await.unwrap();
    let code = joining::code_to(&server.origin(), EVA).await;
    // The browser keeps it, the server too.
    let kept = proof.to_text();
    let server = server.restart();
    let client = server.client();
    let proof = AddressProof::parse(&kept).unwrap();
    client.confirm_address(&proof, &code).await.unwrap();
    server.clock.advance_ms(12 * 60 * MINUTE_MS);
    client.register(&proof, new(), &Zxcvbn).await.unwrap();
}

#[tokio::test]
async fn only_the_owner_of_an_address_learns_that_it_has_a_mailbox() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let ask = |address: &str| json!({"address": address, "language": "en"});
    let known = anna.post("/auth/register/address", &ask(&anna.address)).await;
    let unknown = anna.post("/auth/register/address", &ask(EVA)).await;
    assert_eq!(
        (known.status, known.body.len()),
        (unknown.status, unknown.body.len())
    );
    let proof = client.prove_address(&anna.address, "en").await.unwrap();
    let confirmed = client.confirm_address(&proof, "12345678").await;
    assert_eq!(code_of(confirmed), Some(Code::CodeRefused));
    let origin = server.origin();
    let told = joining::wait_for(&origin, &anna.address, |mail| {
        mail.subject
            .as_deref()
            .is_some_and(|subject| subject.contains("already"))
    })
    .await;
    assert_eq!(told.code(), None);
}

#[tokio::test]
async fn an_address_is_one_however_it_is_written() {
    let server = TestServer::start();
    let client = server.client();
    let proof = client.prove_address(" Eva@BLÅBÄR.example ", "sv").await.unwrap();
    assert_eq!(proof.address(), "eva@xn--blbr-noae.example");
    let code = joining::code_to(&server.origin(), proof.address()).await;
    client.confirm_address(&proof, &code).await.unwrap();
    client.register(&proof, new(), &Zxcvbn).await.unwrap();
    assert!(client.sign_in("eva@blåbär.example", new().password).await.is_ok());
}
