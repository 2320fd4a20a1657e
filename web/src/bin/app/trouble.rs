//! What went wrong, in words: what happened, what is kept, what to do next.

use crate::passkey::Failure;
use crate::texts::{Theirs, t, times};
use api::Code;
use client::view::{Flaw, LogFault, PasswordFault, WordsFault};
use client::{Error, Refusal};

/// A device whose clock differs by less has no trouble with codes.
const CLOCK_OFF_MS: u64 = 30_000;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What happened, in a few words.
    pub(crate) title: String,
    /// What is kept, and what to do next.
    pub(crate) more: String,
}

impl Trouble {
    fn new(title: String, more: String) -> Self {
        Self { title, more }
    }

    /// In one breath, for a toast or a line below a field.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.title, self.more)
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        match error {
            Error::Offline => Self::new(t!(ERR_OFFLINE), t!(ERR_OFFLINE_MORE)),
            Error::Refused(refusal) => refused(*refusal),
            Error::SignedOut => Self::new(t!(ERR_SIGNED_OUT), t!(ERR_SIGNED_OUT_MORE)),
            Error::BadAnswer(_) => Self::new(t!(ERR_BAD_ANSWER), t!(ERR_BAD_ANSWER_MORE)),
            Error::ServerChanged => Self::new(t!(ERR_SERVER_CHANGED), t!(ERR_SERVER_CHANGED_MORE)),
            Error::Downgrade => Self::new(t!(ERR_DOWNGRADE), t!(ERR_DOWNGRADE_MORE)),
            Error::AuditLog(fault) => log_fault(*fault),
            Error::NotInLog => Self::new(t!(ERR_NOT_IN_LOG), t!(ERR_NOT_IN_LOG_MORE)),
            Error::KeysChanged { address } => Self::new(
                t!(ERR_KEYS_CHANGED, name = Theirs(address)),
                t!(ERR_KEYS_CHANGED_MORE),
            ),
            Error::KeysExpired { address } => Self::new(
                t!(ERR_KEYS_EXPIRED, name = Theirs(address)),
                t!(ERR_KEYS_EXPIRED_MORE),
            ),
            Error::ClockOff { ahead_ms } => {
                let server_ms = times::now_ms().saturating_add_signed(ahead_ms.saturating_neg());
                Self::new(
                    t!(CODE_CLOCK_REFUSED),
                    t!(CODE_CLOCK_REFUSED_TIME, time = times::moment(server_ms)),
                )
            }
            Error::NoMailbox { address } => Self::new(
                t!(ERR_NO_MAILBOX, name = Theirs(address)),
                t!(ERR_NO_MAILBOX_MORE),
            ),
            Error::Flawed(flaw) => flawed(*flaw),
            Error::PasskeyYieldsNothing => Self::new(
                t!(ERR_PASSKEY_YIELDS_NOTHING),
                t!(ERR_PASSKEY_YIELDS_NOTHING_MORE),
            ),
            Error::WeakPassword(fault) => Self::new(password(*fault), t!(ERR_WEAK_PASSWORD_MORE)),
            Error::RecoveryWords(fault) => Self::new(t!(ERR_WORDS), words(fault)),
            Error::Invalid { .. } => Self::new(t!(ERR_INVALID), t!(ERR_INVALID_MORE)),
            Error::FileUnreadable => Self::new(t!(ERR_FILE_UNREADABLE), t!(ERR_FILE_UNREADABLE_MORE)),
            Error::FileUnwritable => Self::new(t!(ERR_FILE_UNWRITABLE), t!(ERR_FILE_UNWRITABLE_MORE)),
            Error::Cancelled => Self::new(t!(ERR_CANCELLED), t!(ERR_CANCELLED_MORE)),
            Error::OutOfTurn => Self::new(t!(ERR_OUT_OF_TURN), t!(ERR_OUT_OF_TURN_MORE)),
        }
    }
}

/// Why a password is refused.
pub(crate) fn password(fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort => t!(PASSWORD_TOO_SHORT),
        PasswordFault::TooLong => t!(PASSWORD_TOO_LONG),
        PasswordFault::TooCommon => t!(PASSWORD_TOO_COMMON),
        PasswordFault::Personal => t!(PASSWORD_PERSONAL),
    }
}

/// Why what was typed is not the recovery words, and what to look at.
fn words(fault: &WordsFault) -> String {
    match fault {
        WordsFault::Unknown { position, near } if near.is_empty() => {
            t!(ERR_WORDS_UNKNOWN, position = *position)
        }
        WordsFault::Unknown { position, near } => {
            t!(ERR_WORDS_NEAR, near = near.join(", "), position = *position)
        }
        WordsFault::Count(count) => t!(ERR_WORDS_COUNT, count = *count),
        WordsFault::Checksum => t!(ERR_WORDS_CHECKSUM),
    }
}

/// Why a passkey did not answer.
pub(crate) fn passkey(failure: Failure) -> Trouble {
    let (title, more) = match failure {
        Failure::NotAllowed => (t!(PASSKEY_NOT_ALLOWED), t!(PASSKEY_NOT_ALLOWED_MORE)),
        Failure::Known => (t!(PASSKEY_KNOWN), t!(PASSKEY_KNOWN_MORE)),
        Failure::Unable => (t!(PASSKEY_UNABLE), t!(PASSKEY_UNABLE_MORE)),
    };
    Trouble::new(title, more)
}

/// Why none opens the mailbox by itself.
pub(crate) fn opening_passkey(failure: Failure) -> Trouble {
    match failure {
        Failure::NotAllowed => Trouble::new(t!(PASSKEY_NOT_ALLOWED), t!(PASSKEY_NONE_OPENS_MORE)),
        Failure::Known | Failure::Unable => passkey(failure),
    }
}

/// A passkey answered, and the server did not take it.
pub(crate) fn passkey_refused() -> Trouble {
    Trouble::new(t!(PASSKEY_ANSWER_REFUSED), t!(PASSKEY_ANSWER_REFUSED_MORE))
}

/// Why a letter is not shown.
pub(crate) fn flawed(flaw: Flaw) -> Trouble {
    let (title, more) = match flaw {
        Flaw::Forged => (t!(FLAW_FORGED), t!(FLAW_FORGED_MORE)),
        Flaw::NotForYou => (t!(FLAW_NOT_FOR_YOU), t!(FLAW_NOT_FOR_YOU_MORE)),
        Flaw::SenderKeyChanged => (t!(FLAW_KEY_CHANGED), t!(FLAW_KEY_CHANGED_MORE)),
        Flaw::DirectoryFork => (t!(FLAW_FORK), t!(FLAW_FORK_MORE)),
        Flaw::Damaged => (t!(FLAW_DAMAGED), t!(FLAW_DAMAGED_MORE)),
    };
    Trouble::new(title, more)
}

/// What is wrong with the server's audit log.
pub(crate) fn log_fault(fault: LogFault) -> Trouble {
    let (title, more) = match fault {
        LogFault::RolledBack => (t!(LOG_ROLLED_BACK), t!(LOG_ROLLED_BACK_MORE)),
        LogFault::Forked => (t!(LOG_FORKED), t!(LOG_FORKED_MORE)),
        LogFault::ForeignKey => (t!(LOG_FOREIGN_KEY), t!(LOG_FOREIGN_KEY_MORE)),
    };
    Trouble::new(title, more)
}

/// Why a letter is not shown, in a row of the list.
pub(crate) fn flaw_in_row(flaw: Flaw) -> String {
    match flaw {
        Flaw::Forged => t!(FLAW_ROW_FORGED),
        Flaw::NotForYou => t!(FLAW_ROW_NOT_FOR_YOU),
        Flaw::SenderKeyChanged => t!(FLAW_ROW_KEY_CHANGED),
        Flaw::DirectoryFork => t!(FLAW_ROW_FORK),
        Flaw::Damaged => t!(FLAW_ROW_DAMAGED),
    }
}

fn refused(refusal: Refusal) -> Trouble {
    let (title, more) = match refusal.code {
        Code::SignedOut => (t!(ERR_SIGNED_OUT), t!(ERR_SIGNED_OUT_MORE)),
        Code::LoginRefused => (t!(CODE_LOGIN_REFUSED), t!(CODE_LOGIN_REFUSED_MORE)),
        Code::CodeRefused => (t!(CODE_CODE_REFUSED), code_refused(refusal)),
        Code::SecondFactorEnded => (t!(CODE_SECOND_FACTOR_ENDED), t!(CODE_SECOND_FACTOR_ENDED_MORE)),
        Code::ProofEnded => (t!(CODE_PROOF_ENDED), t!(CODE_PROOF_ENDED_MORE)),
        Code::AddressUnproven => (t!(CODE_ADDRESS_UNPROVEN), t!(CODE_ADDRESS_UNPROVEN_MORE)),
        Code::PhoneUnproven => (t!(CODE_PHONE_UNPROVEN), t!(CODE_PHONE_UNPROVEN_MORE)),
        Code::PhoneRefused => (t!(CODE_PHONE_REFUSED), t!(CODE_PHONE_REFUSED_MORE)),
        Code::RecoveryRefused => (t!(CODE_RECOVERY_REFUSED), t!(CODE_RECOVERY_REFUSED_MORE)),
        Code::RecoveryEnded => (t!(CODE_RECOVERY_ENDED), t!(CODE_RECOVERY_ENDED_MORE)),
        Code::RecoveryNotDue => (t!(CODE_RECOVERY_NOT_DUE), t!(CODE_RECOVERY_NOT_DUE_MORE)),
        Code::PasskeyOpensNothing => (
            t!(CODE_PASSKEY_OPENS_NOTHING),
            t!(CODE_PASSKEY_OPENS_NOTHING_MORE),
        ),
        Code::PasskeyRefused => (t!(CODE_PASSKEY_REFUSED), t!(CODE_PASSKEY_REFUSED_MORE)),
        Code::StepUpRequired => (t!(CODE_STEP_UP_REQUIRED), t!(CODE_STEP_UP_REQUIRED_MORE)),
        Code::SecondFactorConflict => (
            t!(CODE_SECOND_FACTOR_CONFLICT),
            t!(CODE_SECOND_FACTOR_CONFLICT_MORE),
        ),
        Code::InvalidAddress => (t!(CODE_INVALID_ADDRESS), t!(CODE_INVALID_ADDRESS_MORE)),
        Code::AddressTaken => (t!(CODE_ADDRESS_TAKEN), t!(CODE_ADDRESS_TAKEN_MORE)),
        Code::NotFound => (t!(CODE_NOT_FOUND), t!(CODE_NOT_FOUND_MORE)),
        Code::MessageIdReused => (t!(CODE_MESSAGE_ID_REUSED), t!(CODE_MESSAGE_ID_REUSED_MORE)),
        Code::MessageErased => (t!(CODE_MESSAGE_ERASED), t!(CODE_MESSAGE_ERASED_MORE)),
        Code::StaleRecipientKey => (t!(CODE_STALE_RECIPIENT_KEY), t!(CODE_STALE_RECIPIENT_KEY_MORE)),
        Code::StaleSenderKey => (t!(CODE_STALE_SENDER_KEY), t!(CODE_STALE_SENDER_KEY_MORE)),
        Code::UnknownRecipient => (t!(CODE_UNKNOWN_RECIPIENT), t!(CODE_UNKNOWN_RECIPIENT_MORE)),
        Code::BlobConflict | Code::BlobRefused => (t!(CODE_BLOB_REFUSED), t!(CODE_BLOB_REFUSED_MORE)),
        Code::BlobUnavailable => (t!(CODE_BLOB_UNAVAILABLE), t!(CODE_BLOB_UNAVAILABLE_MORE)),
        Code::KeyringConflict | Code::ObjectConflict => {
            (t!(CODE_KEYRING_CONFLICT), t!(CODE_KEYRING_CONFLICT_MORE))
        }
        Code::TooLarge => (t!(CODE_TOO_LARGE), t!(CODE_TOO_LARGE_MORE)),
        Code::MailboxFull => (t!(CODE_MAILBOX_FULL), t!(CODE_MAILBOX_FULL_MORE)),
        Code::ClockRefused => (t!(CODE_CLOCK_REFUSED), clock_refused(refusal)),
        Code::RateLimited => (t!(CODE_RATE_LIMITED), again_in(refusal)),
        Code::WorkRequired => (t!(CODE_WORK_REQUIRED), t!(TRY_AGAIN_SOON)),
        Code::Busy => (t!(CODE_BUSY), again_in(refusal)),
        Code::Internal => (t!(CODE_INTERNAL), t!(CODE_INTERNAL_MORE)),
        Code::StorageFull => (t!(CODE_STORAGE_FULL), t!(CODE_STORAGE_FULL_MORE)),
        Code::CrossSiteRefused => (t!(CODE_CROSS_SITE_REFUSED), t!(CODE_CROSS_SITE_REFUSED_MORE)),
        Code::SignatureRefused
        | Code::KeyRecordConflict
        | Code::KeyRecordRefused
        | Code::SubmissionRefused
        | Code::EnvelopeRefused
        | Code::ReceiptRefused
        | Code::AmendRefused => (t!(CODE_SEAL_REFUSED), t!(CODE_SEAL_REFUSED_MORE)),
        Code::InvalidRequest | Code::MethodNotAllowed | Code::RangeRefused => {
            (t!(CODE_NOT_UNDERSTOOD), t!(CODE_NOT_UNDERSTOOD_MORE))
        }
    };
    Trouble::new(title, more)
}

/// How many tries are left; and where the device's clock may be the reason, what it should show.
fn code_refused(refusal: Refusal) -> String {
    let tries = refusal.tries_left.map_or_else(
        || t!(CODE_CODE_REFUSED_MORE),
        |left| t!(CODE_CODE_REFUSED_TRIES, count = left),
    );
    match refusal
        .server_ms
        .filter(|server| server.abs_diff(times::now_ms()) > CLOCK_OFF_MS)
    {
        Some(server) => format!(
            "{tries} {}",
            t!(CLOCK_IS_OFF, time = times::time_with_seconds(server))
        ),
        None => tries,
    }
}

fn clock_refused(refusal: Refusal) -> String {
    match refusal.server_ms {
        Some(server) => t!(CODE_CLOCK_REFUSED_TIME, time = times::moment(server)),
        None => t!(CODE_CLOCK_REFUSED_MORE),
    }
}

fn again_in(refusal: Refusal) -> String {
    match refusal.retry_after_s {
        Some(seconds) => t!(TRY_AGAIN_IN, span = times::left(seconds)),
        None => t!(TRY_AGAIN_SOON),
    }
}
