//! Passkeys: one takes the place of the authenticator's code, for its own account, once for each challenge.

use api::account::SecurityEventKind;
use api::limits::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX};
use api::{Bytes, Code, PasskeyId};
use client::view::Passkey;
use client::{Beside, Error, GivenCode, Halfway, NewSecrets, Zxcvbn};
use serde_json::{Value, json};
use tests::{Authenticator, Open, Person, Tap, TestPlatform, TestServer, joining};

const MINUTE_MS: u64 = 60_000;
const NEW: &str = "stegen bakom ladan är våt igen";

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn confirm(person: &Person) {
    person
        .step_up(&person.password, &person.phone.code())
        .await
        .unwrap();
}

async fn add(person: &Person, authenticator: &Authenticator, name: &str) -> Result<Vec<Passkey>, Error> {
    confirm(person).await;
    let options = person.start_passkey().await?;
    person.add_passkey(&authenticator.create(&options), name).await
}

async fn with_passkey(server: &TestServer, name: &str) -> (Person, Authenticator) {
    let (person, authenticator) = (server.person(name).await, Authenticator::default());
    add(&person, &authenticator, "Mobilen").await.unwrap();
    (person, authenticator)
}

type Door = Halfway<Tap, TestPlatform>;

async fn prove(door: &Door, authenticator: &mut Authenticator) -> Result<Open, Error> {
    let options = door.ask_passkey().await?;
    let assertion = authenticator.get(&options);
    let (mailbox, _) = door.prove(GivenCode::Passkey(&assertion), false).await?;
    Ok(mailbox)
}

async fn enter(
    server: &TestServer,
    person: &Person,
    authenticator: &mut Authenticator,
) -> Result<Open, Error> {
    prove(&person.halfway(&server.client()).await, authenticator).await
}

async fn kinds(mailbox: &Open) -> Vec<SecurityEventKind> {
    let told = mailbox.security_events(None).await.unwrap();
    told.events.iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn a_passkey_takes_the_place_of_the_code() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    assert!(!anna.halfway(&server.client()).await.has_passkeys());
    let mut authenticator = Authenticator::default();
    let added = add(&anna, &authenticator, " Mobilen ").await.unwrap();
    assert_eq!((added.len(), added[0].name.as_str()), (1, "Mobilen"));
    assert_eq!(added[0].used_ms, None);
    let door = anna.halfway(&server.client()).await;
    assert!(door.has_passkeys());
    let mailbox = prove(&door, &mut authenticator).await.unwrap();
    assert_eq!(mailbox.me().await.unwrap().address, anna.address);
    let used = mailbox.passkeys().await.unwrap()[0].used_ms;
    assert_eq!(used, Some(server.clock.now_ms()));
    // The authenticator still counts.
    anna.sign_in(&server).await;
    let kinds = kinds(&anna).await;
    assert!(kinds.contains(&SecurityEventKind::PasskeyAdded));
    assert!(kinds.contains(&SecurityEventKind::PasskeyUsed));
    let origin = server.origin();
    joining::wait_for(&origin, &anna.address, |mail| mail.text.contains("Mobilen")).await;
}

#[tokio::test]
async fn what_is_asked_of_a_browser_names_this_host_and_demands_verification() {
    let server = TestServer::start();
    let (anna, authenticator) = with_passkey(&server, "Anna").await;
    confirm(&anna).await;
    let id = json!(Bytes(authenticator.credential_id.clone()));
    let options: Value = serde_json::from_str(&anna.start_passkey().await.unwrap()).unwrap();
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], id);
    let door = anna.halfway(&server.client()).await;
    let options: Value = serde_json::from_str(&door.ask_passkey().await.unwrap()).unwrap();
    assert_eq!(options["rpId"], "localhost");
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"][0]["id"], id);
}

#[tokio::test]
async fn an_answer_that_breaks_a_rule_is_refused() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    type Spoil = fn(&mut Authenticator);
    let spoil: [(&str, Spoil); 10] = [
        ("another origin", |one| {
            one.origin = "https://localhost.example".into()
        }),
        ("a page of the same host elsewhere", |one| {
            one.origin = "http://localhost:81".into()
        }),
        ("another relying party", |one| {
            one.rp_id = "localhost.example".into()
        }),
        ("another challenge", |one| {
            one.challenge = Some(Bytes(vec![7; 32]))
        }),
        ("no challenge", |one| one.challenge = Some(Bytes::default())),
        ("another's name", |one| one.user_handle = Some(Bytes(vec![7; 16]))),
        ("nobody verified", |one| one.flags = 1),
        ("nobody there", |one| one.flags = 4),
        ("another ceremony", |one| one.ceremony = Some("webauthn.create")),
        ("another credential", |one| one.credential_id = vec![7; 32]),
    ];
    for (what, spoil) in spoil {
        // From one network an address takes ten sign-ins in ten minutes.
        server.clock.advance_ms(2 * MINUTE_MS);
        let mut spoilt = authenticator.clone();
        spoil(&mut spoilt);
        let refused = enter(&server, &anna, &mut spoilt).await;
        assert_eq!(code_of(refused), Some(Code::CodeRefused), "{what}");
    }
    let door = anna.halfway(&server.client()).await;
    let options = door.ask_passkey().await.unwrap();
    let refused = door.prove(GivenCode::Passkey("{}"), false).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused), "no answer at all");
    let late = door
        .prove(GivenCode::Passkey(&authenticator.get(&options)), false)
        .await;
    assert_eq!(code_of(late), Some(Code::CodeRefused), "the challenge is used up");
    let mut stranger = Authenticator::default();
    stranger.credential_id.clone_from(&authenticator.credential_id);
    let refused = enter(&server, &anna, &mut stranger).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused), "another key");
    let mailbox = enter(&server, &anna, &mut authenticator).await.unwrap();
    assert!(kinds(&mailbox).await.contains(&SecurityEventKind::WrongCode));
}

#[tokio::test]
async fn an_answer_is_good_once_and_for_its_sign_in() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let (first, second) = (
        anna.halfway(&server.client()).await,
        anna.halfway(&server.client()).await,
    );
    let assertion = authenticator.get(&first.ask_passkey().await.unwrap());
    second.ask_passkey().await.unwrap();
    let moved = second.prove(GivenCode::Passkey(&assertion), false).await;
    assert_eq!(code_of(moved), Some(Code::CodeRefused));
    first.prove(GivenCode::Passkey(&assertion), false).await.unwrap();
    let again = first.prove(GivenCode::Passkey(&assertion), false).await;
    assert_eq!(code_of(again), Some(Code::SecondFactorEnded));
    let third = anna.halfway(&server.client()).await;
    let never_asked = third.prove(GivenCode::Passkey(&assertion), false).await;
    assert_eq!(code_of(never_asked), Some(Code::CodeRefused));
}

#[tokio::test]
async fn a_new_question_takes_the_place_of_the_one_before() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let door = anna.halfway(&server.client()).await;
    let before = authenticator.get(&door.ask_passkey().await.unwrap());
    let now = door.ask_passkey().await.unwrap();
    let refused = door.prove(GivenCode::Passkey(&before), false).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused));
    let late = door
        .prove(GivenCode::Passkey(&authenticator.get(&now)), false)
        .await;
    assert_eq!(code_of(late), Some(Code::CodeRefused));
    assert!(prove(&door, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn an_answer_that_somebody_else_carries_is_refused() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    for member in ["mac", "code", "assertion"] {
        let client = server.client();
        let door = anna.halfway(&client).await;
        client.transport().before(move |request| {
            if let Some((_, body)) = request
                .body
                .as_mut()
                .filter(|_| request.path.ends_with("/second-factor"))
            {
                let mut ask: Value = serde_json::from_slice(body).unwrap();
                ask["proof"][member] = match member {
                    "mac" => json!(Bytes(vec![7; 32])),
                    "code" => json!("7".repeat(64)),
                    // Another spelling of the same answer, which its signature does not cover.
                    _ => json!(format!("{} ", ask["proof"][member].as_str().unwrap())),
                };
                *body = ask.to_string().into_bytes();
            }
            true
        });
        let refused = prove(&door, &mut authenticator).await;
        assert_eq!(code_of(refused), Some(Code::CodeRefused), "{member}");
    }
}

#[tokio::test]
async fn another_accounts_passkey_opens_nothing() {
    let server = TestServer::start();
    let (anna, _) = with_passkey(&server, "Anna").await;
    let (bjorn, mut his) = with_passkey(&server, "Björn").await;
    let refused = enter(&server, &anna, &mut his).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused));
    let id = bjorn.passkeys().await.unwrap()[0].passkey_id;
    confirm(&anna).await;
    assert_eq!(code_of(anna.remove_passkey(id).await), Some(Code::NotFound));
    let missing = anna.remove_passkey(PasskeyId([7; 16])).await;
    assert_eq!(code_of(missing), Some(Code::NotFound));
    assert!(enter(&server, &bjorn, &mut his).await.is_ok());
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_told() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    authenticator.counter = 10;
    assert!(enter(&server, &anna, &mut authenticator).await.is_ok());
    // A copy from before counts on by itself; once it says 11, which was said already.
    for said in [3, 11] {
        authenticator.counter = said - 1;
        let refused = enter(&server, &anna, &mut authenticator).await;
        assert_eq!(code_of(refused), Some(Code::CodeRefused), "{said}");
        assert!(
            kinds(&anna)
                .await
                .contains(&SecurityEventKind::PasskeyCounterBack)
        );
    }
    authenticator.counter = 0;
    let refused = enter(&server, &anna, &mut authenticator).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused), "it counted before");
    authenticator.counter = 11;
    assert!(enter(&server, &anna, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn a_passkey_that_does_not_count_opens_every_time() {
    let server = TestServer::start();
    let (anna, mut authenticator) = (server.person("Anna").await, Authenticator::default());
    authenticator.counter = 0;
    add(&anna, &authenticator, "Mobilen").await.unwrap();
    for _ in 0..2 {
        assert!(enter(&server, &anna, &mut authenticator).await.is_ok());
    }
}

#[tokio::test]
async fn a_removed_passkey_opens_nothing() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let door = anna.halfway(&server.client()).await;
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    let id = anna.passkeys().await.unwrap()[0].passkey_id;
    let unconfirmed = anna.remove_passkey(id).await;
    assert_eq!(
        code_of(unconfirmed),
        Some(Code::StepUpRequired),
        "adding spent it"
    );
    confirm(&anna).await;
    assert_eq!(anna.remove_passkey(id).await.unwrap(), []);
    let refused = door.prove(GivenCode::Passkey(&assertion), false).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused));
    let door = anna.halfway(&server.client()).await;
    assert!(!door.has_passkeys());
    assert_eq!(code_of(door.ask_passkey().await), Some(Code::NotFound));
    assert!(kinds(&anna).await.contains(&SecurityEventKind::PasskeyRemoved));
    let origin = server.origin();
    let removed = |mail: &joining::Landed| {
        let subject = mail.subject.as_deref().unwrap_or_default();
        subject.contains("borttagen") && mail.text.contains("Mobilen")
    };
    joining::wait_for(&origin, &anna.address, removed).await;
    // It may come back.
    add(&anna, &authenticator, "Mobilen").await.unwrap();
    assert!(enter(&server, &anna, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn a_passkey_confirms_and_changes_the_password_and_outlives_it() {
    let server = TestServer::start();
    let (mut anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let door = anna.password_again(&anna.password).await.unwrap();
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    anna.step_up_after(&door, GivenCode::Passkey(&assertion))
        .await
        .unwrap();
    assert_eq!(anna.make_backup_codes().await.unwrap().len(), 10);
    let door = anna.password_again(&anna.password).await.unwrap();
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    let code = GivenCode::Passkey(&assertion);
    anna.change_password_after(&door, code, NEW, &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    assert!(enter(&server, &anna, &mut authenticator).await.is_ok());
}

#[tokio::test]
async fn two_hundred_parallel_copies_of_one_answer_give_one_session() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let before = anna.sessions().await.unwrap().len();
    let door = anna.halfway(&server.client()).await;
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    let tries: Vec<_> = (0..200)
        .map(|_| door.prove(GivenCode::Passkey(&assertion), false))
        .collect();
    let outcomes = futures_util::future::join_all(tries).await;
    assert_eq!(outcomes.into_iter().filter(Result::is_ok).count(), 1);
    assert_eq!(anna.sessions().await.unwrap().len(), before + 1);
}

#[tokio::test]
async fn wrong_answers_cost_the_sign_in_alone_and_a_right_one_gives_no_tries_of_codes_back() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    anna.try_wrong_codes(&server, 20).await;
    for _ in 0..2 {
        let door = anna.halfway(&server.client()).await;
        for left in (0..5).rev() {
            let Err(Error::Refused(problem)) = door.prove(GivenCode::Passkey("{}"), false).await else {
                panic!("refused")
            };
            assert_eq!(
                (problem.code, problem.tries_left),
                (Code::CodeRefused, Some(left))
            );
        }
        let late = prove(&door, &mut authenticator).await;
        assert_eq!(code_of(late), Some(Code::SecondFactorEnded));
    }
    let door = anna.halfway(&server.client()).await;
    let over = door.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(over), Some(Code::RateLimited));
    prove(&door, &mut authenticator).await.unwrap();
    let door = anna.halfway(&server.client()).await;
    let still_over = door.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(still_over), Some(Code::RateLimited));
}

#[tokio::test]
async fn the_time_for_an_answer_is_that_of_a_code() {
    let server = TestServer::start();
    let (anna, mut authenticator) = with_passkey(&server, "Anna").await;
    let door = anna.halfway(&server.client()).await;
    let assertion = authenticator.get(&door.ask_passkey().await.unwrap());
    server.clock.advance_ms(5 * MINUTE_MS);
    let late = door.prove(GivenCode::Passkey(&assertion), false).await;
    assert_eq!(code_of(late), Some(Code::SecondFactorEnded));
    assert_eq!(code_of(door.ask_passkey().await), Some(Code::SecondFactorEnded));
}

#[tokio::test]
async fn a_new_passkey_that_breaks_a_rule_is_refused() {
    let server = TestServer::start();
    let (anna, first) = with_passkey(&server, "Anna").await;
    let bjorn = server.person("Björn").await;
    confirm(&anna).await;
    type Spoil = fn(&mut Authenticator);
    let spoil: [(&str, Spoil); 6] = [
        ("origin", |one| one.origin = "https://localhost.example".into()),
        ("relying party", |one| one.rp_id = "localhost.example".into()),
        ("challenge", |one| one.challenge = Some(Bytes(vec![7; 32]))),
        ("user verification", |one| one.flags = 1),
        ("ceremony", |one| one.ceremony = Some("webauthn.get")),
        ("credential id", |one| one.credential_id = Vec::new()),
    ];
    for (rule, spoil) in spoil {
        let mut authenticator = Authenticator::default();
        spoil(&mut authenticator);
        let options = anna.start_passkey().await.unwrap();
        let finish = json!({"credential": authenticator.create(&options), "name": "Mobilen"});
        let refused = anna.post("/account/passkeys/finish", &finish).await.problem();
        assert_eq!(refused.code, Code::PasskeyRefused, "{rule}");
        assert_eq!(refused.detail.as_deref(), Some(rule));
    }
    let options = anna.start_passkey().await.unwrap();
    for (credential, what) in [
        (first.create(&options), "there already"),
        (
            Authenticator::default().create(&options),
            "a challenge that is used up",
        ),
        ("{}".into(), "no credential"),
        (json!({"id": "x".repeat(20_000)}).to_string(), "too long"),
    ] {
        let refused = anna.add_passkey(&credential, "Mobilen").await;
        assert_eq!(code_of(refused), Some(Code::PasskeyRefused), "{what}");
    }
    // Anna's question, answered over Björn's session; and Anna's credential, offered by Björn.
    let options = anna.start_passkey().await.unwrap();
    let made = Authenticator::default().create(&options);
    let refused = bjorn.add_passkey(&made, "Mobilen").await;
    assert_eq!(code_of(refused), Some(Code::PasskeyRefused));
    assert_eq!(
        code_of(add(&bjorn, &first, "Mobilen").await),
        Some(Code::PasskeyRefused)
    );
    let long = "å".repeat(PASSKEY_NAME_CHARS_MAX + 1);
    for name in ["", "  ", "Mobi\nlen", &long] {
        let options = anna.start_passkey().await.unwrap();
        let made = Authenticator::default().create(&options);
        assert_eq!(
            code_of(anna.add_passkey(&made, name).await),
            Some(Code::InvalidRequest)
        );
    }
    assert_eq!(anna.passkeys().await.unwrap().len(), 1);
    assert_eq!(bjorn.passkeys().await.unwrap(), []);
}

#[tokio::test]
async fn one_confirmation_adds_one_passkey_and_ten_are_all() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let (one, other) = (
        anna.start_passkey().await.unwrap(),
        anna.start_passkey().await.unwrap(),
    );
    let made = Authenticator::default().create(&one);
    anna.add_passkey(&made, "1").await.unwrap();
    let made = Authenticator::default().create(&other);
    let second = anna.add_passkey(&made, "2").await;
    assert_eq!(code_of(second), Some(Code::StepUpRequired));
    for n in 2..=PASSKEYS_MAX {
        let added = add(&anna, &Authenticator::default(), &n.to_string()).await;
        assert_eq!(added.unwrap().len(), n);
    }
    let eleventh = add(&anna, &Authenticator::default(), "11").await;
    assert_eq!(code_of(eleventh), Some(Code::TooLarge));
}

/// Whoever waited has lost all devices: one of them may be somebody else's now.
#[tokio::test]
async fn after_a_recovery_by_waiting_no_passkey_from_before_is_left() {
    let server = TestServer::start();
    let (anna, _) = with_passkey(&server, "Anna").await;
    let recover = async || {
        let client = server.client();
        client.recover(&anna.address, &anna.words).await.unwrap()
    };
    let wait = recover().await.begin_wait().await.unwrap();
    server.clock.advance_ms(wait.ends_ms - wait.begun_ms);
    let secrets = NewSecrets {
        password: NEW,
        words: None,
    };
    let waited = recover().await;
    waited.finish(Beside::Waiting, secrets, &Zxcvbn).await.unwrap();
    let halfway = server.client().sign_in(&anna.address, NEW).await.unwrap();
    assert!(!halfway.has_passkeys());
    let phone = joining::enrol(&halfway, &server.origin(), &anna.address, server.clock.clone()).await;
    let (again, _) = halfway.prove(&phone.code(), false).await.unwrap();
    assert_eq!(again.passkeys().await.unwrap(), []);
}

#[tokio::test]
async fn the_end_of_an_account_takes_its_passkeys_along() {
    let server = TestServer::start();
    let (anna, authenticator) = with_passkey(&server, "Anna").await;
    let code = anna.phone.code();
    anna.end_account(&anna.password, &*code).await.unwrap();
    server.clock.advance_ms(14 * 24 * 60 * MINUTE_MS);
    let server = server.restart();
    let origin = server.origin();
    joining::wait_for(&origin, &anna.address, |one| one.file.is_some()).await;
    let bjorn = server.person("Björn").await;
    let taken = add(&bjorn, &authenticator, "Mobilen").await;
    assert_eq!(taken.unwrap().len(), 1, "nobody has it any more");
}
