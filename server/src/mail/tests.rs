//! Conversations with a mail server that is played by a few lines, one connection each. A real one is in
//! `tests/flows/mail.rs`.

use super::*;
use crate::config::{Config, Secret};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

/// A server that answers a line with what `answer` says, after its greeting. It returns what it was told.
fn play(answer: fn(&str) -> &'static str) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let told = std::thread::spawn(move || converse(&listener.accept().unwrap().0, answer));
    (port, told)
}

fn converse(stream: &TcpStream, answer: fn(&str) -> &'static str) -> Vec<String> {
    let mut told = Vec::new();
    let mut out = stream;
    let mut text = false;
    out.write_all(answer("").as_bytes()).unwrap();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { break };
        let ends = line == ".";
        if !text || ends {
            let reply = answer(&line);
            text = reply.starts_with("354");
            if out.write_all(reply.as_bytes()).is_err() {
                break;
            }
        }
        told.push(line);
    }
    told
}

/// Takes everything.
fn kind(line: &str) -> &'static str {
    match line.split([' ', ':']).next().unwrap_or_default() {
        "" => "220 ready\r\n",
        "EHLO" => "250-hello\r\n250 AUTH PLAIN\r\n",
        "DATA" => "354 go on\r\n",
        "AUTH" => "235 welcome\r\n",
        _ => "250 ok\r\n",
    }
}

fn settings(port: u16) -> Settings {
    let mut settings = Config::load(None).unwrap().mail;
    settings.server = Some(format!("127.0.0.1:{port}").try_into().unwrap());
    settings.security = MailSecurity::None;
    settings.from = Some("Forsegla <noreply@example.org>".into());
    settings
}

async fn send_to(settings: &Settings, to: &str) -> Result<(), SendError> {
    let text = MailText {
        subject: "Ärende".into(),
        text: "Canary text".into(),
        html: "<p>Canary text</p>".into(),
        attachment: None,
    };
    let mail = Mail {
        to,
        text: &text,
        language: Language::Sv,
        reference: "n-1",
        date_ms: 1_795_543_083_000,
    };
    let mailer = Mailer::new(settings).unwrap();
    mailer.with_timeout(Duration::from_secs(2)).send(&mail).await
}

async fn send_against(answer: fn(&str) -> &'static str) -> Result<(), SendError> {
    let (port, _told) = play(answer);
    send_to(&settings(port), "anna@example.org").await
}

#[tokio::test]
async fn a_mail_is_handed_over_with_a_goodbye() {
    let (port, told) = play(kind);
    send_to(&settings(port), "anna@example.org").await.unwrap();
    let told = told.join().unwrap();
    assert_eq!(told[0], "EHLO example.org");
    assert!(told[1].starts_with("MAIL FROM:<noreply@example.org>"));
    assert_eq!(told[2], "RCPT TO:<anna@example.org>");
    assert_eq!(told.last().unwrap(), "QUIT");
}

#[tokio::test]
async fn a_recipient_that_the_server_does_not_know_is_refused_without_naming_it() {
    let sent = send_against(|line| {
        if line.starts_with("RCPT") {
            "550 5.1.1 <anna@example.org> is unknown\r\n"
        } else {
            kind(line)
        }
    });
    let refused = SendError::Refused("the mail server answered 550".into());
    assert_eq!(sent.await, Err(refused));
}

#[tokio::test]
async fn a_server_that_is_full_is_tried_later() {
    let sent = send_against(|line| {
        if line == "." {
            "452 4.3.1 full\r\n"
        } else {
            kind(line)
        }
    });
    let later = SendError::Later("the mail server answered 452".into());
    assert_eq!(sent.await, Err(later));
}

#[tokio::test]
async fn a_server_that_takes_nobodys_mail_is_the_operators_matter() {
    let sent = send_against(|line| {
        if line.is_empty() {
            "554 not you\r\n"
        } else {
            kind(line)
        }
    });
    assert!(matches!(sent.await, Err(SendError::Settings(_))));
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_matter() {
    let (port, told) = play(|line| {
        if line.starts_with("AUTH") {
            "535 5.7.8 no\r\n"
        } else {
            kind(line)
        }
    });
    let mut settings = settings(port);
    settings.user = Some("forsegla".into());
    settings.password = Some(Secret::new("wrong"));
    let sent = send_to(&settings, "anna@example.org").await;
    assert_eq!(
        sent,
        Err(SendError::Settings("the mail server answered 535".into()))
    );
    assert!(!told.join().unwrap().iter().any(|line| line.starts_with("MAIL")));
}

#[tokio::test]
async fn the_password_comes_from_the_first_line_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "s3cret\n").unwrap();
    let (port, told) = play(kind);
    let mut settings = settings(port);
    settings.user = Some("forsegla".into());
    settings.password_file = Some(file);
    send_to(&settings, "anna@example.org").await.unwrap();
    // Base64 of NUL forsegla NUL s3cret (RFC 4616).
    assert!(
        told.join()
            .unwrap()
            .contains(&"AUTH PLAIN AGZvcnNlZ2xhAHMzY3JldA==".to_owned())
    );
}

#[tokio::test]
async fn a_server_without_starttls_is_told_nothing() {
    let (port, told) = play(kind);
    let mut settings = settings(port);
    settings.security = MailSecurity::StartTls;
    let sent = send_to(&settings, "anna@example.org").await;
    assert!(matches!(sent, Err(SendError::Settings(_))), "{sent:?}");
    assert_eq!(told.join().unwrap(), ["EHLO example.org"]);
}

#[tokio::test]
async fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let (port, told) = play(kind);
    let sent = send_to(&settings(port), "åsa@example.org").await;
    assert!(matches!(sent, Err(SendError::Refused(_))), "{sent:?}");
    assert_eq!(told.join().unwrap(), ["EHLO example.org"]);
    let (port, told) = play(|line| match line.split(' ').next() {
        Some("EHLO") => "250-hello\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
        _ => kind(line),
    });
    send_to(&settings(port), "åsa@example.org").await.unwrap();
    let told = told.join().unwrap();
    assert!(told[1].contains("SMTPUTF8"), "{told:?}");
    assert_eq!(told[2], "RCPT TO:<åsa@example.org>");
}

#[tokio::test]
async fn a_server_that_never_speaks_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let begun = std::time::Instant::now();
    let sent = send_to(&settings(port), "anna@example.org").await;
    assert!(matches!(sent, Err(SendError::Later(_))), "{sent:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_later() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let sent = send_to(&settings(port), "anna@example.org").await;
    assert!(matches!(sent, Err(SendError::Later(_))), "{sent:?}");
}

#[tokio::test]
async fn a_server_that_hangs_up_in_the_middle_is_tried_later() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        stream.write_all(b"220 ready\r\n").unwrap();
    });
    let sent = send_to(&settings(port), "anna@example.org").await;
    assert!(matches!(sent, Err(SendError::Later(_))), "{sent:?}");
    server.join().unwrap();
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_on_its_tls_port_is_the_operators_matter() {
    let (port, _told) = play(kind);
    let mut settings = settings(port);
    settings.security = MailSecurity::Tls;
    let sent = send_to(&settings, "anna@example.org").await;
    assert!(matches!(sent, Err(SendError::Settings(_))), "{sent:?}");
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(25);
    settings.ca = Some(folder.path().join("ca.pem"));
    assert!(matches!(
        Mailer::new(&settings),
        Err(MailerError::Unreadable { .. })
    ));
    std::fs::write(folder.path().join("ca.pem"), "no certificate").unwrap();
    assert!(matches!(Mailer::new(&settings), Err(MailerError::Ca)));
    settings.server = None;
    assert!(matches!(Mailer::new(&settings), Err(MailerError::NotSet)));
}
