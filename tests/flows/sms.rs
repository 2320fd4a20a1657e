//! SMS through a company's interface, played by a listener, and gateways that do not answer as they should.

use rcgen::generate_simple_self_signed;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use server::config::{Auth, Body, Config, GatewayKind, Secret, Sms as Settings};
use server::outbox::SendError;
use server::sms::{Gateway, PhoneNumber, Sms};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::Listener;

const TEXT: &str = "Ett brev väntar: åäöæø & {to} 100%";

fn settings(url: String) -> Settings {
    let mut settings = Config::load(None).unwrap().sms;
    settings.gateway = GatewayKind::Http;
    settings.from = Some("Forsegla".into());
    settings.http.url = Some(url);
    settings.http.fields =
        fields(json!({"from": "{from}", "to": "{to}", "message": "{text}", "whendelivered": "{report_url}"}));
    settings
}

fn fields(value: Value) -> serde_json::Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

async fn send_text(settings: &Settings, text: &str) -> Result<(), SendError> {
    let to: PhoneNumber = "+46701234567".parse().unwrap();
    let message = Sms {
        to: &to,
        text,
        reference: "sms_1",
        report_url: Some("https://post.example.org/reports/sms_1"),
        valid_minutes: 60,
    };
    Gateway::new(settings).unwrap().unwrap().send(&message).await
}

async fn send(settings: &Settings) -> Result<(), SendError> {
    send_text(settings, TEXT).await
}

#[tokio::test]
async fn a_form_with_a_password_arrives_as_the_settings_say() {
    let company = Listener::start("200 OK");
    let mut settings = settings(format!("http://{}/a1/sms", company.address));
    settings.http.auth = Auth::Basic;
    settings.http.username = Some("user".into());
    settings.http.password = Some(Secret::new("pass"));
    send(&settings).await.unwrap();
    let heard = company.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].method.as_str(), heard[0].path.as_str()),
        ("POST", "/a1/sms")
    );
    assert_eq!(
        heard[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(heard[0].header("authorization"), Some("Basic dXNlcjpwYXNz"));
    assert_eq!(
        String::from_utf8(heard[0].body.clone()).unwrap(),
        "from=Forsegla&message=Ett+brev+v%C3%A4ntar%3A+%C3%A5%C3%A4%C3%B6%C3%A6%C3%B8+%26+%7Bto%7D+100%25&to=%2B46701234567&whendelivered=https%3A%2F%2Fpost.example.org%2Freports%2Fsms_1"
    );
}

#[tokio::test]
async fn json_with_a_token_arrives_as_the_settings_say() {
    let company = Listener::start("201 Created");
    let mut settings = settings(format!("http://{}/rest/mtsms", company.address));
    settings.http.auth = Auth::Bearer;
    settings.http.password = Some(Secret::new("token"));
    settings.http.body = Body::Json;
    settings.http.fields = fields(
        json!({"sender": "{from}", "message": "{text}", "recipients": [{"msisdn": "{to_digits}"}], "userref": "{reference}"}),
    );
    send(&settings).await.unwrap();
    let heard = company.heard();
    assert_eq!(heard[0].header("content-type"), Some("application/json"));
    assert_eq!(heard[0].header("authorization"), Some("Bearer token"));
    let body: Value = serde_json::from_slice(&heard[0].body).unwrap();
    assert_eq!(
        body,
        json!({"sender": "Forsegla", "message": TEXT, "recipients": [{"msisdn": "46701234567"}], "userref": "sms_1"})
    );
}

#[tokio::test]
async fn refusals_of_a_company_are_told_apart_and_say_nothing_of_the_sms() {
    for (answer, expected) in [
        (
            "400 Bad Request",
            SendError::Refused("the gateway answered 400".into()),
        ),
        (
            "401 Unauthorized",
            SendError::Settings("the gateway answered 401".into()),
        ),
        (
            "429 Too Many Requests",
            SendError::Later("the gateway answered 429".into()),
        ),
        (
            "503 Service Unavailable",
            SendError::Later("the gateway answered 503".into()),
        ),
    ] {
        let company = Listener::start(answer);
        let refused = send(&settings(format!("http://{}/", company.address))).await;
        assert_eq!(refused, Err(expected));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let company = Listener::start("307 Temporary Redirect\r\nlocation: /elsewhere");
    let refused = send(&settings(format!("http://{}/", company.address))).await;
    assert!(matches!(refused, Err(SendError::Settings(_))), "{refused:?}");
    assert_eq!(company.heard().len(), 1);
}

#[tokio::test]
async fn a_text_that_does_not_fit_one_sms_is_not_sent() {
    let company = Listener::start("200 OK");
    let settings = settings(format!("http://{}/", company.address));
    for text in ["å".repeat(161), "hej 😀".into()] {
        let refused = send_text(&settings, &text).await;
        assert!(matches!(refused, Err(SendError::Refused(_))), "{refused:?}");
    }
    assert_eq!(company.heard().len(), 0);
}

#[tokio::test]
async fn a_gateway_that_does_not_listen_is_for_later() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = send(&settings(format!("http://{address}/"))).await;
    assert!(matches!(refused, Err(SendError::Later(_))), "{refused:?}");
}

#[tokio::test]
async fn a_gateway_that_never_answers_is_for_later_within_ten_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let since = Instant::now();
    let refused = send(&settings(format!("http://{}/", silent.local_addr().unwrap()))).await;
    assert!(matches!(refused, Err(SendError::Later(_))), "{refused:?}");
    assert!(since.elapsed() < Duration::from_secs(12));
}

#[tokio::test]
async fn a_gateway_must_have_a_certificate_that_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let made = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let ca_file = folder.path().join("ca.pem");
    std::fs::write(&ca_file, made.cert.pem()).unwrap();
    let tls = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![made.cert.der().clone()],
            PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap(),
        )
        .unwrap();
    let company = Listener::start_with("200 OK", Some(Arc::new(tls)));
    let mut settings = settings(format!("https://localhost:{}/", company.address.port()));
    settings.ca_file = Some(ca_file.clone());
    send(&settings).await.unwrap();
    assert_eq!(company.heard().len(), 1);

    let another = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(&ca_file, another.cert.pem()).unwrap();
    let refused = send(&settings).await;
    assert!(matches!(refused, Err(SendError::Settings(_))), "{refused:?}");
    settings.ca_file = None;
    let refused = send(&settings).await;
    assert!(matches!(refused, Err(SendError::Settings(_))), "{refused:?}");
    assert_eq!(company.heard().len(), 1);
}
