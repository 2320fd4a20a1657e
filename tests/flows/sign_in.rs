//! Registration, both factors, sessions, and everything that is refused on the way.

use api::Code;
use api::auth::NextFactor;
use client::transport::Method;
use client::view::PasswordFault;
use client::{Error, NewAccount, Zxcvbn};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tests::{Phone, TestServer, joining, raw};

const MINUTE_MS: u64 = 60_000;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let answers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&answers);
    client.transport().after(move |request, response| {
        seen.lock()
            .unwrap()
            .push((request.path.clone(), response.status, response.body.len()));
    });
    assert_eq!(
        code_of(client.sign_in(&anna.address, "inte mitt lösenord alls").await),
        Some(Code::LoginRefused)
    );
    assert_eq!(
        code_of(
            client
                .sign_in("nobody@example.org", "inte mitt lösenord alls")
                .await
        ),
        Some(Code::LoginRefused)
    );
    let answers = answers.lock().unwrap();
    assert_eq!(answers[..2], answers[2..]);
}

#[tokio::test]
async fn an_unknown_address_has_the_same_made_up_id_each_time() {
    let server = TestServer::start();
    let client = server.client();
    let start = |ke1: Vec<u8>| json!({"address": "nobody@example.org", "ke1": api::Bytes(ke1)});
    let (_, ke1) = crypto::opaque::client::login_start(b"x", &mut tests_rng());
    let mut ids = Vec::new();
    for _ in 0..2 {
        let body = Some(("application/json", start(ke1.clone()).to_string().into_bytes()));
        ids.push(raw(&client, Method::Post, "/auth/login/start", body).await.json()["user_id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
}

fn tests_rng() -> impl crypto::CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}

#[tokio::test]
async fn a_login_id_is_good_once() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let finish = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&finish);
    client.transport().before(move |request| {
        if request.path.ends_with("/auth/login/finish") {
            *keep.lock().unwrap() = request.body.clone();
        }
        true
    });
    anna.halfway(&client).await;
    let body = finish.lock().unwrap().clone();
    assert_eq!(
        raw(&client, Method::Post, "/auth/login/finish", body)
            .await
            .code(),
        Code::LoginRefused
    );
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let halfway = anna.halfway(&client).await;
    assert_eq!(halfway.next(), NextFactor::Totp);
    for path in [
        "/session",
        "/account",
        "/account/keyrings",
        "/messages?folder=inbox",
        "/folders",
        "/events",
        "/erasures",
    ] {
        assert_eq!(
            raw(&client, Method::Get, path, None).await.code(),
            Code::SignedOut,
            "{path}"
        );
    }
    assert_eq!(
        raw(&client, Method::Post, "/session/unlock", None).await.code(),
        Code::SignedOut
    );
}

#[tokio::test]
async fn an_account_without_an_authenticator_is_closed_and_resumes_where_it_was() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let password = "ett helt nytt och långt lösenord";
    let new = NewAccount {
        name: "Eva",
        password,
        language: "da",
        words: None,
    };
    let origin = server.origin();
    joining::register(&client, &origin, "eva@example.org", new).await;
    assert!(matches!(
        anna.look("eva@example.org").await.unwrap(),
        client::view::Reachable::No { .. }
    ));
    let first = client.sign_in("eva@example.org", password).await.unwrap();
    assert_eq!(first.next(), NextFactor::EnrolTotp);
    assert_eq!(code_of(first.enrol_secret().await), Some(Code::PhoneUnproven));
    let number = joining::number_of("eva@example.org");
    joining::show_phone(&first, &origin, &number).await;
    let secret = first.enrol_secret().await.unwrap();
    // The page is closed; later the same phone is asked, and the same secret is there again.
    let second = client.sign_in("eva@example.org", password).await.unwrap();
    let masked = format!("•••{}", &number[number.len() - 2..]);
    assert_eq!(second.phone(), Some(masked.as_str()));
    assert_eq!(code_of(second.enrol_secret().await), Some(Code::PhoneUnproven));
    joining::show_phone(&second, &origin, &number).await;
    assert_eq!(second.enrol_secret().await.unwrap(), secret);
    let phone = Phone::new(&secret, server.clock.clone());
    let (mailbox, _) = second.prove(&phone.code(), false).await.unwrap();
    assert_eq!(mailbox.me().await.unwrap().language, "da");
    assert!(matches!(
        anna.look("eva@example.org").await.unwrap(),
        client::view::Reachable::Yes(_)
    ));
    assert_eq!(
        code_of(first.enrol_secret().await),
        Some(Code::SecondFactorConflict)
    );
}

#[tokio::test]
async fn an_unfinished_account_is_replaced_by_whoever_holds_the_address() {
    let server = TestServer::start();
    let (client, origin) = (server.client(), server.origin());
    let new = |password| NewAccount {
        name: "",
        password,
        language: "sv",
        words: None,
    };
    let first = new("första långa lösenordet här");
    joining::register(&client, &origin, "eva@example.org", first).await;
    let second = new("andra långa lösenordet nu");
    joining::register(&client, &origin, "eva@example.org", second).await;
    let old = client
        .sign_in("eva@example.org", "första långa lösenordet här")
        .await;
    assert_eq!(code_of(old), Some(Code::LoginRefused));
    assert!(
        client
            .sign_in("eva@example.org", "andra långa lösenordet nu")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn weak_passwords_and_bad_addresses_are_refused_before_anything_is_sent() {
    let server = TestServer::start();
    let client = server.client();
    let proof = joining::prove_address(&client, &server.origin(), "eva@example.org", "sv").await;
    client.transport().before(|_| panic!("nothing may be sent"));
    let new = NewAccount {
        name: "",
        password: "kort",
        language: "sv",
        words: None,
    };
    let weak = client.register(&proof, new, &Zxcvbn).await;
    assert_eq!(weak, Err(Error::WeakPassword(PasswordFault::TooShort)));
    let bad = client.prove_address("eva at example", "sv").await.map(drop);
    assert_eq!(
        bad,
        Err(Error::Invalid {
            field: "address".into()
        })
    );
}

#[tokio::test]
async fn closed_registration_is_refused() {
    let server = TestServer::start_with(|config| config.registration.open = false);
    let refused = server.client().prove_address("eva@example.org", "sv").await;
    assert_eq!(code_of(refused), Some(Code::NotFound));
}

#[tokio::test]
async fn a_code_is_used_once() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let code = anna.phone.code();
    let client = server.client();
    anna.halfway(&client).await.prove(&code, false).await.unwrap();
    let again = anna.halfway(&client).await.prove(&code, false).await;
    assert_eq!(code_of(again), Some(Code::CodeRefused));
}

#[tokio::test]
async fn parallel_copies_of_one_code_give_one_session() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let code = anna.phone.code();
    let mut doors = Vec::new();
    for _ in 0..4 {
        doors.push(anna.halfway(&server.client()).await);
    }
    let tries: Vec<_> = doors.iter().map(|door| door.prove(&code, false)).collect();
    let won = futures_util::future::join_all(tries)
        .await
        .into_iter()
        .filter(Result::is_ok)
        .count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn two_hundred_parallel_copies_of_one_code_give_one_session() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let code = anna.phone.code();
    let before = anna.sessions().await.unwrap().len();
    let mut doors = Vec::new();
    for _ in 0..8 {
        doors.push(anna.halfway(&server.client()).await);
    }
    let tries = doors
        .iter()
        .flat_map(|door| (0..25).map(|_| door.prove(&code, false)));
    let outcomes = futures_util::future::join_all(tries).await;
    assert_eq!(outcomes.into_iter().filter(Result::is_ok).count(), 1);
    assert_eq!(anna.sessions().await.unwrap().len(), before + 1);
}

#[tokio::test]
async fn a_code_of_the_step_before_and_after_is_accepted_and_further_ones_are_not() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    server.clock.advance_ms(10 * MINUTE_MS);
    let now_ms = server.clock.now_ms();
    for (offset, accepted) in [
        (-60_000_i64, false),
        (60_000, false),
        (-30_000, true),
        (30_000, true),
    ] {
        let code = anna.phone.code_at(now_ms.saturating_add_signed(offset));
        let tried = anna.halfway(&server.client()).await.prove(&code, false).await;
        assert_eq!(tried.is_ok(), accepted, "{offset}");
    }
}

#[tokio::test]
async fn five_tries_are_all_and_a_right_code_comes_too_late() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    for left in (0..5).rev() {
        let Err(Error::Refused(problem)) = halfway.prove("000000", false).await else {
            panic!("refused")
        };
        assert_eq!(
            (problem.code, problem.tries_left),
            (Code::CodeRefused, Some(left))
        );
        assert_eq!(problem.server_ms, Some(server.clock.now_ms()));
    }
    let late = halfway.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(late), Some(Code::SecondFactorEnded));
}

#[tokio::test]
async fn twenty_codes_a_day_are_all_however_often_somebody_signs_in() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    anna.try_wrong_codes(&server, 20).await;
    let halfway = anna.halfway(&server.client()).await;
    let late = halfway.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(late), Some(Code::RateLimited));
    server.clock.advance_ms(24 * 60 * MINUTE_MS);
    let halfway = anna.halfway(&server.client()).await;
    halfway.prove(&anna.phone.code(), false).await.unwrap();
}

#[tokio::test]
async fn the_time_between_password_and_code_is_bounded() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let halfway = anna.halfway(&server.client()).await;
    server.clock.advance_ms(5 * MINUTE_MS);
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::SecondFactorEnded)
    );
}

#[tokio::test]
async fn a_code_cannot_be_moved_to_another_handshake() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let halfway = anna.halfway(&client).await;
    // Someone who sees the code but does not know the handshake's key.
    client.transport().before(|request| {
        if let Some((_, body)) = request
            .body
            .as_mut()
            .filter(|_| request.path.ends_with("/second-factor"))
        {
            let mut ask: serde_json::Value = serde_json::from_slice(body).unwrap();
            ask["proof"]["mac"] = json!(api::Bytes(vec![7; 32]));
            *body = ask.to_string().into_bytes();
        }
        true
    });
    assert_eq!(
        code_of(halfway.prove(&anna.phone.code(), false).await),
        Some(Code::CodeRefused)
    );
}

#[tokio::test]
async fn an_idle_session_ends_and_background_requests_do_not_keep_it() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for _ in 0..4 {
        server.clock.advance_ms(4 * MINUTE_MS);
        if anna.folders().await.is_err() {
            assert_eq!(
                anna.list(api::messages::Folder::Inbox, None, true).await,
                Err(Error::SignedOut)
            );
            return;
        }
    }
    panic!("polling kept the session alive");
}

#[tokio::test]
async fn activity_keeps_a_session_until_its_absolute_end() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let mut hours = 0.0;
    while anna.stay().await.is_ok() {
        server.clock.advance_ms(10 * MINUTE_MS);
        hours += 1.0 / 6.0;
        assert!(hours < 13.0, "the session never ended");
    }
    assert!(hours > 11.5, "ended after {hours} hours");
}

#[tokio::test]
async fn signing_out_ends_the_cookie_the_stream_and_the_unlock_key() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let (mailbox, stored) = anna.enter_and_stay(&client).await;
    let stored = stored.unwrap();
    assert!(client.resume(&stored).await.unwrap().is_some());
    let mut events = mailbox.follow().await.unwrap();
    let kept = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&kept);
    client.transport().before(move |request| {
        *keep.lock().unwrap() = Some(request.clone());
        true
    });
    mailbox.sign_out().await.unwrap();
    assert_eq!(events.next().await, Some(api::events::Event::SignedOut));
    assert_eq!(events.next().await, None);
    assert!(client.resume(&stored).await.unwrap().is_none());
    assert_eq!(mailbox.folders().await, Err(Error::SignedOut));
    // Anna's other session lives on.
    assert!(anna.folders().await.is_ok());
}

#[tokio::test]
async fn a_reload_needs_both_halves() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let (annas, bjorns) = (server.client(), server.client());
    let (_, stored) = anna.enter_and_stay(&annas).await;
    let (_, others) = bjorn.enter_and_stay(&bjorns).await;
    let resumed = annas
        .resume(stored.as_ref().unwrap())
        .await
        .unwrap()
        .expect("the same session");
    assert_eq!(resumed.address(), anna.address);
    assert!(
        annas.resume(others.as_ref().unwrap()).await.unwrap().is_none(),
        "another session's box"
    );
    assert!(
        server
            .client()
            .resume(stored.as_ref().unwrap())
            .await
            .unwrap()
            .is_none(),
        "without the cookie"
    );
    // A session that is not kept has no server half.
    assert!(
        anna.client
            .resume(stored.as_ref().unwrap())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn sessions_survive_a_restart_of_the_server() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let client = server.client();
    let (_, stored) = anna.enter_and_stay(&client).await;
    let _restarted = server.restart();
    assert!(client.resume(&stored.unwrap()).await.unwrap().is_some());
}

#[tokio::test]
async fn replacing_the_authenticator_needs_a_fresh_confirmation_and_ends_the_old_one() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    server.clock.advance_ms(6 * MINUTE_MS);
    assert_eq!(code_of(anna.replace_totp().await), Some(Code::StepUpRequired));
    assert_eq!(
        code_of(anna.step_up("fel lösenord helt enkelt", "000000").await),
        Some(Code::LoginRefused)
    );
    assert_eq!(
        code_of(anna.step_up(&anna.password, "000000").await),
        Some(Code::CodeRefused)
    );
    anna.step_up(&anna.password, &anna.phone.code()).await.unwrap();
    let new = Phone::new(&anna.replace_totp().await.unwrap(), server.clock.clone());
    assert_eq!(
        code_of(anna.confirm_totp("000000").await),
        Some(Code::CodeRefused)
    );
    // Until the new one is proven, the old one counts.
    anna.sign_in(&server).await;
    anna.confirm_totp(&new.code()).await.unwrap();
    let old = anna
        .halfway(&server.client())
        .await
        .prove(&anna.phone.code(), false)
        .await;
    assert_eq!(code_of(old), Some(Code::CodeRefused));
    server.clock.advance_ms(30_000);
    assert!(
        anna.halfway(&server.client())
            .await
            .prove(&new.code(), false)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn somebody_elses_confirmation_does_not_count() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    server.clock.advance_ms(6 * MINUTE_MS);
    let halfway = bjorn.halfway(&anna.client).await;
    drop(halfway);
    // Björn's password and code, over Anna's session: the server must notice whose they are.
    let client = Arc::clone(&anna.client);
    let step_up = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&step_up);
    bjorn.client.transport().before(move |request| {
        let is_step_up = request.path.ends_with("/session/step-up");
        if is_step_up {
            *keep.lock().unwrap() = request.body.clone();
        }
        !is_step_up
    });
    assert_eq!(
        bjorn.step_up(&bjorn.password, &bjorn.phone.code()).await,
        Err(Error::Offline)
    );
    let body = step_up.lock().unwrap().clone();
    assert_eq!(
        raw(&client, Method::Post, "/session/step-up", body).await.code(),
        Code::StepUpRequired
    );
    assert_eq!(code_of(anna.replace_totp().await), Some(Code::StepUpRequired));
}
