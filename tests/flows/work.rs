//! Proof of work: when it is asked for, of whom, how hard it is, what does not count as done, and who gets in all the same.

use api::{Bytes, CSRF_HEADER, Code, WORK_HEADER, WorkAsked};
use client::Error;
use client::transport::{Method, Request, Transport as _};
use crypto::work::{self, CHALLENGE_LEN, Purpose, Solver, Terms};
use serde_json::{Value, json};
use server::config::Config;
use std::sync::Arc;
use std::time::Duration;
use tests::joining::{landed, prove_address, wait_for};
use tests::{Answer, TestClient, TestServer};

const MINUTE_MS: u64 = 60_000;
const NOBODY: &str = "nobody@example.org";

fn behind_proxy(config: &mut Config) {
    config.limits.rate_factor = 1;
    config.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

/// A stranger who comes from another network each time.
struct Stranger {
    client: Arc<TestClient>,
    asked: u32,
}

impl Stranger {
    fn at(server: &TestServer) -> Self {
        Self {
            client: server.client(),
            asked: 0,
        }
    }

    async fn post(&mut self, path: &str, body: &Value, solution: Option<&[u8]>) -> Answer {
        self.asked += 1;
        let from = format!("10.{}.{}.1", self.asked / 250, self.asked % 250);
        let mut headers = vec![(CSRF_HEADER, "1".to_owned()), ("x-forwarded-for", from)];
        headers.extend(solution.map(|solution| (WORK_HEADER, Bytes::from(solution).to_text())));
        let request = Request {
            method: Method::Post,
            path: format!("/api/v1{path}"),
            headers,
            body: Some(("application/json", body.to_string().into_bytes())),
        };
        let response = self.client.transport().send(request).await.unwrap();
        Answer {
            status: response.status,
            body: response.body,
        }
    }

    async fn begin_sign_in(&mut self, address: &str, solution: Option<&[u8]>) -> Answer {
        let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
        let (_, ke1) = crypto::opaque::client::login_start(b"x", &mut rng);
        let start = json!({"address": address, "ke1": Bytes(ke1)});
        self.post("/auth/login/start", &start, solution).await
    }

    /// Begins a sign-in, by work if need be. Says how many bits were asked for.
    async fn begin_anyhow(&mut self, address: &str) -> u8 {
        let answer = self.begin_sign_in(address, None).await;
        if answer.status == 200 {
            return 0;
        }
        let asked = asked(&answer);
        let begun = self.begin_sign_in(address, Some(&solve(&asked))).await;
        assert_eq!(begun.status, 200);
        asked.bits
    }
}

fn asked(answer: &Answer) -> WorkAsked {
    let problem = answer.problem();
    assert_eq!((answer.status, problem.code), (429, Code::WorkRequired));
    problem.work.expect("a challenge")
}

fn solve(asked: &WorkAsked) -> Vec<u8> {
    let mut solver = Solver::new(&asked.challenge).unwrap();
    solver.work(u32::MAX).unwrap()
}

#[test]
fn the_routes_that_ask_for_work_are_those_that_cost_something_before_there_is_a_session() {
    let gated: Vec<_> = server::routes::gated().collect();
    assert_eq!(
        gated,
        [
            "/auth/register/address",
            "/auth/login/start",
            "/auth/phone/send",
            "/auth/recovery/start"
        ]
    );
}

#[tokio::test]
async fn beyond_ten_sign_ins_over_all_networks_work_is_asked_for_and_grows_alike_for_known_and_unknown() {
    let server = TestServer::start_with(behind_proxy);
    let anna = server.person("Anna").await;
    server.clock.advance_ms(10 * MINUTE_MS);
    let mut grown = Vec::new();
    for address in [anna.address.as_str(), NOBODY] {
        let mut stranger = Stranger::at(&server);
        let mut bits = Vec::new();
        for _ in 0..31 {
            bits.push(stranger.begin_anyhow(address).await);
        }
        assert_eq!(bits[..10], [0; 10]);
        assert_eq!(bits[10..20], [16; 10]);
        assert_eq!(bits[20..30], [17; 10]);
        assert_eq!(bits[30], 18);
        let refused = stranger.begin_sign_in(address, None).await;
        grown.push((bits, refused.status, refused.body.len()));
    }
    assert_eq!(grown[0], grown[1]);
    // One a minute is free again, in time.
    server.clock.advance_ms(22 * MINUTE_MS);
    assert_eq!(Stranger::at(&server).begin_anyhow(NOBODY).await, 0);
}

#[tokio::test]
async fn work_counts_once_for_its_route_its_address_and_its_time_and_only_if_it_was_done() {
    let server = TestServer::start_with(behind_proxy);
    let mut stranger = Stranger::at(&server);
    let other = "somebody@example.org";
    for address in [NOBODY, other] {
        for _ in 0..10 {
            assert_eq!(stranger.begin_anyhow(address).await, 0);
        }
    }
    let solution = solve(&asked(&stranger.begin_sign_in(NOBODY, None).await));
    // Of another address.
    asked(&stranger.begin_sign_in(other, Some(&solution)).await);
    // Too easy: one in 65,000 would do.
    let mut easy = solution.clone();
    easy[CHALLENGE_LEN..].copy_from_slice(&u64::MAX.to_be_bytes());
    asked(&stranger.begin_sign_in(NOBODY, Some(&easy)).await);
    // Made by somebody else, and changed.
    let subject = [1; 16];
    let purpose = Purpose {
        what: "/auth/login/start",
        subject: &subject,
    };
    let terms = Terms {
        bits: 16,
        ends_ms: u64::MAX,
    };
    let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
    let forged = work::challenge(&crypto::Secret::from_bytes([1; 32]), purpose, terms, &mut rng);
    let mut solver = Solver::new(&forged).unwrap();
    let forged = solver.work(u32::MAX).unwrap();
    asked(&stranger.begin_sign_in(NOBODY, Some(&forged)).await);
    let mut easier = solution.clone();
    easier[1] = 1;
    asked(&stranger.begin_sign_in(NOBODY, Some(&easier)).await);
    for nothing in [&[][..], &[1; 8], &[0; 200]] {
        asked(&stranger.begin_sign_in(NOBODY, Some(nothing)).await);
    }
    // None of these used it up; it is good once.
    assert_eq!(stranger.begin_sign_in(NOBODY, Some(&solution)).await.status, 200);
    asked(&stranger.begin_sign_in(NOBODY, Some(&solution)).await);
    // Too late.
    let solution = solve(&asked(&stranger.begin_sign_in(NOBODY, None).await));
    for _ in 0..10 {
        stranger.begin_anyhow(NOBODY).await;
    }
    server.clock.advance_ms(5 * MINUTE_MS);
    asked(&stranger.begin_sign_in(NOBODY, Some(&solution)).await);
    // And of another run of the server.
    let solution = solve(&asked(&stranger.begin_sign_in(NOBODY, None).await));
    let server = server.restart_with(behind_proxy);
    asked(&Stranger::at(&server).begin_sign_in(NOBODY, Some(&solution)).await);
}

#[tokio::test]
async fn work_for_one_route_is_none_for_another() {
    let server = TestServer::start_with(behind_proxy);
    let mut stranger = Stranger::at(&server);
    let start = json!({"address": NOBODY});
    for _ in 0..100 {
        let begun = stranger.post("/auth/recovery/start", &start, None).await;
        assert_eq!(begun.status, 200);
    }
    let recovery = asked(&stranger.post("/auth/recovery/start", &start, None).await);
    assert_eq!(recovery.bits, 16);
    while stranger.begin_sign_in(NOBODY, None).await.status == 200 {}
    let solution = solve(&recovery);
    asked(&stranger.begin_sign_in(NOBODY, Some(&solution)).await);
    let begun = stranger
        .post("/auth/recovery/start", &start, Some(&solution))
        .await;
    assert_eq!(begun.status, 200);
}

#[tokio::test]
async fn mailed_codes_cost_work_long_before_registration_is_closed_and_who_works_registers() {
    let server = TestServer::start_with(behind_proxy);
    let mut stranger = Stranger::at(&server);
    for n in 0..200 {
        let ask = json!({"address": format!("person{n}@example.org"), "language": "sv"});
        let begun = stranger.post("/auth/register/address", &ask, None).await;
        assert_eq!(begun.status, 200, "{n}");
    }
    let ask = json!({"address": NOBODY, "language": "sv"});
    let refused = asked(&stranger.post("/auth/register/address", &ask, None).await);
    assert_eq!(refused.bits, 16);
    let mails = landed(&server.origin()).await.into_iter();
    assert_eq!(mails.filter(|mail| mail.to == NOBODY).count(), 0);
    // A person's program does it by itself.
    server.person("Eva").await;
}

#[tokio::test]
async fn the_owner_signs_in_with_the_right_password_during_an_attack_from_many_networks() {
    let server = TestServer::start_with(behind_proxy);
    let anna = server.person("Anna").await;
    server.clock.advance_ms(10 * MINUTE_MS);
    let mut stranger = Stranger::at(&server);
    for _ in 0..40 {
        stranger.begin_anyhow(&anna.address).await;
    }
    asked(&stranger.begin_sign_in(&anna.address, None).await);
    // Her program works, unseen; nobody is refused.
    anna.sign_in(&server).await;
    let wrong = server
        .client()
        .sign_in(&anna.address, "inte mitt lösenord alls")
        .await;
    assert_eq!(
        wrong.err().and_then(|error| error.code()),
        Some(Code::LoginRefused)
    );
    anna.sign_in(&server).await;
}

#[tokio::test]
async fn whoever_does_not_work_closes_registration_to_nobody() {
    let server = TestServer::start_with(behind_proxy);
    let mut stranger = Stranger::at(&server);
    let ask = |n: u32| json!({"address": format!("p{n}@example.org"), "language": "sv"});
    for n in 0..200 {
        let answer = stranger.post("/auth/register/address", &ask(n), None).await;
        assert!(answer.status < 300, "{n}");
    }
    for n in 0..700 {
        asked(&stranger.post("/auth/register/address", &ask(n), None).await);
    }
    // More than a network may register in an hour, all of them without working.
    let here = server.client();
    let body = || Some(("application/json", ask(1000).to_string().into_bytes()));
    let post = || tests::raw(&here, Method::Post, "/auth/register/address", body());
    for _ in 0..25 {
        asked(&post().await);
    }
    prove_address(&here, &server.origin(), "eva@example.org", "sv").await;
}

#[tokio::test]
async fn no_server_makes_a_client_work_for_what_costs_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let worked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&worked);
    keep_busy(&anna.client, 8);
    anna.client.transport().before(move |request| {
        let has_worked = request.headers.iter().any(|(name, _)| *name == WORK_HEADER);
        count.fetch_add(usize::from(has_worked), std::sync::atomic::Ordering::SeqCst);
        true
    });
    assert!(anna.folders().await.is_err());
    assert!(anna.set_name("Anna Andersson").await.is_err());
    assert_eq!(worked.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test]
async fn after_a_hundred_wrong_passwords_the_work_is_the_hardest_at_every_address_alike_and_the_owner_is_told()
 {
    let server = TestServer::start_with(behind_proxy);
    let anna = server.person("Anna").await;
    let mut stranger = Stranger::at(&server);
    // Slowly, so that nothing else asks for work, and never to the end, so that no wrong password is seen.
    for address in [anna.address.as_str(), NOBODY] {
        for n in 0..100 {
            server.clock.advance_ms(MINUTE_MS);
            assert_eq!(stranger.begin_anyhow(address).await, 0, "{n}");
        }
    }
    let server = server.restart_with(behind_proxy);
    let mut stranger = Stranger::at(&server);
    server.clock.advance_ms(10 * MINUTE_MS);
    for address in [anna.address.as_str(), NOBODY] {
        assert_eq!(stranger.begin_anyhow(address).await, 22);
    }
    // What is written down is looked at at every start.
    let server = server.restart_with(behind_proxy);
    let told = |mail: &tests::joining::Landed| mail.subject.as_deref() == Some("Många felaktiga lösenord");
    wait_for(&server.origin(), &anna.address, told).await;
    anna.sign_in(&server).await;
    let mut stranger = Stranger::at(&server);
    // That the owner has been there shows nowhere.
    for address in [anna.address.as_str(), NOBODY] {
        assert_eq!(stranger.begin_anyhow(address).await, 22);
    }
}

/// A client of a server that asks for so much work each time.
fn kept_busy(server: &TestServer, bits: u8) -> Arc<TestClient> {
    let client = server.client();
    keep_busy(&client, bits);
    client
}

fn keep_busy(client: &TestClient, bits: u8) {
    client.transport().after(move |_, response| {
        let purpose = Purpose {
            what: "",
            subject: &[1; 16],
        };
        let terms = Terms {
            bits,
            ends_ms: u64::MAX,
        };
        let mut rng = rand_core::UnwrapErr(getrandom::SysRng);
        let challenge = work::challenge(&crypto::Secret::from_bytes([1; 32]), purpose, terms, &mut rng);
        let work = json!({"challenge": Bytes::from(challenge), "bits": bits});
        let problem = json!({"type": "", "title": "", "status": 429, "code": "work_required", "work": work});
        response.status = 429;
        response.body = problem.to_string().into_bytes();
    });
}

#[tokio::test]
async fn a_calculation_can_be_stopped_and_none_goes_on_without_end() {
    let server = TestServer::start();
    let client = kept_busy(&server, work::BITS_MAX);
    // Nothing is stopped that has not begun.
    let stop = async {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            client.stop_work();
        }
    };
    tokio::select! {
        stopped = client.sign_in(NOBODY, "x") => assert_eq!(stopped.err(), Some(Error::Cancelled)),
        () = stop => {}
    }
    let too_much = kept_busy(&server, work::BITS_MAX + 1).sign_in(NOBODY, "x").await;
    assert!(matches!(too_much.err(), Some(Error::BadAnswer(_))));
    let again_and_again = kept_busy(&server, 1).sign_in(NOBODY, "x").await;
    assert_eq!(
        again_and_again.err().and_then(|error| error.code()),
        Some(Code::WorkRequired)
    );
}
