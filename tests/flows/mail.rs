//! Mail, as a real mail server takes it and as a program of others reads it.

use mailparse::{DispositionType, MailHeaderMap as _, ParsedMail, parse_mail};
use server::config::{Config, Mail as Settings, MailSecurity};
use server::mail::{Mail, Mailer};
use server::notices::{Language, MailText, Notice};
use server::outbox::SendError;
use std::path::PathBuf;
use tests::Postfix;

const ORIGIN: &str = "https://post.example.org";
const AT_MS: u64 = 1_795_543_083_000;

pub(crate) fn settings(port: u16, security: MailSecurity, ca: Option<PathBuf>) -> Settings {
    let mut settings = Config::load(None).unwrap().mail;
    settings.server = Some(format!("localhost:{port}").try_into().unwrap());
    settings.security = security;
    settings.from = Some("Forsegla <noreply@example.test>".into());
    settings.ca = ca;
    settings
}

async fn send(settings: &Settings, to: &str, text: &MailText) -> Result<(), SendError> {
    let mail = Mail {
        to,
        text,
        language: Language::Sv,
        reference: "notice-17",
        date_ms: AT_MS,
    };
    Mailer::new(settings).unwrap().send(&mail).await
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers.get_first_value(name).unwrap_or_default()
}

/// With the line ends of this system, as Postfix keeps it.
fn body(mail: &ParsedMail<'_>) -> String {
    mail.get_body().unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn a_notice_arrives_whole_through_starttls_and_through_tls() {
    let postfix = Postfix::start();
    let notice = Notice::RecoveryRequested {
        until_ms: AT_MS,
        stop: "/recovery/stop#token".into(),
    };
    let text = notice.mail(Language::Sv, ORIGIN).unwrap();
    for (port, security) in [
        (postfix.starttls_port, MailSecurity::StartTls),
        (postfix.tls_port, MailSecurity::Tls),
    ] {
        let settings = settings(port, security, Some(postfix.ca()));
        send(&settings, "anna@example.test", &text).await.unwrap();
    }
    for bytes in postfix.arrived(2) {
        let mail = parse_mail(&bytes).unwrap();
        assert_eq!(header(&mail, "Delivered-To"), "anna@example.test");
        assert_eq!(header(&mail, "Return-Path"), "<noreply@example.test>");
        assert_eq!(header(&mail, "From"), "Forsegla <noreply@example.test>");
        assert_eq!(header(&mail, "Subject"), "Någon vill återställa din brevlåda");
        assert_eq!(header(&mail, "Message-ID"), "<notice-17@example.test>");
        assert_eq!(header(&mail, "Date"), "Tue, 24 Nov 2026 17:58:03 +0000");
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&mail, "Content-Language"), "sv");
        let received = header(&mail, "Received");
        assert!(received.contains("with ESMTPS "), "over TLS: {received}");
        assert_eq!(mail.ctype.mimetype, "multipart/alternative");
        let [plain, html] = &mail.subparts[..] else {
            panic!("{} parts", mail.subparts.len());
        };
        assert_eq!(
            (plain.ctype.mimetype.as_str(), body(plain)),
            ("text/plain", text.text.clone())
        );
        assert_eq!(
            (html.ctype.mimetype.as_str(), body(html)),
            ("text/html", text.html.clone())
        );
        assert!(body(plain).contains("https://post.example.org/recovery/stop#token"));
    }
}

#[tokio::test]
async fn a_report_arrives_as_a_file_with_letters_of_the_north() {
    let postfix = Postfix::start();
    let report = "{\"navn\":\"Blåbærgrød\",\"line\":1}\n.\r\n..\n".to_owned();
    let notice = Notice::AccountErased {
        report: report.clone(),
    };
    let text = notice.mail(Language::Da, ORIGIN).unwrap();
    let settings = settings(postfix.tls_port, MailSecurity::Tls, Some(postfix.ca()));
    send(&settings, "ægir@example.test", &text).await.unwrap();
    let bytes = postfix.arrived(1).remove(0);
    let mail = parse_mail(&bytes).unwrap();
    assert_eq!(mail.ctype.mimetype, "multipart/mixed");
    let [both, file] = &mail.subparts[..] else {
        panic!("{} parts", mail.subparts.len());
    };
    assert_eq!(both.subparts.len(), 2);
    assert!(body(&both.subparts[0]).contains("vedhæftet som fil, underskrevet af tjenesten"));
    let disposition = file.get_content_disposition();
    assert_eq!(disposition.disposition, DispositionType::Attachment);
    assert_eq!(disposition.params["filename"], "forsegla-report.json");
    assert_eq!(file.get_body_raw().unwrap(), report.as_bytes());
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_mail() {
    let postfix = Postfix::start();
    let text = Notice::PasswordChanged.mail(Language::Sv, ORIGIN).unwrap();
    for (port, security) in [
        (postfix.starttls_port, MailSecurity::StartTls),
        (postfix.tls_port, MailSecurity::Tls),
    ] {
        // The authorities of the system do not know this one.
        let unknown = settings(port, security, None);
        let sent = send(&unknown, "anna@example.test", &text).await;
        assert!(matches!(sent, Err(SendError::Settings(_))), "{sent:?}");
        // The certificate is for a name, not for the address.
        let mut misnamed = settings(port, security, Some(postfix.ca()));
        misnamed.server = Some(format!("127.0.0.1:{port}").try_into().unwrap());
        let sent = send(&misnamed, "anna@example.test", &text).await;
        assert!(matches!(sent, Err(SendError::Settings(_))), "{sent:?}");
    }
    assert!(postfix.mails().is_empty());
}

#[tokio::test]
async fn what_a_mail_server_does_not_take_is_refused() {
    let postfix = Postfix::start();
    let text = Notice::PasswordChanged.mail(Language::Sv, ORIGIN).unwrap();
    let tls = settings(postfix.tls_port, MailSecurity::Tls, Some(postfix.ca()));
    let sent = send(&tls, "anna@elsewhere.example", &text).await;
    let refused = SendError::Refused("the mail server answered 554".into());
    assert_eq!(sent, Err(refused));
    // Without TLS it takes nothing.
    let plain = settings(postfix.starttls_port, MailSecurity::None, None);
    let sent = send(&plain, "anna@example.test", &text).await;
    assert_eq!(
        sent,
        Err(SendError::Settings("the mail server answered 530".into()))
    );
    assert!(postfix.mails().is_empty());
}
