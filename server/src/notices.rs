//! What the server writes to people by itself: that something happened to the access to their mailbox, and codes.
//!
//! A notice says what happened, when, and what to do if it was somebody else. It never says anything of letters: no
//! sender, no subject, no count. It never asks anybody to sign in through a link. The sentences are in `server/texts`.

mod language;
mod page;
mod texts;

pub use language::Language;

use page::{Page, Part};
use serde::{Deserialize, Serialize};
use texts::{Gaps, Texts};

/// The longest host that an SMS has room for beside its words, in characters.
pub const HOST_LEN_MAX: usize = 64;

/// How much of the alphabet of GSM 03.38 goes into one SMS, where no character needs two places.
const SMS_LEN_MAX: usize = 160;

/// What a person is told. The outbox keeps it sealed until it is sent; variants are added, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// By mail, to an address that somebody wants to open a mailbox with.
    AddressCode {
        /// Shown as it is.
        code: String,
    },
    /// Somebody wanted to open a mailbox with an address that has one.
    AddressKnown,
    /// A session was opened.
    NewSignIn {
        /// As `sessions::device` words it; empty where nothing is known.
        device: String,
        /// When.
        at_ms: u64,
    },
    /// The right password, then several wrong codes.
    WrongCodes,
    /// Many wrong passwords.
    WrongPasswords,
    /// The password was changed by somebody signed in.
    PasswordChanged,
    /// The same, because somebody may know the old one: all keys with it.
    PasswordCompromised,
    /// Codes come from another authenticator now. By mail and by SMS.
    AuthenticatorReplaced,
    /// There are new backup codes.
    BackupCodesMade,
    /// A backup code opened a session.
    BackupCodeUsed {
        /// How many are left.
        left: u32,
    },
    /// A telephone was proven. By mail, and by SMS to the one from before.
    PhoneVerified {
        /// Masked.
        number: String,
    },
    /// The reserve telephone was set, changed or taken away.
    ReservePhoneChanged {
        /// Masked; `None` where there is none any more.
        number: Option<String>,
    },
    /// A code to the reserve telephone opened a session.
    ReservePhoneUsed,
    /// There are new recovery words.
    RecoveryWordsChanged,
    /// The recovery words opened the account, and a new password was set.
    RecoveryUsed,
    /// Somebody has the recovery words and no second factor; the waiting period has begun. By mail and by SMS.
    RecoveryRequested {
        /// When it ends.
        until_ms: u64,
        /// Where it can be stopped: path and fragment.
        stop: String,
    },
    /// The recovery was stopped.
    RecoveryStopped,
    /// A passkey was added.
    PasskeyAdded {
        /// What its owner calls it.
        name: String,
    },
    /// A passkey was removed.
    PasskeyRemoved {
        /// What its owner called it.
        name: String,
    },
    /// A passkey opens the mailbox without the password.
    PasskeyOpens {
        /// What its owner calls it.
        name: String,
    },
    /// A passkey does that no more.
    PasskeyOpensNoMore {
        /// What its owner calls it.
        name: String,
    },
    /// The account is going to be erased.
    DeletionRequested {
        /// When.
        until_ms: u64,
    },
    /// The account is not going to be erased.
    DeletionStopped,
    /// The account is erased.
    AccountErased {
        /// The signed report, JSON. It goes with the mail as a file.
        report: String,
    },
    /// By SMS, to a telephone that is to be proven.
    PhoneCode {
        /// Shown as it is.
        code: String,
    },
    /// By SMS, to the reserve telephone, instead of the authenticator's.
    ReserveCode {
        /// Shown as it is.
        code: String,
    },
}

/// A notice as a mail has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// Complete by itself.
    pub text: String,
    /// The same words.
    pub html: String,
    /// A file that goes with it.
    pub attachment: Option<Attachment>,
}

/// A file of a mail. Always JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called.
    pub name: &'static str,
    /// What is in it.
    pub json: String,
}

impl Notice {
    /// The mail in a language, from a server that people reach at `origin`. `None` for what is not told by mail.
    pub fn mail(&self, language: Language, origin: &str) -> Option<MailText> {
        let key = self.mail_key()?;
        let texts = Texts::of(language);
        let gaps = self.gaps(&texts, host(origin))?;
        let subject = texts.find(key, None, &gaps)?;
        let words = |attribute| texts.find(key, Some(attribute), &gaps).map(Part::Words);
        let code = match self {
            Self::AddressCode { code } => Some(Part::Code(code.clone())),
            _ => None,
        };
        let link = match self {
            Self::RecoveryRequested { stop, .. } => Some(Part::Link(format!("{origin}{stop}"))),
            _ => None,
        };
        let parts: Vec<Part> = [
            Some(words("happened")?),
            code,
            Some(words("act")?),
            link,
            words("after"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let footer = texts.find("footer", None, &gaps)?;
        let footer: Vec<String> = footer.split("\n\n").map(str::to_owned).collect();
        let page = Page::new(language, &subject, &parts, &footer);
        Some(MailText {
            text: page.text(),
            html: page.html()?,
            attachment: self.attachment(),
            subject,
        })
    }

    /// The SMS in a language: one, in the alphabet of GSM 03.38. `None` for what is not told by SMS.
    pub fn sms(&self, language: Language, host: &str) -> Option<String> {
        let texts = Texts::of(language);
        let (key, attribute, code) = match self {
            Self::PhoneCode { code } => ("phone-code-sms", None, Some(code)),
            Self::ReserveCode { code } => ("reserve-code-sms", None, Some(code)),
            Self::RecoveryRequested { .. } => ("recovery-requested", Some("sms"), None),
            Self::AuthenticatorReplaced => ("authenticator-replaced", Some("sms"), None),
            Self::PhoneVerified { .. } => ("phone-verified", Some("sms"), None),
            _ => return None,
        };
        let words = texts.find(key, attribute, &self.gaps(&texts, host)?)?;
        let Some(code) = code else {
            return Some(words);
        };
        // Telephones offer to fill in the code on pages of this host alone (WICG, "Origin-bound one-time codes").
        let bound = format!("{words}\n\n@{host} #{code}");
        Some(if bound.chars().count() <= SMS_LEN_MAX {
            bound
        } else {
            words
        })
    }

    /// What it is, in a word, for the operator.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::PhoneCode { .. } => "phone-code",
            Self::ReserveCode { .. } => "reserve-code",
            told_by_mail => told_by_mail.mail_key().unwrap_or_default(),
        }
    }

    fn mail_key(&self) -> Option<&'static str> {
        Some(match self {
            Self::AddressCode { .. } => "address-code",
            Self::AddressKnown => "address-known",
            Self::NewSignIn { .. } => "new-sign-in",
            Self::WrongCodes => "wrong-codes",
            Self::WrongPasswords => "wrong-passwords",
            Self::PasswordChanged => "password-changed",
            Self::PasswordCompromised => "password-compromised",
            Self::AuthenticatorReplaced => "authenticator-replaced",
            Self::BackupCodesMade => "backup-codes-made",
            Self::BackupCodeUsed { .. } => "backup-code-used",
            Self::PhoneVerified { .. } => "phone-verified",
            Self::ReservePhoneChanged { number: Some(_) } => "reserve-phone-changed",
            Self::ReservePhoneChanged { number: None } => "reserve-phone-removed",
            Self::ReservePhoneUsed => "reserve-phone-used",
            Self::RecoveryWordsChanged => "recovery-words-changed",
            Self::RecoveryUsed => "recovery-used",
            Self::RecoveryRequested { .. } => "recovery-requested",
            Self::RecoveryStopped => "recovery-stopped",
            Self::PasskeyAdded { .. } => "passkey-added",
            Self::PasskeyRemoved { .. } => "passkey-removed",
            Self::PasskeyOpens { .. } => "passkey-opens",
            Self::PasskeyOpensNoMore { .. } => "passkey-opens-no-more",
            Self::DeletionRequested { .. } => "deletion-requested",
            Self::DeletionStopped => "deletion-stopped",
            Self::AccountErased { .. } => "account-erased",
            Self::PhoneCode { .. } | Self::ReserveCode { .. } => return None,
        })
    }

    fn gaps<'a>(&'a self, texts: &Texts, host: &'a str) -> Option<Gaps<'a>> {
        let mut gaps = Gaps::new();
        gaps.set("host", host);
        match self {
            Self::NewSignIn { device, at_ms } => {
                let known = if device.is_empty() { "unknown" } else { device };
                gaps.set("device", texts::name(known));
                gaps.set("when", texts.time(*at_ms)?);
            }
            Self::BackupCodeUsed { left } => gaps.set("left", *left),
            Self::PhoneVerified { number } | Self::ReservePhoneChanged { number: Some(number) } => {
                gaps.set("number", number.as_str())
            }
            Self::RecoveryRequested { until_ms, .. } | Self::DeletionRequested { until_ms } => {
                gaps.set("until", texts.time(*until_ms)?);
            }
            Self::PasskeyAdded { name }
            | Self::PasskeyRemoved { name }
            | Self::PasskeyOpens { name }
            | Self::PasskeyOpensNoMore { name } => {
                gaps.set("name", texts::name(name));
            }
            Self::PhoneCode { code } | Self::ReserveCode { code } => gaps.set("code", code.as_str()),
            _ => {}
        }
        Some(gaps)
    }

    fn attachment(&self) -> Option<Attachment> {
        match self {
            Self::AccountErased { report } => Some(Attachment {
                name: "forsegla-report.json",
                json: report.clone(),
            }),
            _ => None,
        }
    }
}

/// An origin without its scheme: what people type.
fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

#[cfg(test)]
mod tests;
