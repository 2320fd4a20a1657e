//! Whether the time of an answer tells who has a mailbox: every route that takes an address and no session, 2 × 5,000 samples,
//! known and unknown addresses in turn, in one process with an idle server. The figure is the area under the curve: 0.5 tells
//! nothing, 0 and 1 everything. Beyond 0.02 it fails. Not among the tests, since a busy machine decides there.
//!
//! `cargo run --release -p tests --bin load -- enumeration`

use api::Bytes;
use client::transport::{Method, Request, Transport as _};
use crypto::opaque::client::login_start;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use serde_json::{Value, json};
use std::time::Instant;
use tests::{Authenticator, TestClient, TestServer};

/// Samples of either kind, at each route.
const SAMPLES: usize = 5_000;
/// Accounts whose addresses are known.
const KNOWN: usize = 8;
const FURTHEST: f64 = 0.02;
/// From one sample to the next, by the server's clock: limits for one address are full again when it comes round, and no address has a
/// hundred wrong passwords in a row, which are forgotten in seven hours each.
const STEP_MS: u64 = 30 * 60_000;

struct Asking<'a> {
    server: &'a TestServer,
    client: &'a TestClient,
    asked: usize,
}

impl Asking<'_> {
    /// Each from a network of its own.
    async fn post(&mut self, path: &str, body: &Value) -> (u128, u16, Value) {
        let n = self.asked;
        let from = format!("10.{}.{}.1", n / 250 % 250, n % 250);
        let request = Request {
            method: Method::Post,
            path: format!("/api/v1{path}"),
            headers: vec![("forsegla-csrf", "1".into()), ("x-forwarded-for", from)],
            body: Some(("application/json", body.to_string().into_bytes())),
        };
        let begun = Instant::now();
        let answer = self.client.transport().send(request).await.unwrap();
        let took = begun.elapsed().as_nanos();
        (
            took,
            answer.status,
            serde_json::from_slice(&answer.body).unwrap_or_default(),
        )
    }

    /// One sample at a route: what it took and its status.
    async fn sample(&mut self, route: Route, address: &str) -> (u128, u16) {
        self.asked += 1;
        self.server.clock.advance_ms(STEP_MS);
        let (_, ke1) = login_start(b"not the password", &mut UnwrapErr(SysRng));
        let login = json!({"address": address, "ke1": Bytes(ke1)});
        let alone = json!({"address": address});
        let (took, status, _) = match route {
            Route::LoginStart => self.post("/auth/login/start", &login).await,
            Route::LoginFinish => {
                let (.., begun) = self.post("/auth/login/start", &login).await;
                let finish = json!({"login_id": begun["login_id"], "ke3": Bytes(vec![7; 64])});
                self.post("/auth/login/finish", &finish).await
            }
            Route::Register => {
                let ask = json!({"address": address, "language": "sv"});
                self.post("/auth/register/address", &ask).await
            }
            Route::RecoveryStart => self.post("/auth/recovery/start", &alone).await,
            Route::RecoveryProve => {
                let (.., begun) = self.post("/auth/recovery/start", &alone).await;
                let prove = json!({"recovery_id": begun["recovery_id"], "signature": Bytes(vec![7; 64])});
                self.post("/auth/recovery/prove", &prove).await
            }
            Route::ByPasskeyStart => self.post("/auth/by-passkey/start", &alone).await,
            Route::ByPasskeyFinish => {
                let (.., begun) = self.post("/auth/by-passkey/start", &alone).await;
                let options = begun["options"].as_str().unwrap_or_default();
                let finish = json!({"assertion": Authenticator::default().get(options)});
                self.post("/auth/by-passkey/finish", &finish).await
            }
        };
        (took, status)
    }
}

#[derive(Debug, Clone, Copy)]
enum Route {
    LoginStart,
    LoginFinish,
    Register,
    RecoveryStart,
    RecoveryProve,
    ByPasskeyStart,
    ByPasskeyFinish,
}

/// The area under the curve, by the ranks of the samples (Mann and Whitney's U).
fn area_under_curve(some: &[u128], others: &[u128]) -> f64 {
    let mut all: Vec<(u128, bool)> = some.iter().map(|one| (*one, true)).collect();
    all.extend(others.iter().map(|one| (*one, false)));
    all.sort_unstable();
    let ranks: usize = all
        .iter()
        .enumerate()
        .filter(|(_, (_, is_some))| *is_some)
        .map(|(rank, _)| rank + 1)
        .sum();
    let (n, m) = (some.len() as f64, others.len() as f64);
    (ranks as f64 - n * (n + 1.0) / 2.0) / (n * m)
}

pub(crate) async fn run() {
    let server = TestServer::start_with(|config| {
        config.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let mut known = Vec::new();
    for n in 0..KNOWN {
        known.push(server.person(&format!("p{n}")).await.address);
    }
    let client = server.client();
    let mut asking = Asking {
        server: &server,
        client: &client,
        asked: 0,
    };
    let mut tells = Vec::new();
    for route in [
        Route::LoginStart,
        Route::LoginFinish,
        Route::Register,
        Route::RecoveryStart,
        Route::RecoveryProve,
        Route::ByPasskeyStart,
        Route::ByPasskeyFinish,
    ] {
        let mut times = [Vec::new(), Vec::new()];
        let mut statuses = Vec::new();
        for n in 0..SAMPLES {
            let address = &known[n % KNOWN];
            let unknown = address.replacen('p', "q", 1);
            // In turn, and each as often first as second.
            let pair = if (n / KNOWN).is_multiple_of(2) {
                [0, 1]
            } else {
                [1, 0]
            };
            for kind in pair {
                let address = if kind == 0 { address } else { &unknown };
                let (took, status) = asking.sample(route, address).await;
                times[kind].push(took);
                statuses.push(status);
            }
        }
        statuses.sort_unstable();
        statuses.dedup();
        let area = area_under_curve(&times[0], &times[1]);
        println!("{route:?}: AUC {area:.4}, statuses {statuses:?}");
        if (area - 0.5).abs() > FURTHEST || statuses.len() != 1 {
            tells.push(route);
        }
    }
    assert!(tells.is_empty(), "these tell who has a mailbox: {tells:?}");
}
