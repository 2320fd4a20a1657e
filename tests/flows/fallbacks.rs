//! Changing the password, and backup codes: what opens an account afterwards, and what does not any more.

use api::Code;
use client::view::PasswordFault;
use client::{Error, GivenCode, PasswordChange, Zxcvbn};
use serde_json::json;
use tests::{Open, Person, Phone, TestServer};

const MINUTE_MS: u64 = 60_000;
const NEW: &str = "stegen bakom ladan är våt igen";

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

async fn change(person: &Person, mailbox: &Open, current: &str, new: &str) -> Result<(), Error> {
    let code = person.phone.code();
    let change = PasswordChange {
        current,
        code: GivenCode::Own(&code),
        new,
    };
    mailbox.change_password(change, &Zxcvbn).await
}

#[tokio::test]
async fn after_a_change_of_the_password_only_the_new_one_and_this_session_open_the_mailbox() {
    let server = TestServer::start();
    let (mut anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let letter = bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    let elsewhere = server.client();
    let (other, stored) = anna.enter_and_stay(&elsewhere).await;
    let halfway = anna.halfway(&server.client()).await;

    let refused = change(&anna, &anna, "inte mitt lösenord alls", NEW).await;
    assert_eq!(code_of(refused), Some(Code::LoginRefused));
    assert!(other.folders().await.is_ok(), "a refused change changes nothing");
    change(&anna, &anna, &anna.password, NEW).await.unwrap();

    assert_eq!(code_of(other.folders().await), Some(Code::SignedOut));
    assert!(elsewhere.resume(&stored.unwrap()).await.unwrap().is_none());
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::SecondFactorEnded),
        "begun with the old password"
    );
    let old = server.client().sign_in(&anna.address, &anna.password).await;
    assert_eq!(code_of(old), Some(Code::LoginRefused));
    assert!(anna.folders().await.is_ok(), "the session that changed it");
    anna.password = NEW.to_owned();
    let again = anna.sign_in(&server).await;
    assert!(
        again.read(letter.message_id).await.is_ok(),
        "old letters stay readable"
    );
    let server = server.restart();
    assert!(anna.folders().await.is_ok());
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_handshake_with_the_old_password_that_is_under_way_leads_nowhere() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let slow = server.client();
    let (reached, mut reaches) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel();
    slow.transport().before(move |request| {
        if request.path.ends_with("/auth/login/finish") {
            reached.send(()).unwrap();
            released.recv().unwrap();
        }
        true
    });
    let (address, password) = (anna.address.clone(), anna.password.clone());
    let signing_in = tokio::task::spawn_blocking(move || {
        let signing_in = async { slow.sign_in(&address, &password).await };
        tokio::runtime::Handle::current().block_on(signing_in)
    });
    reaches.recv().await.unwrap();
    change(&anna, &anna, &anna.password, NEW).await.unwrap();
    release.send(()).unwrap();
    let late = signing_in.await.unwrap();
    assert_eq!(code_of(late), Some(Code::LoginRefused));
}

#[tokio::test]
async fn a_weak_new_password_is_refused_before_anything_is_sent() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let weak = change(&anna, &anna, &anna.password, "kort").await;
    assert_eq!(weak, Err(Error::WeakPassword(PasswordFault::TooShort)));
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn backup_codes_need_a_fresh_confirmation() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    server.clock.advance_ms(6 * MINUTE_MS);
    assert_eq!(
        code_of(anna.make_backup_codes().await),
        Some(Code::StepUpRequired)
    );
}

/// Not even a moment after signing in: the session alone replaces nothing.
#[tokio::test]
async fn a_session_alone_cannot_change_the_password() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let proof = json!({ "pre_auth": api::Bytes(vec![1; 32]), "factor": "totp", "code": anna.phone.code(),
        "mac": api::Bytes(vec![1; 32]) });
    let start = json!({ "proof": proof, "opaque_request": api::Bytes(vec![1; 32]) });
    let refused = anna.post("/account/password/start", &start).await;
    assert_eq!(refused.code(), Code::SecondFactorEnded);
    let wrong_code = PasswordChange {
        current: &anna.password,
        code: GivenCode::Own("000000"),
        new: NEW,
    };
    let refused = anna.change_password(wrong_code, &Zxcvbn).await;
    assert_eq!(code_of(refused), Some(Code::CodeRefused));
    // Another account's password and code, over Anna's session.
    let (address, password) = (bjorn.address.clone(), bjorn.password.clone());
    let others = bjorn.client.sign_in(&address, &password).await.unwrap();
    let taken = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = std::sync::Arc::clone(&taken);
    bjorn.client.transport().before(move |request| {
        *seen.lock().unwrap() = request.body.clone();
        false
    });
    assert!(others.prove(&bjorn.phone.code(), false).await.is_err());
    let (_, stolen) = taken.lock().unwrap().take().unwrap();
    let stolen: serde_json::Value = serde_json::from_slice(&stolen).unwrap();
    let start = json!({ "proof": stolen["proof"], "opaque_request": api::Bytes(vec![1; 32]) });
    let refused = anna.post("/account/password/start", &start).await;
    assert_eq!(refused.code(), Code::StepUpRequired);
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_change_that_was_not_begun_here_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for change in [vec![1; 32], Vec::new()] {
        let finish = json!({ "change": api::Bytes(change), "opaque_upload": api::Bytes(vec![1; 192]),
            "wrap_password": api::Bytes(vec![1; 113]) });
        let refused = anna.post("/account/password/finish", &finish).await;
        assert_eq!(refused.problem().detail.as_deref(), Some("change"));
    }
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_backup_code_opens_once_however_it_is_typed() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    assert_eq!(anna.me().await.unwrap().backup_codes_left, 0);
    let codes = anna.make_backup_codes().await.unwrap();
    assert_eq!(codes.len(), 10);
    let typed = format!(" {}-{} ", codes[0][..8].to_lowercase(), &codes[0][8..]);
    let enter = async |code: &str| anna.halfway(&server.client()).await.prove(code, false).await;
    let (mailbox, _) = enter(&typed).await.unwrap();
    assert_eq!(mailbox.me().await.unwrap().backup_codes_left, 9);
    assert_eq!(code_of(enter(&codes[0]).await), Some(Code::CodeRefused), "used");
    // It stands for the authenticator's code in a confirmation too.
    server.clock.advance_ms(6 * MINUTE_MS);
    mailbox.step_up(&anna.password, &codes[1]).await.unwrap();
    let new = mailbox.make_backup_codes().await.unwrap();
    assert_eq!(
        code_of(enter(&codes[2]).await),
        Some(Code::CodeRefused),
        "of the set before"
    );
    assert!(enter(&new[0]).await.is_ok());
    assert!(
        enter(&anna.phone.code()).await.is_ok(),
        "the authenticator still counts"
    );
}

#[tokio::test]
async fn parallel_copies_of_one_backup_code_give_one_session() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let codes = anna.make_backup_codes().await.unwrap();
    let mut doors = Vec::new();
    for _ in 0..4 {
        doors.push(anna.halfway(&server.client()).await);
    }
    let tries: Vec<_> = doors.iter().map(|door| door.prove(&codes[0], false)).collect();
    let outcomes = futures_util::future::join_all(tries).await;
    assert_eq!(outcomes.into_iter().filter(Result::is_ok).count(), 1);
}

#[tokio::test]
async fn five_wrong_backup_codes_a_day_are_all_and_right_ones_always_count() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let codes = anna.make_backup_codes().await.unwrap();
    let others = bjorn.make_backup_codes().await.unwrap();
    let halfway = anna.halfway(&server.client()).await;
    for code in others.iter().take(5) {
        let refused = halfway.prove(code, false).await;
        assert_eq!(code_of(refused), Some(Code::CodeRefused), "another account's");
    }
    let halfway = anna.halfway(&server.client()).await;
    let refused = halfway.prove(&others[5], false).await;
    assert_eq!(code_of(refused), Some(Code::RateLimited));
    assert!(halfway.prove(&codes[0], false).await.is_ok());
    let halfway = anna.halfway(&server.client()).await;
    assert!(halfway.prove(&anna.phone.code(), false).await.is_ok());
}

/// A session that was stolen a moment after signing in cannot replace all that opens the account.
#[tokio::test]
async fn one_confirmation_replaces_one_thing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    anna.make_backup_codes().await.unwrap();
    assert_eq!(
        code_of(anna.make_backup_codes().await),
        Some(Code::StepUpRequired)
    );
    assert_eq!(code_of(anna.replace_totp().await), Some(Code::StepUpRequired));
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let new = Phone::new(&anna.replace_totp().await.unwrap(), server.clock.clone());
    anna.confirm_totp(&new.code()).await.unwrap();
    assert_eq!(
        code_of(anna.make_backup_codes().await),
        Some(Code::StepUpRequired)
    );
}

#[tokio::test]
async fn a_changed_password_gives_back_the_tries_that_others_used_up() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    anna.try_wrong_codes(&server, 15).await;
    change(&anna, &anna, &anna.password, NEW).await.unwrap();
    anna.password = NEW.to_owned();
    anna.try_wrong_codes(&server, 15).await;
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_backup_code_opens_where_too_many_codes_of_the_authenticator_were_wrong() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let codes = anna.make_backup_codes().await.unwrap();
    anna.try_wrong_codes(&server, 20).await;
    let halfway = anna.halfway(&server.client()).await;
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::RateLimited)
    );
    halfway.prove(&codes[0], false).await.unwrap();
    let halfway = anna.halfway(&server.client()).await;
    assert!(halfway.prove(&anna.phone.code(), false).await.is_ok());
}

#[tokio::test]
async fn a_backup_code_opens_where_thirty_codes_of_the_authenticator_were_wrong_within_thirty_days() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let codes = anna.make_backup_codes().await.unwrap();
    for _ in 0..2 {
        anna.try_wrong_codes(&server, 15).await;
        server.clock.advance_ms(24 * 60 * MINUTE_MS);
    }
    let halfway = anna.halfway(&server.client()).await;
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::RateLimited)
    );
    halfway.prove(&codes[0], false).await.unwrap();
    let halfway = anna.halfway(&server.client()).await;
    assert!(halfway.prove(&anna.phone.code(), false).await.is_ok());
}
