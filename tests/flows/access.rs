//! Other people's things, foreign sites, wrong methods, wrong forms: refused alike.

use api::{Code, MessageId};
use client::transport::Method;
use serde_json::json;
use std::collections::BTreeSet;
use tests::{TestClient, TestServer, raw};

#[tokio::test]
async fn what_is_not_yours_is_answered_like_what_does_not_exist() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let unknown = MessageId([9; 16]);
    for path in [
        |id| format!("/messages/{id}"),
        |id| format!("/messages/{id}/receipts"),
        |id| format!("/messages/{id}/proof?from=0"),
    ] {
        let (foreign, missing) = (
            eve.get(&path(sent.message_id)).await,
            eve.get(&path(unknown)).await,
        );
        assert_eq!(foreign.code(), Code::NotFound);
        assert_eq!(foreign.body, missing.body);
    }
    let open = |id: MessageId| format!("/messages/{id}/open");
    let (foreign, missing) = (
        eve.post(&open(sent.message_id), &json!({})).await,
        eve.post(&open(unknown), &json!({})).await,
    );
    assert_eq!((foreign.code(), &foreign.body), (Code::NotFound, &missing.body));
    let move_it = json!({"message_ids": [sent.message_id], "to": "bin"});
    assert_eq!(
        eve.post("/messages/move", &move_it).await.json(),
        json!({"message_ids": []})
    );
    let empty = json!({"only": [sent.message_id]});
    assert_eq!(
        eve.post("/bin/empty", &empty).await.json()["erasure"],
        json!(null)
    );
    // A reader may not see who else has read.
    assert_eq!(
        bjorn
            .get(&format!("/messages/{}/receipts", sent.message_id))
            .await
            .code(),
        Code::NotFound
    );
    assert!(bjorn.read(sent.message_id).await.is_ok());
}

#[tokio::test]
async fn an_id_of_another_kind_or_form_is_not_found() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for path in [
        "/messages/blob_paWlpaWlpaWlpaWlpaWlpQ",
        "/messages/1",
        "/erasures/x",
        "/blobs/x/upload",
    ] {
        assert_eq!(anna.get(path).await.code(), Code::NotFound, "{path}");
    }
}

/// What a route asks of its caller.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Session,
    /// A session whose password and code were given within the last minutes.
    StepUp,
}

/// Every route, and what it needs. Closing needs no step-up: whoever has lost a device must be quick.
const NEEDS: &[(&str, &str, Needs)] = &[
    ("get", "/server", Needs::Nothing),
    ("post", "/auth/register/address", Needs::Nothing),
    ("post", "/auth/register/confirm", Needs::Nothing),
    ("post", "/auth/register/start", Needs::Nothing),
    ("post", "/auth/register/finish", Needs::Nothing),
    ("post", "/auth/login/start", Needs::Nothing),
    ("post", "/auth/login/finish", Needs::Nothing),
    ("post", "/auth/phone/send", Needs::Nothing),
    ("post", "/auth/phone/confirm", Needs::Nothing),
    ("post", "/auth/passkey/start", Needs::Nothing),
    ("post", "/auth/by-passkey/start", Needs::Nothing),
    ("post", "/auth/by-passkey/finish", Needs::Nothing),
    ("post", "/auth/totp/enrol", Needs::Nothing),
    ("get", "/callbacks/sms/{reference}/{token}", Needs::Nothing),
    ("post", "/callbacks/sms/{reference}/{token}", Needs::Nothing),
    ("post", "/auth/second-factor", Needs::Nothing),
    ("post", "/auth/recovery/start", Needs::Nothing),
    ("post", "/auth/recovery/prove", Needs::Nothing),
    ("post", "/auth/recovery/wait", Needs::Nothing),
    ("post", "/auth/recovery/release", Needs::Nothing),
    ("post", "/auth/recovery/finish", Needs::Nothing),
    ("post", "/auth/recovery/stop", Needs::Nothing),
    ("get", "/session", Needs::Session),
    ("post", "/session/touch", Needs::Session),
    ("post", "/session/unlock", Needs::Session),
    ("post", "/session/step-up", Needs::Session),
    ("post", "/session/totp/replace", Needs::StepUp),
    ("post", "/session/totp/confirm", Needs::StepUp),
    ("get", "/sessions", Needs::Session),
    ("post", "/sessions/end-others", Needs::Session),
    ("post", "/sessions/{session_id}/end", Needs::Session),
    ("get", "/account", Needs::Session),
    ("patch", "/account", Needs::Session),
    ("get", "/account/events", Needs::Session),
    ("post", "/account/phones/{role}/start", Needs::StepUp),
    ("post", "/account/phones/{role}/confirm", Needs::StepUp),
    ("delete", "/account/phones/{role}", Needs::StepUp),
    ("get", "/account/passkeys", Needs::Session),
    ("post", "/account/passkeys/start", Needs::StepUp),
    ("post", "/account/passkeys/finish", Needs::StepUp),
    ("delete", "/account/passkeys/{passkey_id}", Needs::StepUp),
    // Takes a proof of its own.
    ("post", "/account/passkeys/opening/start", Needs::Session),
    ("post", "/account/passkeys/opening/finish", Needs::Session),
    // Whoever has lost a device must be quick.
    ("delete", "/account/passkeys/{passkey_id}/opening", Needs::Session),
    ("post", "/account/backup-codes", Needs::StepUp),
    ("get", "/account/keyrings", Needs::Session),
    ("put", "/account/keyrings", Needs::Session),
    ("post", "/account/keyrings/opened", Needs::Session),
    // Each takes a proof of its own, and does without a step-up.
    ("post", "/account/password/start", Needs::Session),
    ("post", "/account/password/finish", Needs::Session),
    ("post", "/account/password/compromised", Needs::Session),
    ("post", "/account/recovery/words/start", Needs::Session),
    ("post", "/account/recovery/words/finish", Needs::Session),
    // Whoever sees somebody else try must be quick.
    ("post", "/account/recovery/stop", Needs::Session),
    ("post", "/account/end", Needs::Session),
    // Whoever finds out that it was not them must not be held up.
    ("post", "/account/end/stop", Needs::Session),
    ("post", "/keys/lookup", Needs::Session),
    ("post", "/keys/records", Needs::Session),
    ("get", "/keys/{mailbox_id}", Needs::Session),
    ("post", "/blobs", Needs::Session),
    ("get", "/blobs/{blob_id}", Needs::Session),
    ("delete", "/blobs/{blob_id}", Needs::Session),
    ("get", "/blobs/{blob_id}/upload", Needs::Session),
    ("put", "/blobs/{blob_id}/segments/{offset}", Needs::Session),
    ("post", "/blobs/{blob_id}/complete", Needs::Session),
    ("get", "/messages", Needs::Session),
    ("post", "/messages", Needs::Session),
    ("post", "/messages/move", Needs::Session),
    ("post", "/messages/mark", Needs::Session),
    ("get", "/messages/{message_id}", Needs::Session),
    ("post", "/messages/{message_id}/open", Needs::Session),
    ("get", "/messages/{message_id}/receipts", Needs::Session),
    ("post", "/messages/{message_id}/receipts", Needs::Session),
    ("get", "/messages/{message_id}/proof", Needs::Session),
    ("get", "/audit/checkpoint", Needs::Session),
    ("get", "/audit/head", Needs::Session),
    ("get", "/audit/tile/{tile}*", Needs::Session),
    ("post", "/messages/{message_id}/amends", Needs::Session),
    ("get", "/recalls", Needs::Session),
    ("get", "/held", Needs::Session),
    ("get", "/held/{message_id}", Needs::Session),
    ("post", "/held/{message_id}/cancel", Needs::Session),
    ("get", "/folders", Needs::Session),
    ("post", "/bin/empty", Needs::Session),
    ("get", "/erasures", Needs::Session),
    ("get", "/erasures/{erasure_id}", Needs::Session),
    ("get", "/objects", Needs::Session),
    ("post", "/objects", Needs::Session),
    ("get", "/objects/{object_id}", Needs::Session),
    ("get", "/events", Needs::Session),
    // The last one: it ends the session that the others are tried with.
    ("post", "/session/end", Needs::Session),
];

/// The code with which a route refuses, if it does. Ids are nobody's, and the body is one that a sensitive route takes.
async fn try_route(client: &TestClient, method: &str, path: &str) -> Option<Code> {
    let path = path
        .replace("{mailbox_id}", "mbox_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{message_id}", "msg_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{blob_id}", "blob_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{erasure_id}", "era_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{session_id}", "ses_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{passkey_id}", "pky_paWlpaWlpaWlpaWlpaWlpQ")
        .replace("{tile}*", "0/000.p/1")
        .replace("{offset}", "0")
        .replace("{role}", "reserve");
    let method = match method {
        "get" => Method::Get,
        "post" => Method::Post,
        "put" => Method::Put,
        "patch" => Method::Patch,
        _ => Method::Delete,
    };
    let body = match path.as_str() {
        "/account/phones/reserve/start" => json!({"number": "+46701740605"}),
        "/account/passkeys/finish" => json!({"credential": "{}", "name": "Mobilen"}),
        _ => json!({"code": "000000"}),
    };
    let body = body.to_string().into_bytes();
    let body = (method != Method::Get).then_some(("application/json", body));
    let answer = raw(client, method, &path, body).await;
    (answer.status >= 400).then(|| answer.code())
}

#[test]
fn every_route_is_named_with_what_it_needs() {
    let named: BTreeSet<_> = NEEDS.iter().map(|(method, path, _)| (*method, *path)).collect();
    let table: BTreeSet<_> = server::routes::TABLE.iter().copied().collect();
    assert_eq!(named, table);
}

#[tokio::test]
async fn nothing_but_sign_in_is_reachable_without_a_session() {
    let server = TestServer::start();
    let client = server.client();
    for (method, path, needs) in NEEDS {
        let refused = try_route(&client, method, path).await == Some(Code::SignedOut);
        assert_eq!(refused, *needs != Needs::Nothing, "{method} {path}");
    }
}

#[tokio::test]
async fn sensitive_routes_and_no_others_refuse_a_session_whose_step_up_is_over() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let sensitive = NEEDS.iter().filter(|(.., needs)| *needs == Needs::StepUp);
    for (method, path, _) in sensitive {
        let refused = try_route(&anna.client, method, path).await;
        assert_ne!(
            refused,
            Some(Code::StepUpRequired),
            "{path}, right after signing in"
        );
    }
    server.clock.advance_ms(5 * 60_000);
    // An event stream has no end to wait for.
    assert!(anna.follow().await.is_ok());
    for (method, path, needs) in NEEDS.iter().filter(|(_, path, _)| *path != "/events") {
        let refused = try_route(&anna.client, method, path).await;
        assert_ne!(refused, Some(Code::SignedOut), "{method} {path}");
        assert_eq!(
            refused == Some(Code::StepUpRequired),
            *needs == Needs::StepUp,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn a_foreign_site_can_do_nothing() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let url = |path: &str| format!("{}/api/v1{path}", server.origin());
    let http = reqwest::Client::new();
    let bare = http.post(url("/session/end")).send().await.unwrap();
    assert_eq!(bare.status(), 403, "without the header");
    let foreign = http
        .post(url("/session/end"))
        .header("forsegla-csrf", "1")
        .header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), 403, "from another origin");
    let cross = http
        .post(url("/session/end"))
        .header("forsegla-csrf", "1")
        .header("sec-fetch-site", "cross-site");
    assert_eq!(cross.send().await.unwrap().status(), 403, "cross-site");
    assert!(anna.folders().await.is_ok());
}

#[tokio::test]
async fn wrong_methods_paths_and_bodies_are_problem_documents() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    assert_eq!(
        raw(&anna.client, Method::Put, "/folders", None).await.code(),
        Code::MethodNotAllowed
    );
    assert_eq!(anna.get("/nothing").await.code(), Code::NotFound);
    assert_eq!(
        anna.get("/messages?folder=attic").await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.get("/messages?folder=inbox&limit=101").await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.get("/messages?folder=inbox&after=x").await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.post("/messages/move", &json!({"to": "bin"})).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.post("/messages/move", &json!({"message_ids": [], "to": "bin", "x": 1}))
            .await
            .code(),
        Code::InvalidRequest
    );
    let text = Some(("text/plain", b"{}".to_vec()));
    assert_eq!(
        raw(&anna.client, Method::Post, "/bin/empty", text).await.code(),
        Code::InvalidRequest
    );
    let many: Vec<_> = (0..101).map(|n| MessageId([n; 16])).collect();
    assert_eq!(
        anna.post("/messages/move", &json!({"message_ids": many, "to": "bin"}))
            .await
            .code(),
        Code::TooLarge
    );
    assert_eq!(
        anna.post("/bin/empty", &json!({"only": many})).await.code(),
        Code::TooLarge
    );
    let huge = format!("{{\"language\":\"{}\"}}", "x".repeat(300_000));
    let huge = Some(("application/json", huge.into_bytes()));
    assert_eq!(
        raw(&anna.client, Method::Patch, "/account", huge).await.code(),
        Code::TooLarge
    );
}

#[tokio::test]
async fn every_answer_carries_its_protective_headers() {
    let server = TestServer::start();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for path in ["/", "/api/v1/server", "/api/v1/session", "/health"] {
        let answer = http
            .get(format!("{}{path}", server.origin()))
            .send()
            .await
            .unwrap();
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        assert!(
            header("content-security-policy")
                .unwrap()
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            header("referrer-policy").as_deref(),
            Some("no-referrer"),
            "{path}"
        );
        if path.starts_with("/api") {
            assert_eq!(header("cache-control").as_deref(), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn health_readiness_and_the_open_api_document_are_there() {
    let server = TestServer::start();
    for path in ["/health", "/ready"] {
        assert_eq!(
            reqwest::get(format!("{}{path}", server.origin()))
                .await
                .unwrap()
                .status(),
            200
        );
    }
    let document = reqwest::get(format!("{}/api/v1/openapi.json", server.origin()))
        .await
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document.bytes().await.unwrap()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
}

#[tokio::test]
async fn slow_headers_and_slow_bodies_are_cut_off() {
    use std::io::{Read as _, Write as _};
    use std::time::{Duration, Instant};
    let server = TestServer::start();
    let head = "POST /api/v1/auth/login/start HTTP/1.1\r\nhost: localhost\r\nforsegla-csrf: 1\r\n";
    for (name, begin) in [
        ("headers", head.to_owned()),
        (
            "body",
            format!("{head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"),
        ),
    ] {
        let address = server.address;
        let cut_after = tokio::task::spawn_blocking(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.write_all(begin.as_bytes()).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            let started = Instant::now();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            started.elapsed()
        });
        assert!(cut_after.await.unwrap() < Duration::from_secs(20), "slow {name}");
    }
}
