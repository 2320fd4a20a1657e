//! Too often: what is refused, for whom, for how long, and who notices nothing of it.

use api::{Bytes, Code, UserId};
use client::Error;
use client::transport::Method;
use serde_json::{Value, json};
use server::config::Config;
use std::sync::Arc;
use std::time::Instant;
use tests::{Answer, Person, TestClient, TestServer, raw};

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
const WRONG: &str = "inte mitt lösenord alls";
const EVE: &str = "198.51.100.7";

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

/// The product's own limits.
fn strict(config: &mut Config) {
    config.limits.rate_factor = 1;
}

/// The same behind a proxy, which says where each request comes from.
fn behind_proxy(config: &mut Config) {
    strict(config);
    config.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

/// A client at another address.
fn client_from(server: &TestServer, address: &str) -> Arc<TestClient> {
    let (client, address) = (server.client(), address.to_owned());
    client.transport().before(move |request| {
        request.headers.push(("x-forwarded-for", address.clone()));
        true
    });
    client
}

async fn post(client: &TestClient, path: &str, body: &Value) -> Answer {
    let body = ("application/json", body.to_string().into_bytes());
    raw(client, Method::Post, path, Some(body)).await
}

/// The first message of a sign-in.
async fn begin_sign_in(client: &TestClient, address: &str) -> Answer {
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let (_, ke1) = crypto::opaque::client::login_start(b"x", &mut rng);
    let start = json!({"address": address, "ke1": Bytes(ke1)});
    post(client, "/auth/login/start", &start).await
}

/// Names, and lengths of values, of an answer.
fn shape(answer: &Answer) -> Vec<(String, usize)> {
    let json = answer.json();
    let fields = json.as_object().unwrap().iter();
    fields
        .map(|(name, value)| (name.clone(), value.to_string().len()))
        .collect()
}

/// How many of the same requests pass before one is refused for coming too often.
async fn count_until_limited(client: &TestClient, method: Method, path: &str) -> usize {
    for passed in 0..2000 {
        let body = (method == Method::Post).then(|| ("application/json", b"{}".to_vec()));
        let answer = raw(client, method, path, body).await;
        if answer.status == 429 {
            let problem = answer.problem();
            assert_eq!(problem.code, Code::RateLimited);
            assert!(problem.retry_after_s.is_some_and(|seconds| seconds > 0), "{path}");
            return passed;
        }
    }
    panic!("{path} has no limit");
}

#[tokio::test]
async fn every_route_without_a_session_is_limited() {
    let server = TestServer::start_with(strict);
    let client = server.client();
    let open = server::routes::TABLE
        .iter()
        .filter(|(_, path)| *path == "/server" || path.starts_with("/auth/"));
    let mut limited = 0;
    for (method, path) in open {
        let method = match *method {
            "get" => Method::Get,
            "post" => Method::Post,
            other => panic!("{other}"),
        };
        count_until_limited(&client, method, path).await;
        limited += 1;
    }
    assert_eq!(limited, 20);
    // Pages and documents share their limit with /server, and so does whatever is no route.
    let http = reqwest::Client::new();
    for path in [
        "/",
        "/settings/contacts",
        "/ready",
        "/api/v1/openapi.json",
        "/api/v1/nothing",
    ] {
        let answer = http
            .get(format!("{}{path}", server.origin()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 429, "{path}");
        assert!(answer.headers().contains_key("retry-after"), "{path}");
        assert!(answer.headers().contains_key("content-security-policy"), "{path}");
    }
    let other_method = raw(&client, Method::Put, "/folders", None).await;
    assert_eq!(other_method.code(), Code::RateLimited);
}

#[tokio::test]
async fn sign_ins_by_passkey_are_limited_by_network_and_close_no_other_way() {
    let server = TestServer::start_with(strict);
    let anna = server.person("Anna").await;
    let start = json!({"address": anna.address});
    for _ in 0..30 {
        let started = post(&anna.client, "/auth/by-passkey/start", &start).await;
        assert_eq!(started.status, 200);
    }
    let over = post(&anna.client, "/auth/by-passkey/start", &start).await;
    assert_eq!(over.code(), Code::RateLimited);
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn another_spelling_of_a_path_has_the_same_limit() {
    let server = TestServer::start_with(strict);
    let client = server.client();
    let spelled = "/auth/login/st%61rt";
    let passed = count_until_limited(&client, Method::Post, spelled).await;
    assert_eq!(passed, 30);
    assert_eq!(
        post(&client, "/auth/login/start", &json!({})).await.code(),
        Code::RateLimited
    );
}

#[tokio::test]
async fn what_a_foreign_site_makes_a_browser_ask_does_not_count() {
    let server = TestServer::start_with(strict);
    let http = reqwest::Client::new();
    for _ in 0..40 {
        let url = format!("{}/api/v1/auth/login/start", server.origin());
        let foreign = http.post(url).header("origin", "https://evil.example");
        assert_eq!(foreign.send().await.unwrap().status(), 403);
    }
    assert_eq!(
        begin_sign_in(&server.client(), "anna@example.org").await.status,
        200
    );
}

#[tokio::test]
async fn limits_outlive_a_restart() {
    let server = TestServer::start_with(behind_proxy);
    let network = client_from(&server, EVE);
    assert_eq!(
        count_until_limited(&network, Method::Post, "/auth/login/start").await,
        30
    );
    assert_eq!(
        count_until_limited(&network, Method::Post, "/auth/register/address").await,
        20
    );
    let guesser = client_from(&server, "203.0.113.1");
    while begin_sign_in(&guesser, "anna@example.org").await.status == 200 {}
    let server = server.restart_with(behind_proxy);
    for path in ["/auth/login/start", "/auth/register/address"] {
        assert_eq!(
            post(&network, path, &json!({})).await.code(),
            Code::RateLimited,
            "{path}"
        );
    }
    assert_eq!(
        begin_sign_in(&guesser, "anna@example.org").await.code(),
        Code::RateLimited
    );
    assert_eq!(begin_sign_in(&guesser, "bjorn@example.org").await.status, 200);
    server.clock.advance_ms(MINUTE_MS);
    assert_eq!(begin_sign_in(&guesser, "anna@example.org").await.status, 200);
}

#[tokio::test]
async fn no_address_of_a_person_or_a_network_is_written_down() {
    let server = TestServer::start_with(behind_proxy);
    begin_sign_in(&client_from(&server, EVE), "unheard-of@example.org").await;
    let data = server.data().to_owned();
    let _folder = server.stop();
    for file in ["forsegla.db", "forsegla.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(
            !has(b"unheard-of") && !has(b"198.51.100") && !has(&[0xff, 0xff, 198, 51, 100]),
            "{file}"
        );
    }
}

#[tokio::test]
async fn whoever_fails_at_an_address_keeps_nobody_out_from_elsewhere() {
    let server = TestServer::start_with(behind_proxy);
    let anna = server.person("Anna").await;
    let eve = client_from(&server, EVE);
    for _ in 0..5 {
        assert_eq!(
            code_of(eve.sign_in(&anna.address, WRONG).await),
            Some(Code::LoginRefused)
        );
    }
    let refused = eve.sign_in(&anna.address, WRONG).await;
    assert!(matches!(&refused, Err(Error::Refused(refusal)) if refusal.retry_after_s == Some(60)));
    // Nor does the right password help there, or what another address of the same network has to say.
    assert_eq!(
        code_of(eve.sign_in(&anna.address, &anna.password).await),
        Some(Code::RateLimited)
    );
    let neighbour = client_from(&server, "198.51.100.200");
    assert_eq!(
        begin_sign_in(&neighbour, &anna.address).await.code(),
        Code::RateLimited
    );
    anna.enter(&client_from(&server, "203.0.113.1")).await;
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn a_right_password_forgives_the_wrong_ones_before_it() {
    let server = TestServer::start_with(strict);
    let anna = server.person("Anna").await;
    let client = server.client();
    for _ in 0..2 {
        for _ in 0..3 {
            assert_eq!(
                code_of(client.sign_in(&anna.address, WRONG).await),
                Some(Code::LoginRefused)
            );
        }
        anna.halfway(&client).await;
    }
}

#[tokio::test]
async fn a_sign_in_that_is_begun_and_never_ended_counts_as_a_wrong_password() {
    let server = TestServer::start_with(behind_proxy);
    let client = client_from(&server, EVE);
    let mut begun = 0;
    while begin_sign_in(&client, "anna@example.org").await.status == 200 {
        begun += 1;
    }
    assert_eq!(begun, 5);
}

#[tokio::test]
async fn known_and_unknown_addresses_are_limited_alike() {
    let server = TestServer::start_with(behind_proxy);
    let anna = server.person("Anna").await;
    let mut seen = Vec::new();
    for address in [anna.address.as_str(), "nobody@example.org"] {
        let client = client_from(&server, EVE);
        let mut answers = Vec::new();
        for _ in 0..8 {
            let answer = begin_sign_in(&client, address).await;
            let known_by = match answer.status {
                200 => format!("{:?}", shape(&answer)),
                _ => String::from_utf8(answer.body).unwrap(),
            };
            answers.push((answer.status, known_by));
        }
        assert_eq!(answers.iter().filter(|(status, _)| *status == 429).count(), 3);
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);
}

/// How well the times tell two kinds of samples apart: 0.5 is not at all, 0 and 1 are certainty.
fn area_under_curve(some: &[u128], others: &[u128]) -> f64 {
    let mut wins = 0.0;
    for one in some {
        for other in others {
            wins += match one.cmp(other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    wins / (some.len() * others.len()) as f64
}

#[tokio::test]
async fn the_answers_to_known_and_unknown_addresses_have_one_shape() {
    let server = TestServer::start_with(behind_proxy);
    let mut known = Vec::new();
    for name in ["Anna", "Bjorn", "Cilla", "David"] {
        known.push(server.person(name).await.address);
    }
    let (mut times, mut shapes) = ([Vec::new(), Vec::new()], Vec::new());
    for n in 0..200_usize {
        let unknown = format!("{}x", known[n / 2 % 4].replace("example.org", "example.or"));
        let address = if n % 2 == 0 { &known[n / 2 % 4] } else { &unknown };
        let client = client_from(&server, &format!("10.{}.{}.1", n / 250, n % 250));
        // No address is asked for so often that it costs work.
        server.clock.advance_ms(MINUTE_MS / 4);
        let begun = Instant::now();
        let answer = begin_sign_in(&client, address).await;
        times[n % 2].push(begun.elapsed().as_nanos());
        assert_eq!(answer.status, 200);
        answer.json()["user_id"]
            .as_str()
            .unwrap()
            .parse::<UserId>()
            .unwrap();
        shapes.push(shape(&answer));
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]));
    // No assertion: a busy machine would fail it.
    eprintln!(
        "times of known and unknown: AUC {:.3}",
        area_under_curve(&times[0], &times[1])
    );
}

#[tokio::test]
async fn what_an_untrusted_peer_says_about_its_address_changes_nothing() {
    let server = TestServer::start_with(strict);
    for n in 0..31 {
        let client = client_from(&server, &format!("198.51.{n}.7"));
        let answer = begin_sign_in(&client, &format!("person{n}@example.org")).await;
        assert_eq!(answer.status, if n < 30 { 200 } else { 429 });
    }
}

#[tokio::test]
async fn two_hundred_requests_at_once_do_not_pass_a_limit_together() {
    let server = TestServer::start_with(strict);
    let client = server.client();
    let asking = (0..200).map(|n| {
        let client = Arc::clone(&client);
        async move {
            begin_sign_in(&client, &format!("person{n}@example.org"))
                .await
                .status
        }
    });
    let answers = futures_util::future::join_all(asking).await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 30);
    assert_eq!(answers.iter().filter(|status| **status == 429).count(), 170);
}

#[tokio::test]
async fn registrations_are_limited_and_signing_in_goes_on() {
    let server = TestServer::start_with(strict);
    let anna = server.person("Anna").await;
    let client = server.client();
    assert_eq!(
        count_until_limited(&client, Method::Post, "/auth/register/address").await,
        19
    );
    anna.sign_in(&server).await;
    server.clock.advance_ms(3 * MINUTE_MS);
    Person::join(&server, "Eva").await;
}

#[tokio::test]
async fn an_account_that_asks_without_end_is_slowed_down_and_others_are_not() {
    let server = TestServer::start_with(strict);
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    count_until_limited(&anna.client, Method::Get, "/folders").await;
    assert_eq!(anna.get("/account").await.code(), Code::RateLimited);
    assert!(bjorn.folders().await.is_ok());
    // What is counted by itself goes on.
    assert!(anna.stay().await.is_ok());
    server.clock.advance_ms(1000);
    assert!(anna.folders().await.is_ok());
}

#[tokio::test]
async fn thirty_wrong_codes_in_thirty_days_are_all_whatever_right_ones_come_between() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for wrong in [14, 15] {
        anna.try_wrong_codes(&server, wrong).await;
        server.clock.advance_ms(DAY_MS);
        // The twenty-ninth wrong one leaves a last try, and a right code takes it and gives it back.
        anna.sign_in(&server).await;
    }
    let halfway = anna.halfway(&server.client()).await;
    assert_eq!(
        code_of(halfway.prove("000000", false).await),
        Some(Code::CodeRefused)
    );
    let late = halfway.prove(&anna.phone.code(), false).await;
    assert_eq!(code_of(late), Some(Code::RateLimited));
    // The same after a restart, and in the next days.
    let server = server.restart();
    server.clock.advance_ms(10 * DAY_MS);
    let late = anna
        .halfway(&server.client())
        .await
        .prove(&anna.phone.code(), false)
        .await;
    assert_eq!(code_of(late), Some(Code::RateLimited));
    server.clock.advance_ms(20 * DAY_MS);
    anna.sign_in(&server).await;
}
