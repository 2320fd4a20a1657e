//! Phones: the first one allows the authenticator, the reserve one takes its place.

use api::Code;
use api::account::{PhoneRole, SecurityEventKind};
use api::auth::NextFactor;
use client::{Error, GivenCode, Halfway, NewAccount};
use tests::{Person, Phone, Tap, TestClient, TestPlatform, TestServer, joining};

const RESERVE: &str = "+46701740605";
const EVA: &str = "eva@example.org";
const PASSWORD: &str = "ett helt nytt och långt lösenord";

/// Opens an account for Eva, who has shown no phone yet.
async fn register_eva(client: &TestClient, origin: &str) {
    let new = NewAccount {
        name: "",
        password: PASSWORD,
        language: "sv",
        words: None,
    };
    joining::register(client, origin, EVA, new).await;
}

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

/// Another code of six digits.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn sent_to_reserve(origin: &str, halfway: &Halfway<Tap, TestPlatform>) -> String {
    let inbox = joining::Inbox::of(origin, RESERVE).await;
    halfway.send_code(None).await.unwrap();
    inbox.next_code().await
}

async fn with_reserve(server: &TestServer, name: &str) -> Person {
    let person = server.person(name).await;
    person
        .start_phone(PhoneRole::Reserve, "070-174 06 05")
        .await
        .unwrap();
    let code = joining::code_to(&server.origin(), RESERVE).await;
    let me = person.confirm_phone(PhoneRole::Reserve, &code).await.unwrap();
    assert_eq!(me.reserve_phone.as_deref(), Some("•••05"));
    person
}

#[tokio::test]
async fn no_secret_is_shown_before_the_phone_has_shown_its_code() {
    let server = TestServer::start();
    let (client, origin) = (server.client(), server.origin());
    register_eva(&client, &origin).await;
    let halfway = client.sign_in(EVA, PASSWORD).await.unwrap();
    assert_eq!((halfway.next(), halfway.phone()), (NextFactor::EnrolTotp, None));
    assert_eq!(code_of(halfway.enrol_secret().await), Some(Code::PhoneUnproven));
    assert_eq!(code_of(halfway.send_code(None).await), Some(Code::InvalidRequest));
    for number in ["", "12", "070-ring mig", "+46 70 123 45 67 89 01 23 45"] {
        let refused = halfway.send_code(Some(number)).await;
        assert_eq!(code_of(refused), Some(Code::PhoneRefused), "{number}");
    }
    let sent = halfway.send_code(Some(RESERVE)).await.unwrap();
    assert_eq!(sent.number, "•••05");
    let code = joining::code_to(&origin, RESERVE).await;
    assert_eq!(
        code_of(halfway.confirm_phone(&other_than(&code)).await),
        Some(Code::CodeRefused)
    );
    assert_eq!(code_of(halfway.enrol_secret().await), Some(Code::PhoneUnproven));
    // Another sign-in's code is the account's too, but it allows that sign-in alone.
    let other = client.sign_in(EVA, PASSWORD).await.unwrap();
    halfway.confirm_phone(&code).await.unwrap();
    assert!(halfway.enrol_secret().await.is_ok());
    assert_eq!(code_of(other.enrol_secret().await), Some(Code::PhoneUnproven));
    // From now on the code goes to that phone and to no other.
    let third = client.sign_in(EVA, PASSWORD).await.unwrap();
    assert_eq!(
        code_of(third.send_code(Some("+46701740699")).await),
        Some(Code::InvalidRequest)
    );
    assert_eq!(code_of(third.confirm_phone(&code).await), Some(Code::ProofEnded));
}

#[tokio::test]
async fn a_code_to_the_reserve_phone_takes_the_authenticators_place_once() {
    let server = TestServer::start();
    let anna = with_reserve(&server, "Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    assert_eq!(halfway.phone(), Some("•••05"));
    let origin = server.origin();
    let code = sent_to_reserve(&origin, &halfway).await;
    let as_app = halfway.prove(&code, false).await;
    assert_eq!(
        code_of(as_app),
        Some(Code::CodeRefused),
        "it is no authenticator's"
    );
    halfway.prove(GivenCode::Phone(&code), false).await.unwrap();
    let again = anna.halfway(&server.client()).await;
    let used = again.prove(GivenCode::Phone(&code), false).await;
    assert_eq!(code_of(used), Some(Code::ProofEnded));
    let told = joining::wait_for(&origin, &anna.address, |mail| {
        mail.subject
            .as_deref()
            .is_some_and(|subject| subject.to_lowercase().contains("reserv"))
    });
    told.await;
    let events = anna.security_events(None).await.unwrap();
    let kinds: Vec<_> = events.events.iter().map(|event| event.kind).collect();
    assert!(kinds.contains(&SecurityEventKind::ReservePhoneSet));
    assert!(kinds.contains(&SecurityEventKind::ReservePhoneUsed));
}

#[tokio::test]
async fn a_removed_reserve_phone_opens_nothing() {
    let server = TestServer::start();
    let anna = with_reserve(&server, "Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    let code = sent_to_reserve(&server.origin(), &halfway).await;
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    assert_eq!(anna.remove_reserve_phone().await.unwrap().reserve_phone, None);
    let dead = halfway.prove(GivenCode::Phone(&code), false).await;
    assert_eq!(code_of(dead), Some(Code::ProofEnded));
    let halfway = anna.halfway(&server.client()).await;
    assert_eq!(halfway.phone(), None);
    assert_eq!(code_of(halfway.send_code(None).await), Some(Code::NotFound));
}

#[tokio::test]
async fn one_confirmation_changes_one_phone() {
    let server = TestServer::start();
    let anna = with_reserve(&server, "Anna").await;
    let second = anna.start_phone(PhoneRole::Main, RESERVE).await;
    assert_eq!(code_of(second), Some(Code::StepUpRequired));
}

#[tokio::test]
async fn sms_are_few_for_a_phone_and_for_an_account() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    for _ in 0..4 {
        anna.start_phone(PhoneRole::Reserve, RESERVE).await.unwrap();
    }
    let fifth = anna.start_phone(PhoneRole::Reserve, RESERVE).await;
    assert_eq!(code_of(fifth), Some(Code::RateLimited));
    let other = bjorn.start_phone(PhoneRole::Reserve, RESERVE).await;
    assert_eq!(code_of(other), Some(Code::RateLimited), "whoever asks");
    // One at registration, four just now: five are left for today, to whatever phone.
    for n in 0..5 {
        let number = format!("+4670174061{n}");
        anna.start_phone(PhoneRole::Reserve, &number).await.unwrap();
    }
    let over = anna.start_phone(PhoneRole::Reserve, "+46701740620").await;
    assert_eq!(code_of(over), Some(Code::RateLimited));
}

#[tokio::test]
async fn guesses_at_the_reserve_phones_code_share_their_tries_with_the_authenticators() {
    let server = TestServer::start();
    let anna = with_reserve(&server, "Anna").await;
    anna.try_wrong_codes(&server, 18).await;
    let halfway = anna.halfway(&server.client()).await;
    let code = sent_to_reserve(&server.origin(), &halfway).await;
    for _ in 0..2 {
        let wrong = halfway.prove(GivenCode::Phone(&other_than(&code)), false).await;
        assert_eq!(code_of(wrong), Some(Code::CodeRefused));
    }
    let over = halfway.prove(GivenCode::Phone(&code), false).await;
    assert_eq!(code_of(over), Some(Code::RateLimited));
}

#[tokio::test]
async fn a_code_to_a_phone_that_is_only_to_be_the_reserve_one_signs_nobody_in() {
    let server = TestServer::start();
    let anna = with_reserve(&server, "Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let other = "+46701740699";
    anna.start_phone(PhoneRole::Reserve, other).await.unwrap();
    let code = joining::code_to(&server.origin(), other).await;
    let unproven = halfway.prove(GivenCode::Phone(&code), false).await;
    assert_eq!(code_of(unproven), Some(Code::ProofEnded));
    let me = anna.confirm_phone(PhoneRole::Reserve, &code).await.unwrap();
    assert_eq!(me.reserve_phone.as_deref(), Some("•••99"));
}

#[tokio::test]
async fn the_phone_that_another_takes_the_place_of_is_warned() {
    let server = TestServer::start();
    let (anna, origin) = (server.person("Anna").await, server.origin());
    let before = joining::number_of(&anna.address);
    anna.start_phone(PhoneRole::Main, RESERVE).await.unwrap();
    let code = joining::code_to(&origin, RESERVE).await;
    anna.confirm_phone(PhoneRole::Main, &code).await.unwrap();
    joining::wait_for(&origin, &before, |sms| sms.text.contains("en annan telefon")).await;
    // The one that is confirmed again takes nobody's place.
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let inbox = joining::Inbox::of(&origin, RESERVE).await;
    anna.start_phone(PhoneRole::Main, RESERVE).await.unwrap();
    let code = inbox.next_code().await;
    anna.confirm_phone(PhoneRole::Main, &code).await.unwrap();
    // What is left to a phone later lands later.
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    anna.start_phone(PhoneRole::Reserve, &before).await.unwrap();
    joining::wait_for(&origin, &before, |sms| {
        sms.code().is_some() && sms.text.contains("reserv")
    })
    .await;
    let landed = joining::landed(&origin).await;
    let warnings = landed.iter().filter(|sms| sms.text.contains("en annan telefon"));
    assert_eq!(warnings.count(), 1);
}

#[tokio::test]
async fn guesses_at_the_first_phones_code_are_the_accounts_and_are_told() {
    let server = TestServer::start();
    let (client, origin) = (server.client(), server.origin());
    register_eva(&client, &origin).await;
    for phone in ["+46701740610", "+46701740611", "+46701740612", "+46701740613"] {
        let halfway = client.sign_in(EVA, PASSWORD).await.unwrap();
        halfway.send_code(Some(phone)).await.unwrap();
        let code = joining::code_to(&origin, phone).await;
        for _ in 0..5 {
            let wrong = halfway.confirm_phone(&other_than(&code)).await;
            assert_eq!(code_of(wrong), Some(Code::CodeRefused));
        }
    }
    let told = |mail: &joining::Landed| mail.subject.as_deref() == Some("Flera felaktiga koder");
    joining::wait_for(&origin, EVA, told).await;
    let halfway = client.sign_in(EVA, PASSWORD).await.unwrap();
    halfway.send_code(Some(RESERVE)).await.unwrap();
    let code = joining::code_to(&origin, RESERVE).await;
    assert_eq!(
        code_of(halfway.confirm_phone(&code).await),
        Some(Code::RateLimited)
    );
}

#[tokio::test]
async fn wrong_codes_of_the_first_phone_are_among_the_security_events() {
    let server = TestServer::start();
    let (client, origin) = (server.client(), server.origin());
    register_eva(&client, &origin).await;
    let halfway = client.sign_in(EVA, PASSWORD).await.unwrap();
    halfway.send_code(Some(RESERVE)).await.unwrap();
    let code = joining::code_to(&origin, RESERVE).await;
    assert!(halfway.confirm_phone(&other_than(&code)).await.is_err());
    halfway.confirm_phone(&code).await.unwrap();
    let app = Phone::new(&halfway.enrol_secret().await.unwrap(), server.clock.clone());
    let (mailbox, _) = halfway.prove(&app.code(), false).await.unwrap();
    let events = mailbox.security_events(None).await.unwrap().events;
    let kinds: Vec<_> = events.iter().rev().map(|event| event.kind).collect();
    assert_eq!(
        kinds[..2],
        [SecurityEventKind::WrongCode, SecurityEventKind::PhoneVerified]
    );
}
