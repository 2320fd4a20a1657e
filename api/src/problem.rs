//! What a refusal looks like: an RFC 9457 problem document with a stable code.

use crate::{Bytes, MailboxId};
use serde::{Deserialize, Serialize};

/// Media type of a [`Problem`] (RFC 9457 section 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal. `code` is for programs and never changes its meaning; `title` is English, for people who read
/// traffic; the browser shows its own words for the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:forsegla:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// One English sentence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was refused.
    pub code: Code,
    /// Which part of the request was wrong, where that helps a developer. Never a secret, never anyone's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Seconds after which a repeat makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// Codes that may still be tried with this password ([`Code::CodeRefused`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u32>,
    /// The server's clock, where the caller's may be the reason ([`Code::CodeRefused`], [`Code::ClockRefused`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_ms: Option<u64>,
    /// Mailboxes to look up again ([`Code::StaleRecipientKey`], [`Code::UnknownRecipient`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailboxes: Vec<MailboxId>,
    /// The version the server holds ([`Code::KeyringConflict`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// What to compute first ([`Code::WorkRequired`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkAsked>,
}

/// Work that is asked for: a number under which the hash of the challenge begins with so many zero bits (protocol.md 5.4.1). The
/// same request is taken with the challenge and that number in the header `forsegla-work`, once, for some minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkAsked {
    /// The challenge.
    pub challenge: Bytes,
    /// The zero bits, which the challenge names too.
    pub bits: u8,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $title:literal,)*) => {
        /// Stable names of everything the server refuses.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All of them, for tests and documents.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status it travels with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// One English sentence.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The request is not of the form the route takes.
    InvalidRequest = 400 "The request is not well formed.",
    /// The address is not an e-mail address.
    InvalidAddress = 400 "This is not a usable e-mail address.",
    /// No session, or one that has ended.
    SignedOut = 401 "Sign in to go on.",
    /// Address or password wrong, address unknown, or the handshake took too long: one answer for all.
    LoginRefused = 401 "Address or password is wrong.",
    /// The one-time code is wrong or was used before.
    CodeRefused = 401 "The code is wrong or was used before.",
    /// The five minutes or five tries between password and code are over.
    SecondFactorEnded = 401 "Enter the password again.",
    /// What was begun by a code that was sent is over, or five wrong codes were tried.
    ProofEnded = 401 "Ask for a new code.",
    /// Address or recovery words wrong, address unknown, or an account without words: one answer for all.
    RecoveryRefused = 401 "Address or recovery words are wrong.",
    /// The minutes or tries after the recovery words are over, or the words are other ones since.
    RecoveryEnded = 401 "Enter the recovery words again.",
    /// No passkey that opens this mailbox, address unknown, or it took too long: one answer for all.
    PasskeyOpensNothing = 401 "This passkey does not open the mailbox.",
    /// The request came from another site, or without the header that says it did not.
    CrossSiteRefused = 403 "The request did not come from this site.",
    /// The setting needs a password and code entered within the last minutes.
    StepUpRequired = 403 "Confirm with password and code first.",
    /// The address has not shown the code that was sent to it.
    AddressUnproven = 403 "Confirm the address first.",
    /// The phone has not shown the code that was sent to it.
    PhoneUnproven = 403 "Confirm the phone first.",
    /// Does not exist, or is not the caller's: one answer for both.
    NotFound = 404 "There is nothing here for you.",
    /// The route exists, the method does not.
    MethodNotAllowed = 405 "The route does not take this method.",
    /// The address has an account already.
    AddressTaken = 409 "This address has a mailbox already.",
    /// Another submission came under the same message id.
    MessageIdReused = 409 "Another message was sent under this id.",
    /// The message was erased; its id stays used.
    MessageErased = 409 "This message was erased.",
    /// A recipient has newer keys than the message was sealed to.
    StaleRecipientKey = 409 "A recipient has new keys.",
    /// The sender's keys are not the current ones.
    StaleSenderKey = 409 "The sender's keys are not current.",
    /// Other bytes were uploaded at this place, or under this id, before.
    BlobConflict = 409 "Other bytes were uploaded under this id.",
    /// The attachment is incomplete, gone, or not the sender's to send.
    BlobUnavailable = 409 "An attachment is not available.",
    /// Another client has written this keyring since.
    KeyringConflict = 409 "The keyring was changed elsewhere.",
    /// Another client has written this object since.
    ObjectConflict = 409 "The object was changed elsewhere.",
    /// The key record does not continue the published chain.
    KeyRecordConflict = 409 "The key record does not follow the current one.",
    /// A second factor is enrolled already, or none is waiting to be.
    SecondFactorConflict = 409 "The second factor is not in that state.",
    /// The waiting period of a recovery is not over, was stopped, or was never begun.
    RecoveryNotDue = 409 "The waiting period is not over.",
    /// Too long, too many, too big.
    TooLarge = 413 "The request is larger than the limit.",
    /// The caller's mailbox holds as much as it may.
    MailboxFull = 413 "The mailbox is full.",
    /// The range is not one range inside the blob.
    RangeRefused = 416 "The range does not fit.",
    /// No number that this server sends codes to.
    PhoneRefused = 422 "Codes cannot be sent to this number.",
    /// The passkey was not made for this, or breaks a rule that the detail names.
    PasskeyRefused = 422 "The passkey cannot be used.",
    /// A signature does not verify.
    SignatureRefused = 422 "A signature does not verify.",
    /// The key record breaks a rule.
    KeyRecordRefused = 422 "The key record is not acceptable.",
    /// The submission breaks a rule that the detail names.
    SubmissionRefused = 422 "The submission is not acceptable.",
    /// An envelope is not what the submission says, or has not the one shape allowed.
    EnvelopeRefused = 422 "An envelope does not fit the submission.",
    /// A mailbox of the submission does not exist.
    UnknownRecipient = 422 "A recipient does not exist.",
    /// Written too far from the server's time.
    ClockRefused = 422 "The time of writing is too far from the server's.",
    /// The receipt breaks a rule.
    ReceiptRefused = 422 "The receipt is not acceptable.",
    /// A later change to a letter does not fit it.
    AmendRefused = 422 "The change is not acceptable.",
    /// The uploaded bytes have another hash or size than announced.
    BlobRefused = 422 "The uploaded bytes are not the announced ones.",
    /// Too often.
    RateLimited = 429 "Too many requests.",
    /// So often that it costs some computing first: the problem carries a challenge.
    WorkRequired = 429 "Compute the proof of work first.",
    /// Our fault; the log knows more.
    Internal = 500 "Something went wrong on the server.",
    /// The server sheds load, stops, or has no free place.
    Busy = 503 "The server is busy.",
    /// The disk is full. Reading and erasing still work.
    StorageFull = 507 "The server has no room left.",
}

impl Problem {
    /// The plain document for a code.
    pub fn new(code: Code) -> Self {
        Self {
            kind: format!("urn:forsegla:problem:{}", code_name(code)),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: None,
            retry_after_s: None,
            tries_left: None,
            server_ms: None,
            mailboxes: Vec::new(),
            version: None,
            work: None,
        }
    }
}

/// `snake_case` of the variant, the same text serde writes.
fn code_name(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Code, Problem, code_name};

    #[test]
    fn every_code_has_its_name_and_an_error_status() {
        for &code in Code::ALL {
            assert_eq!(
                serde_json::to_string(&code).unwrap(),
                format!("\"{}\"", code_name(code))
            );
            assert!((400..600).contains(&code.status()), "{code:?}");
        }
    }

    #[test]
    fn empty_members_stay_out_of_the_document() {
        let json = serde_json::to_string(&Problem::new(Code::NotFound)).unwrap();
        assert_eq!(
            json,
            r#"{"type":"urn:forsegla:problem:not_found","title":"There is nothing here for you.","status":404,"code":"not_found"}"#
        );
    }
}
