//! Every notice, in every language.

use super::*;

const AT_MS: u64 = 1_795_543_083_000;
const ORIGIN: &str = "https://post.example.org";

/// What takes one place of an SMS (3GPP TS 23.038, 6.2.1); what takes two is not among them.
const GSM: &str = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§\
    ¿abcdefghijklmnopqrstuvwxyzäöñüà";

fn all() -> Vec<Notice> {
    let code = || "ABCD-EFGH".to_owned();
    let number = || "+46 ** *** ** 67".to_owned();
    let name = || "Annas nyckel".to_owned();
    vec![
        Notice::AddressCode { code: code() },
        Notice::AddressKnown,
        Notice::NewSignIn {
            device: "Firefox, Linux".into(),
            at_ms: AT_MS,
        },
        Notice::WrongCodes,
        Notice::WrongPasswords,
        Notice::PasswordChanged,
        Notice::PasswordCompromised,
        Notice::AuthenticatorReplaced,
        Notice::BackupCodesMade,
        Notice::BackupCodeUsed { left: 7 },
        Notice::PhoneVerified { number: number() },
        Notice::ReservePhoneChanged {
            number: Some(number()),
        },
        Notice::ReservePhoneChanged { number: None },
        Notice::ReservePhoneUsed,
        Notice::RecoveryWordsChanged,
        Notice::RecoveryUsed,
        Notice::RecoveryRequested {
            until_ms: AT_MS,
            stop: "/recovery/stop#token".into(),
        },
        Notice::RecoveryStopped,
        Notice::PasskeyAdded { name: name() },
        Notice::PasskeyRemoved { name: name() },
        Notice::PasskeyOpens { name: name() },
        Notice::PasskeyOpensNoMore { name: name() },
        Notice::DeletionRequested { until_ms: AT_MS },
        Notice::DeletionStopped,
        Notice::AccountErased { report: "{}".into() },
        Notice::PhoneCode { code: code() },
        Notice::ReserveCode { code: code() },
    ]
}

#[test]
fn every_notice_is_written_in_every_language() {
    for notice in all() {
        let mut subjects = std::collections::BTreeSet::new();
        for language in Language::ALL {
            let mail = notice.mail(language, ORIGIN);
            let sms = notice.sms(language, "post.example.org");
            assert!(mail.is_some() || sms.is_some(), "{notice:?} {language:?}");
            for text in mail.iter().map(|mail| &mail.text).chain(&sms) {
                assert!(!text.contains(['{', '}', '!']), "{text}");
            }
            if let Some(mail) = mail {
                assert!(mail.text.contains("post.example.org"), "{notice:?}");
                assert!(!mail.subject.contains('\n'));
                subjects.insert(mail.subject);
            }
        }
        assert!(matches!(subjects.len(), 0 | 3), "{notice:?}: {subjects:?}");
    }
}

#[test]
fn codes_go_by_mail_or_by_sms_and_never_by_both() {
    let mail_code = Notice::AddressCode { code: "1".into() };
    assert!(mail_code.sms(Language::Sv, "localhost").is_none());
    for notice in [
        Notice::PhoneCode { code: "1".into() },
        Notice::ReserveCode { code: "1".into() },
    ] {
        assert!(notice.mail(Language::Sv, ORIGIN).is_none());
    }
}

#[test]
fn text_and_html_say_the_same() {
    for notice in all() {
        for language in Language::ALL {
            let Some(mail) = notice.mail(language, ORIGIN) else {
                continue;
            };
            for line in mail.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let escaped = line.replace('\'', "&#39;");
                assert!(mail.html.contains(&escaped), "{line} is not in the HTML");
            }
        }
    }
}

#[test]
fn every_sms_is_one_with_the_longest_host_and_code() {
    let host = "x".repeat(HOST_LEN_MAX);
    for notice in all() {
        for language in Language::ALL {
            let Some(sms) = notice.sms(language, &host) else {
                continue;
            };
            let places = sms.chars().filter(|char| GSM.contains(*char)).count();
            assert_eq!(places, sms.chars().count(), "{sms}");
            assert!(places <= 160, "{places}: {sms}");
        }
    }
}

#[test]
fn a_code_by_sms_comes_first_and_is_bound_to_the_host() {
    let notice = Notice::PhoneCode {
        code: "123456".into(),
    };
    for language in Language::ALL {
        let sms = notice.sms(language, "post.example.org").unwrap();
        assert!(sms.starts_with("123456 "), "{sms}");
        assert_eq!(sms.lines().last(), Some("@post.example.org #123456"));
    }
    let sms = notice.sms(Language::Sv, &"x".repeat(200)).unwrap();
    assert!(!sms.contains('@'), "no room for the host: {sms}");
}

#[test]
fn only_the_stop_of_a_recovery_is_a_link() {
    for notice in all() {
        let Some(mail) = notice.mail(Language::En, ORIGIN) else {
            continue;
        };
        let links = mail.html.matches("href=").count();
        match notice {
            Notice::RecoveryRequested { .. } => {
                assert_eq!(links, 1);
                assert!(mail.text.contains("https://post.example.org/recovery/stop#token"));
            }
            _ => assert_eq!(links, 0, "{notice:?}"),
        }
    }
}

#[test]
fn a_name_that_looks_like_a_link_becomes_words() {
    let notice = Notice::PasskeyAdded {
        name: "log in at evil.example\r\n<b>".into(),
    };
    let mail = notice.mail(Language::En, ORIGIN).unwrap();
    assert!(mail.text.contains("“log in at evil example b”"), "{}", mail.text);
}

#[test]
fn a_device_is_told_in_words_also_where_nothing_is_known() {
    let told = |device: &str| {
        let notice = Notice::NewSignIn {
            device: device.into(),
            at_ms: AT_MS,
        };
        notice.mail(Language::Sv, ORIGIN).unwrap().text
    };
    assert!(told("Firefox, Linux").contains("från: Firefox, Linux."));
    assert!(told("").contains("från en okänd enhet 24 november 2026 kl. 17.58 UTC."));
    assert!(told("program").contains("Ett annat program än en webbläsare"));
}

#[test]
fn how_many_codes_are_left_is_told_in_words() {
    let told = |left| {
        let notice = Notice::BackupCodeUsed { left };
        notice.mail(Language::Da, ORIGIN).unwrap().text
    };
    assert!(told(0).contains("Det var den sidste."));
    assert!(told(1).contains("1 kode tilbage."));
    assert!(told(9).contains("9 koder tilbage."));
}

#[test]
fn a_report_goes_along_as_a_file() {
    let report = r#"{"signed":true}"#.to_owned();
    let notice = Notice::AccountErased {
        report: report.clone(),
    };
    let file = notice.mail(Language::Sv, ORIGIN).unwrap().attachment.unwrap();
    assert_eq!((file.name, file.json), ("forsegla-report.json", report));
}

#[test]
fn what_is_kept_for_sending_is_read_back() {
    for notice in all() {
        let kept = serde_json::to_string(&notice).unwrap();
        assert_eq!(serde_json::from_str::<Notice>(&kept).unwrap(), notice);
    }
    assert!(serde_json::from_str::<Notice>(r#""LetterArrived""#).is_err());
}
