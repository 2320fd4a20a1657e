//! What the server sends by itself: through a real mail server and a real gateway, over failures and restarts, and what the
//! operator sees of it.

use crate::kannel::{self, Kannel};
use crate::mail;
use api::Code;
use client::transport::Method;
use client::{Error, NewAccount, Zxcvbn};
use diesel::prelude::*;
use mailparse::parse_mail;
use server::config::{Config, GatewayKind, MailSecurity};
use server::outbox;
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tests::{Listener, Postfix, TestServer, joining, raw};

const EVA: &str = "eva@example.test";
const NUMBER: &str = "+46701740605";
const DAY_MS: u64 = 24 * 60 * 60_000;

fn code_of<T>(outcome: Result<T, Error>) -> Option<Code> {
    outcome.err().and_then(|error| error.code())
}

/// Sends mail to a listener that never answers, and SMS to this company.
fn with_company(config: &mut Config, company: &Listener, silent: &TcpListener) {
    config.local_outbox = false;
    let port = silent.local_addr().unwrap().port();
    config.mail = mail::settings(port, MailSecurity::None, None);
    config.sms.gateway = GatewayKind::Http;
    config.sms.from = Some("Forsegla".into());
    config.sms.http.url = Some(format!("http://{}/sms", company.address));
    let fields =
        serde_json::json!({"to": "{to}", "text": "{text}", "ref": "{reference}", "report": "{report_url}"});
    config.sms.http.fields = serde_json::from_value(fields).unwrap();
    config.sms.http.report_field = Some("status".into());
    config.sms.http.delivered = vec!["delivered".into()];
    config.sms.http.failed = vec!["failed".into()];
}

fn silent() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn database(server: &TestServer) -> PathBuf {
    server.data().join("forsegla.db")
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    state: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    report: Option<String>,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    sealed: i64,
}

/// The jobs that go by SMS, newest first.
fn sms_rows(server: &TestServer) -> Vec<Row> {
    let path = database(server);
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let rows = "SELECT state, report, sealed IS NOT NULL AS sealed FROM outbox WHERE channel = 'sms' \
                ORDER BY created_ms DESC";
    diesel::sql_query(rows).load(&mut connection).unwrap()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A field of a form.
fn field(body: &[u8], name: &str) -> String {
    let fields = reqwest::Url::parse(&format!("http://x/?{}", String::from_utf8_lossy(body))).unwrap();
    let found = fields.query_pairs().find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

#[tokio::test]
async fn somebody_opens_a_mailbox_through_a_real_mail_server_and_a_real_gateway() {
    let (postfix, mut kannel) = (Postfix::start(), Kannel::start().await);
    kannel.connect_network();
    let server = TestServer::start_with(|config| {
        let port = silent().local_addr().unwrap().port();
        config.listen = format!("127.0.0.1:{port}").parse().unwrap();
        config.local_outbox = false;
        config.mail = mail::settings(postfix.starttls_port, MailSecurity::StartTls, Some(postfix.ca()));
        config.sms = kannel.settings();
        config.sms.report_base = Some(format!("http://127.0.0.1:{port}"));
    });
    let client = server.client();
    let new = NewAccount {
        name: "Eva",
        password: "ett helt nytt och långt lösenord",
        language: "sv",
        words: None,
    };
    let proof = client.prove_address(EVA, new.language).await.unwrap();
    let mails = tokio::task::spawn_blocking(move || (postfix.arrived(1), postfix));
    let (arrived, postfix) = mails.await.unwrap();
    let mail = parse_mail(&arrived[0]).unwrap();
    let text = mail.subparts[0].get_body().unwrap();
    let code = text
        .lines()
        .map(|line| line.replace(' ', ""))
        .find(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap();
    client.confirm_address(&proof, &code).await.unwrap();
    client.register(&proof, new, &Zxcvbn).await.unwrap();
    let halfway = client.sign_in(EVA, new.password).await.unwrap();
    halfway.send_code(Some(NUMBER)).await.unwrap();
    until("an SMS", || !kannel.received().is_empty()).await;
    let sms = kannel.received().remove(0);
    let code = sms
        .split(|char: char| !char.is_ascii_digit())
        .find(|run| run.len() == 6);
    halfway.confirm_phone(code.unwrap()).await.unwrap();
    assert!(halfway.enrol_secret().await.is_ok());
    until("the network's report", || {
        sms_rows(&server)[0].report.as_deref() == Some("delivered")
    })
    .await;
    assert_eq!(sms_rows(&server)[0].sealed, 0, "what it said is gone");
    drop(postfix);
}

#[tokio::test]
async fn a_gateway_and_a_mail_server_that_do_not_answer_hold_up_nobody() {
    let (mail_server, gateway) = (silent(), silent());
    let server = TestServer::start_with(|config| {
        let company = Listener::start("200 OK");
        with_company(config, &company, &mail_server);
        config.sms.http.url = Some(format!("http://{}/sms", gateway.local_addr().unwrap()));
    });
    let client = server.client();
    for n in 0..20 {
        client
            .prove_address(&format!("p{n}@example.test"), "da")
            .await
            .unwrap();
    }
    // All are written down, and none has gone out.
    let waiting = outbox::list(&database(&server)).unwrap();
    assert_eq!(waiting.len(), 20);
    assert!(waiting.iter().all(|letter| letter.state == "waiting"));
}

/// Somebody who waits for a code by SMS, whose address was proven on the local page.
async fn waiting_for_sms(server: TestServer, company: &Listener, mail_server: &TcpListener) -> TestServer {
    let new = NewAccount {
        name: "",
        password: "ett helt nytt och långt lösenord",
        language: "en",
        words: None,
    };
    joining::register(&server.client(), &server.origin(), EVA, new).await;
    let server = server.restart_with(|config| with_company(config, company, mail_server));
    let halfway = server.client().sign_in(EVA, new.password).await.unwrap();
    halfway.send_code(Some(NUMBER)).await.unwrap();
    server
}

#[tokio::test]
async fn what_was_not_taken_is_sent_again_under_its_name_also_after_a_restart() {
    let (mail_server, busy) = (silent(), Listener::start("503 Service Unavailable"));
    let server = waiting_for_sms(TestServer::start(), &busy, &mail_server).await;
    until("a first try", || busy.heard().len() == 1).await;
    until("its failure", || {
        outbox::list(&database(&server)).unwrap()[0].failure.is_some()
    })
    .await;
    let (first, better) = (busy.heard().remove(0), Listener::start("200 OK"));
    server.clock.advance_ms(10_000);
    let server = server.restart_with(|config| with_company(config, &better, &mail_server));
    until("a second try", || better.heard().len() == 1).await;
    let second = better.heard().remove(0);
    for name in ["ref", "text", "to", "report"] {
        assert_eq!(field(&first.body, name), field(&second.body, name), "{name}");
    }
    until("its end", || sms_rows(&server)[0].state == "taken").await;
}

#[tokio::test]
async fn what_is_refused_is_a_dead_letter_that_the_operator_can_try_again() {
    let (mail_server, refusing) = (silent(), Listener::start("400 Bad Request"));
    let server = waiting_for_sms(TestServer::start(), &refusing, &mail_server).await;
    until("the refusal", || sms_rows(&server)[0].state == "dead").await;
    let letters = outbox::list(&database(&server)).unwrap();
    let dead = letters.iter().find(|letter| letter.state == "dead").unwrap();
    assert_eq!((dead.channel.as_str(), dead.kind.as_str()), ("sms", "phone-code"));
    let shown = dead.to_string();
    let code = field(&refusing.heard()[0].body, "text");
    assert!(
        !shown.contains("46701740605") && !shown.contains(code.get(..6).unwrap()),
        "{shown}"
    );
    let other = "AAAAAAAAAAAAAAAAAAAAAA";
    assert!(outbox::retry(&database(&server), other, server.clock.now_ms(), DAY_MS).is_err());
    outbox::retry(&database(&server), &dead.reference, server.clock.now_ms(), DAY_MS).unwrap();
    until("another try", || refusing.heard().len() == 2).await;
    until("the refusal", || sms_rows(&server)[0].state == "dead").await;
    outbox::discard(&database(&server), &dead.reference).unwrap();
    assert!(sms_rows(&server).is_empty());
}

#[tokio::test]
async fn forged_repeated_and_late_reports_change_nothing() {
    let (mail_server, company) = (silent(), Listener::start("200 OK"));
    let server = waiting_for_sms(TestServer::start(), &company, &mail_server).await;
    until("an SMS", || !company.heard().is_empty()).await;
    until("its end", || sms_rows(&server)[0].state == "taken").await;
    let url = field(&company.heard()[0].body, "report");
    let path = url.split_once("/api/v1").unwrap().1.to_owned();
    let client = server.client();
    let report = async |path: &str, status: &str| {
        let body = format!("status={status}").into_bytes();
        let form = ("application/x-www-form-urlencoded", body);
        raw(&client, Method::Post, path, Some(form)).await.status
    };
    let said = || sms_rows(&server)[0].report.clone();
    let (of_job, token) = path.rsplit_once('/').unwrap();
    let mut other = token.to_owned();
    other.replace_range(0..1, if token.starts_with('A') { "B" } else { "A" });
    let foreign = format!("/callbacks/sms/AAAAAAAAAAAAAAAAAAAAAA/{token}");
    for forged in [format!("{of_job}/{other}"), format!("{of_job}/x"), foreign] {
        assert_eq!(report(&forged, "delivered").await, 404, "{forged}");
    }
    assert_eq!(said(), None);
    assert_eq!(report(&path, "sent").await, 204);
    assert_eq!(said().as_deref(), Some("accepted"));
    assert_eq!(report(&path, "delivered").await, 204);
    for late in ["sent", "failed", "delivered", "nonsense"] {
        assert_eq!(report(&path, late).await, 204);
        assert_eq!(said().as_deref(), Some("delivered"), "{late}");
    }
    let huge = ("text/plain", vec![b'x'; 100_000]);
    assert_eq!(
        raw(&client, Method::Post, &path, Some(huge)).await.code(),
        Code::TooLarge
    );
}

#[tokio::test]
async fn the_local_outbox_is_there_only_where_it_was_asked_for() {
    let (mail_server, company) = (silent(), Listener::start("200 OK"));
    let server = TestServer::start_with(|config| with_company(config, &company, &mail_server));
    for path in ["/local-outbox", "/local-outbox.json"] {
        let answer = reqwest::get(format!("{}{path}", server.origin())).await.unwrap();
        assert_eq!(answer.status(), 404);
    }
    let mut config = Config::load(None).unwrap();
    config.local_outbox = true;
    config.listen = "0.0.0.0:8080".parse().unwrap();
    assert!(config.check().is_err());
}

#[tokio::test]
async fn without_mail_server_or_gateway_the_server_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::load(None).unwrap();
    config.data = folder.path().join("data");
    let open = |config: Config| server::app::App::open(config, server::clock::Clock::System, false);
    assert!(open(config.clone()).await.is_err());
    config.mail = mail::settings(25, MailSecurity::None, None);
    assert!(open(config.clone()).await.is_err());
    config.sms = kannel::settings(13013, "secret");
    assert!(open(config).await.is_ok());
}

#[tokio::test]
async fn people_are_told_what_happens_to_the_access_to_their_mailbox() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let origin = server.origin();
    let told = async |word: &str| {
        joining::wait_for(&origin, &anna.address, |mail| {
            mail.subject
                .as_deref()
                .is_some_and(|subject| subject.to_lowercase().contains(word))
        })
        .await
    };
    told("telefon").await;
    anna.try_wrong_codes(&server, 3).await;
    told("koder").await;
    for _ in 0..10 {
        let wrong = server
            .client()
            .sign_in(&anna.address, "inte mitt lösenord alls")
            .await;
        assert!(matches!(
            code_of(wrong),
            Some(Code::LoginRefused | Code::RateLimited)
        ));
        server.clock.advance_ms(30 * 60_000);
    }
    // Counted at once, told by the next round of upkeep.
    told("lösenord").await;
    anna.sign_in(&server).await;
    // Never a word of letters.
    for landed in joining::landed(&origin).await {
        assert!(
            !landed.text.contains("Anna") && !landed.text.contains("brev från"),
            "{}",
            landed.text
        );
    }
}
