//! What stands in a mail, line by line.

use super::*;
use crate::notices::Language;

fn text() -> MailText {
    MailText {
        subject: "Nytt lösenord åäö æø".into(),
        text: "Hej då. Blåbærgrød.\n".into(),
        html: "<p>Hej då</p>".into(),
        attachment: None,
    }
}

fn written(to: &str, reference: &str, text: &MailText) -> Result<String, SendError> {
    let from = "Forsegla <noreply@example.org>".parse().unwrap();
    let mail = Mail {
        to,
        text,
        language: Language::Sv,
        reference,
        date_ms: 1_795_543_083_000,
    };
    let (envelope, message) = compose(&from, &mail)?;
    assert_eq!(envelope.to().len(), 1);
    Ok(String::from_utf8(message).unwrap())
}

#[test]
fn the_headers_say_who_when_and_that_nobody_wrote_it() {
    let message = written("anna@example.org", "n-17", &text()).unwrap();
    for line in [
        "From: Forsegla <noreply@example.org>",
        "To: anna@example.org",
        "Date: Tue, 24 Nov 2026 17:58:03 +0000",
        "Message-ID: <n-17@example.org>",
        "Auto-Submitted: auto-generated",
        "Content-Language: sv",
        "MIME-Version: 1.0",
    ] {
        assert!(message.contains(&format!("{line}\r\n")), "{line} in {message}");
    }
    assert!(message.contains("multipart/alternative"));
    assert!(!message.contains("multipart/mixed"));
    assert!(message.is_ascii());
}

#[test]
fn a_file_goes_along_as_json() {
    let mut text = text();
    text.attachment = Some(Attachment {
        name: "forsegla-report.json",
        json: "{\"å\":1}".into(),
    });
    let message = written("anna@example.org", "n", &text).unwrap();
    assert!(message.contains("multipart/mixed"));
    assert!(message.contains("Content-Disposition: attachment; filename=\"forsegla-report.json\""));
    assert!(message.contains("Content-Type: application/json"));
    assert!(message.is_ascii());
}

#[test]
fn a_domain_beyond_ascii_is_written_in_ascii_and_a_local_part_stays() {
    let message = written("anna@blåbär.example", "n", &text()).unwrap();
    assert!(
        message.contains("To: anna@xn--blbr-noae.example\r\n"),
        "{message}"
    );
    assert!(address("Åsa@example.org").is_some_and(|address| address.user() == "åsa"));
}

#[test]
fn line_ends_make_no_headers() {
    let mut wild = text();
    wild.subject = "Hej\r\nBcc: evil@example.org\r\n\r\nbody".into();
    wild.text = "a\r\n.\r\nMAIL FROM:<x>\r\n".into();
    let message = written("anna@example.org", "n", &wild).unwrap();
    let (headers, _) = message.split_once("\r\n\r\n").unwrap();
    assert!(!headers.to_lowercase().contains("\nbcc:"), "{headers}");
    assert!(
        headers.contains("Subject: Hej  Bcc: evil@example.org    body\r\n"),
        "{headers}"
    );
}

#[test]
fn what_is_no_address_or_no_reference_is_refused() {
    for to in [
        "",
        "anna",
        "anna@",
        "anna@example.org\r\nBcc: evil@example.org",
        "anna@example.org, evil@example.org",
        "<anna@example.org>",
        "anna@example.org> SIZE=1",
    ] {
        assert!(
            matches!(written(to, "n", &text()), Err(SendError::Refused(_))),
            "{to}"
        );
    }
    for reference in ["", "a b", "a\r\nBcc: x", "a>", "a@b"] {
        let refused = written("anna@example.org", reference, &text());
        assert!(matches!(refused, Err(SendError::Refused(_))), "{reference}");
    }
}
