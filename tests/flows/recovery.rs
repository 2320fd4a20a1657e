//! Getting in again with the recovery words: what they open, what opens nothing any more afterwards, and who can stop it.

use api::{Bytes, Code};
use client::transport::Method;
use client::view::{PasswordFault, WordsFault};
use client::{Beside, Error, NewSecrets, Recovery, RecoveryWords, Zxcvbn};
use crypto::sha256;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::{Value, json};
use tests::{Answer, Person, Tap, TestClient, TestPlatform, TestServer, joining, raw};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const NEW: &str = "stegen bakom ladan är våt igen";

type Proven = Recovery<Tap, TestPlatform>;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

fn secrets(words: Option<&RecoveryWords>) -> NewSecrets<'_> {
    NewSecrets { password: NEW, words }
}

async fn prove(server: &TestServer, person: &Person) -> Proven {
    let client = server.client();
    client.recover(&person.address, &person.words).await.unwrap()
}

/// What Anna gets to with the words, from a device that has nothing of hers.
async fn try_words(server: &TestServer, person: &Person, words: &RecoveryWords) -> Option<Code> {
    code_of(server.client().recover(&person.address, words).await)
}

async fn post(client: &TestClient, path: &str, body: Value) -> Answer {
    let body = ("application/json", body.to_string().into_bytes());
    raw(client, Method::Post, path, Some(body)).await
}

/// Old secrets open nothing.
async fn old_is_dead(server: &TestServer, anna: &Person, old_password: &str, old_words: &RecoveryWords) {
    let old = server.client().sign_in(&anna.address, old_password).await;
    assert_eq!(code_of(old), Some(Code::LoginRefused), "the old password");
    assert_eq!(
        code_of(anna.folders().await),
        Some(Code::SignedOut),
        "an old session"
    );
    assert_eq!(
        try_words(server, anna, old_words).await,
        Some(Code::RecoveryRefused),
        "the words that were used"
    );
}

#[tokio::test]
async fn whoever_has_forgotten_the_password_gets_in_with_words_and_code_and_nothing_old_opens_any_more() {
    let server = TestServer::start();
    let (mut anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let letter = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let elsewhere = server.client();
    let (_, stored) = anna.enter_and_stay(&elsewhere).await;
    let halfway = anna.halfway(&server.client()).await;
    let recovery = prove(&server, &anna).await;
    assert!(recovery.has_authenticator());
    assert_eq!(recovery.wait(), None);
    let new_words = RecoveryWords::make(anna.client.platform());
    let code = anna.phone.code();
    recovery
        .finish(Beside::Code(&code), secrets(Some(&new_words)), &Zxcvbn)
        .await
        .unwrap();

    old_is_dead(&server, &anna, &anna.password, &anna.words).await;
    assert!(elsewhere.resume(&stored.unwrap()).await.unwrap().is_none());
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::SecondFactorEnded),
        "begun with the old password"
    );
    anna.password = NEW.to_owned();
    let again = anna.sign_in(&server).await;
    assert!(again.read(letter.message_id).await.is_ok());
    let server = server.restart();
    anna.words = new_words;
    prove(&server, &anna).await;
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_backup_code_stands_for_the_authenticator_and_without_new_words_there_are_none() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    let codes = anna.make_backup_codes().await.unwrap();
    let recovery = prove(&server, &anna).await;
    recovery
        .finish(Beside::Code(&codes[0]), secrets(None), &Zxcvbn)
        .await
        .unwrap();
    old_is_dead(&server, &anna, &anna.password, &anna.words).await;
    anna.password = NEW.to_owned();
    let me = anna.sign_in(&server).await.me().await.unwrap();
    assert_eq!(me.recovery.words_made_ms, None);
    assert_eq!(me.backup_codes_left, 9);
}

#[tokio::test]
async fn whoever_has_lost_the_authenticator_too_gets_in_after_the_waiting_period() {
    let server = TestServer::start();
    let (mut anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let before = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let codes = anna.make_backup_codes().await.unwrap();
    let begun_ms = server.clock.now_ms();
    let wait = prove(&server, &anna).await.begin_wait().await.unwrap();
    assert_eq!((wait.begun_ms, wait.ends_ms), (begun_ms, begun_ms + 24 * HOUR_MS));
    let me = anna.me().await.unwrap();
    assert_eq!(me.recovery.wait, Some(wait), "open sessions are told");

    // A repeat does not restart it, and a restart of the server does not end it.
    server.clock.advance_ms(HOUR_MS);
    let server = server.restart();
    let early = prove(&server, &anna).await;
    assert_eq!(early.wait(), Some(wait));
    assert_eq!(early.begin_wait().await, Ok(wait));
    server.clock.advance_ms(23 * HOUR_MS - 1);
    let early = prove(&server, &anna).await;
    let refused = early.finish(Beside::Waiting, secrets(None), &Zxcvbn).await;
    assert_eq!(code_of(refused), Some(Code::RecoveryNotDue));

    server.clock.advance_ms(1);
    let new_words = RecoveryWords::make(anna.client.platform());
    prove(&server, &anna)
        .await
        .finish(Beside::Waiting, secrets(Some(&new_words)), &Zxcvbn)
        .await
        .unwrap();
    old_is_dead(&server, &anna, &anna.password, &anna.words).await;
    // Letters keep coming in before another authenticator is enrolled.
    let meanwhile = bjorn.sign_in(&server).await;
    let during = meanwhile.send(&bjorn.letter_to(&anna)).await.unwrap();
    let halfway = server.client().sign_in(&anna.address, NEW).await.unwrap();
    for old in [&anna.phone.code(), &codes[0]] {
        assert!(halfway.prove(old, false).await.is_err(), "the old factors");
    }
    assert_eq!(halfway.phone(), None, "the phone may be lost too");
    anna.phone = joining::enrol(&halfway, &server.origin(), &anna.address, server.clock.clone()).await;
    let (again, _) = halfway.prove(&anna.phone.code(), false).await.unwrap();
    for letter in [before, during] {
        assert!(again.read(letter.message_id).await.is_ok());
    }
    let me = again.me().await.unwrap();
    assert_eq!(me.backup_codes_left, 0);
    assert_eq!(me.recovery.wait, None);
    assert!(me.recovery.words_made_ms.is_some() && !me.recovery.words_doubted);
}

#[tokio::test]
async fn any_session_stops_a_waiting_period_and_the_words_are_then_in_doubt() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    prove(&server, &anna).await.begin_wait().await.unwrap();
    let me = anna.stop_recovery().await.unwrap();
    assert_eq!(me.recovery.wait, None);
    assert!(me.recovery.words_doubted);
    assert!(anna.stop_recovery().await.is_ok(), "nothing to stop");
    server.clock.advance_ms(25 * HOUR_MS);
    let late = prove(&server, &anna).await;
    let refused = late.finish(Beside::Waiting, secrets(None), &Zxcvbn).await;
    assert_eq!(code_of(refused), Some(Code::RecoveryNotDue));
    let again = anna.sign_in(&server).await;
    let new_words = RecoveryWords::make(anna.client.platform());
    let me = again
        .set_recovery_words(&anna.password, &anna.phone.code(), &new_words)
        .await
        .unwrap();
    assert!(!me.recovery.words_doubted);
}

/// It is stopped after what it opens was released, before the new password is there.
#[tokio::test]
async fn a_waiting_period_that_is_stopped_at_the_last_moment_changes_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    prove(&server, &anna).await.begin_wait().await.unwrap();
    server.clock.advance_ms(25 * HOUR_MS);
    let session = anna.sign_in(&server).await;
    let client = server.client();
    let thief = client.recover(&anna.address, &anna.words).await.unwrap();
    let (reached, mut reaches) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel();
    client.transport().before(move |request| {
        if request.path.ends_with("/auth/recovery/finish") {
            reached.send(()).unwrap();
            released.recv().unwrap();
        }
        true
    });
    let finishing = tokio::task::spawn_blocking(move || {
        let finishing = async { thief.finish(Beside::Waiting, secrets(None), &Zxcvbn).await };
        tokio::runtime::Handle::current().block_on(finishing)
    });
    reaches.recv().await.unwrap();
    session.stop_recovery().await.unwrap();
    release.send(()).unwrap();
    let late = finishing.await.unwrap();
    assert_eq!(code_of(late), Some(Code::RecoveryNotDue));
    assert!(session.folders().await.is_ok());
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn the_notice_stops_a_waiting_period_once_and_other_tokens_stop_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let token = Bytes(vec![7; 32]).to_text();
    for none in [&token, "", "AAAA"] {
        assert_eq!(code_of(client.stop_recovery(none).await), Some(Code::NotFound));
    }
    prove(&server, &anna).await.begin_wait().await.unwrap();
    assert_eq!(code_of(client.stop_recovery(&token).await), Some(Code::NotFound));
    // The notice's own token never leaves the server but in the notice: another is put in its place.
    let hash: String = sha256(&[7; 32])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let database = server.data().join("forsegla.db");
    SqliteConnection::establish(database.to_str().unwrap())
        .unwrap()
        .batch_execute(&format!(
            "PRAGMA busy_timeout = 5000; UPDATE recovery_requests SET stop_sha256 = x'{hash}'"
        ))
        .unwrap();
    client.stop_recovery(&token).await.unwrap();
    assert_eq!(code_of(client.stop_recovery(&token).await), Some(Code::NotFound));
    let me = anna.me().await.unwrap();
    assert!(me.recovery.wait.is_none() && me.recovery.words_doubted);
}

#[tokio::test]
async fn new_words_replace_those_from_before_at_once() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    assert!(anna.me().await.unwrap().recovery.words_made_ms.is_some());
    let begun = prove(&server, &anna).await;
    prove(&server, &anna).await.begin_wait().await.unwrap();
    let new_words = RecoveryWords::make(anna.client.platform());
    let set = async |password: &str, code: &str| anna.set_recovery_words(password, code, &new_words).await;
    assert_eq!(code_of(set(NEW, "000000").await), Some(Code::LoginRefused));
    assert_eq!(
        code_of(set(&anna.password, "000000").await),
        Some(Code::CodeRefused)
    );
    server.clock.advance_ms(1000);
    let me = set(&anna.password, &anna.phone.code()).await.unwrap();
    assert_eq!(me.recovery.wait, None, "what the old words began is over");
    assert_eq!(
        try_words(&server, &anna, &anna.words).await,
        Some(Code::RecoveryRefused)
    );
    let late = begun
        .finish(Beside::Code(&anna.phone.code()), secrets(None), &Zxcvbn)
        .await;
    assert_eq!(code_of(late), Some(Code::RecoveryEnded), "proven before");
    anna.words = new_words;
    prove(&server, &anna).await;
    assert!(anna.folders().await.is_ok());
}

/// Not even a moment after signing in.
#[tokio::test]
async fn a_session_alone_cannot_replace_the_words() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let proof = json!({ "pre_auth": Bytes(vec![1; 32]), "factor": "totp", "code": anna.phone.code(),
        "mac": Bytes(vec![1; 32]) });
    let refused = anna
        .post("/account/recovery/words/start", &json!({ "proof": proof }))
        .await;
    assert_eq!(refused.code(), Code::SecondFactorEnded);
    let kit = json!({ "wrap": Bytes(vec![1; 113]), "key": Bytes(vec![1; 32]) });
    let finish = json!({ "change": Bytes(vec![1; 32]), "recovery": kit });
    let refused = anna.post("/account/recovery/words/finish", &finish).await;
    assert_eq!(refused.problem().detail.as_deref(), Some("change"));
    prove(&server, &anna).await;
}

#[tokio::test]
async fn wrong_words_and_those_of_another_account_open_nothing() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let made_up = RecoveryWords::make(anna.client.platform());
    for wrong in [&made_up, &bjorn.words] {
        assert_eq!(
            try_words(&server, &anna, wrong).await,
            Some(Code::RecoveryRefused)
        );
    }
    let unknown = server.client().recover("nobody@example.org", &anna.words).await;
    assert_eq!(code_of(unknown), Some(Code::RecoveryRefused));
    // The words alone give no code's right: neither a wrong code nor another's.
    let recovery = prove(&server, &anna).await;
    for code in ["000000", &bjorn.phone.code()] {
        let refused = recovery.finish(Beside::Code(code), secrets(None), &Zxcvbn).await;
        assert_eq!(code_of(refused), Some(Code::CodeRefused));
    }
    anna.sign_in(&server).await;
}

/// Without the words, an address tells nothing: accounts with words, without words, and none.
#[tokio::test]
async fn the_first_answers_are_alike_for_every_address() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    let bjorn = server.person("Björn").await;
    prove(&server, &anna)
        .await
        .finish(Beside::Code(&anna.phone.code()), secrets(None), &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    let client = server.client();
    let (mut lengths, mut refusals) = (Vec::new(), Vec::new());
    for address in [&anna.address, &bjorn.address, "nobody@example.org"] {
        let mut ids = Vec::new();
        for _ in 0..2 {
            let started = post(&client, "/auth/recovery/start", json!({ "address": address })).await;
            lengths.push((started.status, started.body.len()));
            let started = started.json();
            ids.push(started["user_id"].clone());
            let proof = json!({ "recovery_id": started["recovery_id"], "signature": Bytes(vec![1; 64]) });
            let refused = post(&client, "/auth/recovery/prove", proof).await;
            refusals.push((refused.status, refused.body));
        }
        assert_eq!(ids[0], ids[1], "a made-up id stays the same");
    }
    assert!(lengths.iter().all(|one| *one == lengths[0]));
    assert!(refusals.iter().all(|one| *one == refusals[0]));
    assert_eq!(refusals[0].0, 401);
}

#[tokio::test]
async fn a_proof_counts_once_and_for_its_time() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keep = std::sync::Arc::clone(&kept);
    client.transport().before(move |request| {
        if request.path.ends_with("/prove") {
            *keep.lock().unwrap() = request.body.clone();
        }
        true
    });
    let recovery = client.recover(&anna.address, &anna.words).await.unwrap();
    let (_, body) = kept.lock().unwrap().take().unwrap();
    let proof: Value = serde_json::from_slice(&body).unwrap();
    let replayed = post(&client, "/auth/recovery/prove", proof).await;
    assert_eq!(replayed.code(), Code::RecoveryRefused);
    // The right that it gave ends after five minutes, and with the waiting period that it begins.
    server.clock.advance_ms(5 * MINUTE_MS);
    let late = recovery
        .finish(Beside::Code(&anna.phone.code()), secrets(None), &Zxcvbn)
        .await;
    assert_eq!(code_of(late), Some(Code::RecoveryEnded));
    assert_eq!(code_of(recovery.begin_wait().await), Some(Code::RecoveryEnded));
    let recovery = prove(&server, &anna).await;
    recovery.begin_wait().await.unwrap();
    let spent = recovery.finish(Beside::Waiting, secrets(None), &Zxcvbn).await;
    assert_eq!(code_of(spent), Some(Code::RecoveryEnded));
    // A challenge that was answered too late.
    let clock = server.clock.clone();
    client.transport().before(move |request| {
        if request.path.ends_with("/prove") {
            clock.advance_ms(MINUTE_MS);
        }
        true
    });
    let late = client.recover(&anna.address, &anna.words).await;
    assert_eq!(code_of(late), Some(Code::RecoveryRefused));
    let change = json!({ "change": Bytes(vec![1; 32]), "opaque_upload": Bytes(vec![1; 192]),
        "wrap_password": Bytes(vec![1; 113]) });
    let made_up = post(&client, "/auth/recovery/finish", change).await;
    assert_eq!(made_up.code(), Code::RecoveryEnded);
}

/// What the words prove is not taken for what the password proves.
#[tokio::test]
async fn proven_words_open_no_session_and_enrol_no_authenticator() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let keep = std::sync::Arc::clone(&kept);
    let recovery = client.recover(&anna.address, &anna.words).await.unwrap();
    client.transport().before(move |request| {
        *keep.lock().unwrap() = request.body.clone();
        false
    });
    let code = anna.phone.code();
    let lost = recovery.finish(Beside::Code(&code), secrets(None), &Zxcvbn).await;
    assert_eq!(lost, Err(Error::Offline));
    client.transport().untap();
    let (_, body) = kept.lock().unwrap().take().unwrap();
    let release: Value = serde_json::from_slice(&body).unwrap();
    let proof = &release["by"]["code"];
    let session = post(&client, "/auth/second-factor", json!({ "proof": proof })).await;
    assert_eq!(session.code(), Code::SecondFactorEnded);
    let enrol = json!({ "pre_auth": proof["pre_auth"] });
    let enrolled = post(&client, "/auth/totp/enrol", enrol).await;
    assert_eq!(enrolled.code(), Code::SecondFactorEnded);
    assert_eq!(post(&client, "/auth/recovery/release", release).await.status, 200);
}

#[tokio::test]
async fn without_an_authenticator_a_code_proves_nothing_beside_the_words() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    prove(&server, &anna).await.begin_wait().await.unwrap();
    server.clock.advance_ms(24 * HOUR_MS);
    let new_words = RecoveryWords::make(anna.client.platform());
    let recovery = prove(&server, &anna).await;
    recovery
        .finish(Beside::Waiting, secrets(Some(&new_words)), &Zxcvbn)
        .await
        .unwrap();
    let halfway = server.client().sign_in(&anna.address, NEW).await.unwrap();
    let waiting = joining::enrol(&halfway, &server.origin(), &anna.address, server.clock.clone()).await;
    anna.words = new_words;
    let recovery = prove(&server, &anna).await;
    assert!(!recovery.has_authenticator());
    let refused = recovery
        .finish(Beside::Code(&waiting.code()), secrets(None), &Zxcvbn)
        .await;
    assert_eq!(code_of(refused), Some(Code::SecondFactorConflict));
}

#[tokio::test]
async fn a_weak_password_and_wrongly_typed_words_are_refused_before_anything_is_sent() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let recovery = prove(&server, &anna).await;
    let weak = NewSecrets {
        password: "kort",
        words: None,
    };
    let refused = recovery
        .finish(Beside::Code(&anna.phone.code()), weak, &Zxcvbn)
        .await;
    assert_eq!(refused, Err(Error::WeakPassword(PasswordFault::TooShort)));
    let typed = anna.words.text().replacen(' ', " x ", 1);
    let Err(Error::RecoveryWords(WordsFault::Unknown { position, near })) = RecoveryWords::read(&typed)
    else {
        panic!("a word of one letter is in no list");
    };
    assert_eq!((position, near), (2, Vec::<String>::new()));
    assert!(RecoveryWords::read(&anna.words.text().to_uppercase()) == Ok(anna.words.clone()));
}

#[tokio::test]
async fn the_notice_of_a_wait_comes_by_mail_and_sms_and_its_link_stops_the_wait() {
    let server = TestServer::start();
    let (anna, origin) = (server.person("Anna").await, server.origin());
    prove(&server, &anna).await.begin_wait().await.unwrap();
    let number = joining::number_of(&anna.address);
    joining::wait_for(&origin, &number, |sms| sms.code().is_none()).await;
    let mail = joining::wait_for(&origin, &anna.address, |mail| {
        mail.text.contains("/recovery/stop#")
    })
    .await;
    let (_, rest) = mail.text.split_once("/recovery/stop#").unwrap();
    let token = rest.split_whitespace().next().unwrap();
    // Whoever follows the link without a click stops nothing: what is behind the sign goes to no server.
    let looking = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let page = looking.build().unwrap().get(format!("{origin}/recovery/stop"));
    page.send().await.unwrap();
    assert!(anna.me().await.unwrap().recovery.wait.is_some());
    let stop = |token: &str| {
        let body = serde_json::json!({"token": token}).to_string().into_bytes();
        let client = server.client();
        async move {
            raw(
                &client,
                Method::Post,
                "/auth/recovery/stop",
                Some(("application/json", body)),
            )
            .await
            .status
        }
    };
    assert_eq!(stop(token).await, 204);
    assert_eq!(stop(token).await, 404);
    assert!(anna.me().await.unwrap().recovery.wait.is_none());
}

#[tokio::test]
async fn owners_are_told_of_all_that_is_done_with_the_words() {
    use api::account::SecurityEventKind::*;
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    let wrong = RecoveryWords::make(anna.client.platform());
    try_words(&server, &anna, &wrong).await;
    prove(&server, &anna).await.begin_wait().await.unwrap();
    anna.stop_recovery().await.unwrap();
    anna.set_recovery_words(&anna.password, &anna.phone.code(), &wrong)
        .await
        .unwrap();
    anna.words = wrong;
    prove(&server, &anna)
        .await
        .finish(Beside::Code(&anna.phone.code()), secrets(None), &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    let told = anna.sign_in(&server).await.security_events(None).await.unwrap();
    let kinds: Vec<_> = told.events.iter().rev().skip(3).map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            WrongRecoveryWords,
            RecoveryBegun,
            RecoveryStopped,
            RecoveryWordsMade,
            Recovered,
            SignedIn
        ]
    );
}

/// A server that hands out other keys than the person's gets no password out of it.
#[tokio::test]
async fn a_server_that_releases_what_is_not_the_persons_is_not_believed() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let keyrings = |person: &Person| {
        let client = std::sync::Arc::clone(&person.client);
        async move { raw(&client, Method::Get, "/account/keyrings", None).await.json() }
    };
    let (own, others) = (keyrings(&anna).await, keyrings(&bjorn).await);
    let lies: [(&str, Value); 4] = [
        ("/wrap_recovery", json!(Bytes(vec![1; 113]))),
        ("/keyrings", others.clone()),
        ("/keyrings/dec", others["dec"].clone()),
        (
            "/keyrings/sig/version",
            json!(own["sig"]["version"].as_u64().unwrap() + 1),
        ),
    ];
    for (place, lie) in lies {
        let client = server.client();
        let recovery = client.recover(&anna.address, &anna.words).await.unwrap();
        client.transport().after(move |request, response| {
            if request.path.ends_with("/auth/recovery/release") {
                let mut released: Value = serde_json::from_slice(&response.body).unwrap();
                *released.pointer_mut(place).unwrap() = lie.clone();
                response.body = released.to_string().into_bytes();
            }
        });
        let code = anna.phone.code();
        let refused = recovery.finish(Beside::Code(&code), secrets(None), &Zxcvbn).await;
        assert!(
            matches!(refused, Err(Error::BadAnswer(_))),
            "{place}: {refused:?}"
        );
    }
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn ten_wrong_proofs_an_hour_are_all_for_a_network_and_close_nothing_but_this_way() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let wrong = RecoveryWords::make(anna.client.platform());
    for _ in 0..10 {
        assert_eq!(
            try_words(&server, &anna, &wrong).await,
            Some(Code::RecoveryRefused)
        );
    }
    assert_eq!(
        try_words(&server, &anna, &anna.words).await,
        Some(Code::RateLimited)
    );
    anna.sign_in(&server).await;
    server.clock.advance_ms(6 * MINUTE_MS);
    let server = server.restart();
    prove(&server, &anna).await;
    for _ in 0..10 {
        try_words(&server, &anna, &wrong).await;
    }
    assert_eq!(
        try_words(&server, &anna, &anna.words).await,
        Some(Code::RateLimited)
    );
}

#[tokio::test]
async fn a_recovery_stops_the_end_that_somebody_asked_for() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    let ending = anna
        .end_account(&anna.password, &*anna.phone.code())
        .await
        .unwrap();
    assert!(ending.ends_ms.is_some());
    let code = anna.phone.code();
    let recovery = prove(&server, &anna).await;
    recovery
        .finish(Beside::Code(&code), secrets(None), &Zxcvbn)
        .await
        .unwrap();
    anna.password = NEW.to_owned();
    assert_eq!(anna.sign_in(&server).await.me().await.unwrap().ends_ms, None);
}
