//! What the page asks of the worker and what it hears back. The worker holds all keys; nothing that opens anything ever
//! crosses here, except the password and the code on their way in.

use api::erasure::EmptyBin;
use api::events::Event;
use api::messages::{Folder, Folders, MoveTo};
use api::{ErasureId, MessageId};
use client::Error;
use client::view::{
    BinEmptied, Contact, Draft, Erasure, Letter, Me, Page, PasswordGrade, Reachable, Sent, SessionTimes,
    TotpSecret, Tracker, Uploaded,
};
use serde::{Deserialize, Serialize};

/// Names an upload or a download, chosen by the page, so that its progress can be shown and it can be stopped.
pub type Transfer = u32;

/// One question; the worker answers each with one [`Answer`] of the kind named beside it.
#[derive(Serialize, Deserialize)]
pub enum Ask {
    /// Is someone signed in? After a reload this reopens the mailbox. → [`Answer::Who`]
    Begin,
    /// How good is this password? → [`Answer::Grade`]
    Grade {
        password: String,
        address: String,
        name: String,
    },
    /// Open an account; on success the password is accepted as if signed in. → [`Answer::Next`]
    Register {
        address: String,
        name: String,
        password: String,
        language: String,
    },
    /// First half of signing in. → [`Answer::Next`]
    SignIn { address: String, password: String },
    /// The secret to enrol, after [`Next::Enrol`]. → [`Answer::Secret`]
    EnrolSecret,
    /// Second half of signing in. `keep`: stay signed in over a reload. → [`Answer::Who`]
    Code { code: String, keep: bool },
    /// Leave; nothing stays behind on this device. → [`Answer::Done`]
    SignOut,
    /// The person is active (or pressed "stay"). → [`Answer::Times`]
    Stay,
    /// The session's times, without touching them. → [`Answer::Times`]
    Times,
    /// Counts. → [`Answer::Folders`]
    Folders,
    /// A page. Background: asked for by an event and not by the person. → [`Answer::Page`]
    List {
        folder: Folder,
        after: Option<String>,
        background: bool,
    },
    /// Opens a letter; if it asks for a receipt and the person's setting allows, gives it. → [`Answer::Letter`]
    Read { message_id: MessageId },
    /// A sent letter's readers. → [`Answer::Tracker`]
    Track { message_id: MessageId, background: bool },
    /// Can this address be written to? → [`Answer::Reachable`]
    Look { address: String },
    /// Known correspondents whose name or address begins like this; empty for all. → [`Answer::Contacts`]
    Contacts { prefix: String },
    /// Compared the safety number with this person, or takes that back. → [`Answer::Done`]
    SetVerified { address: String, verified: bool },
    /// Upload the file that came with this message. → [`Answer::Uploaded`], after [`Push::Progress`]es
    Attach {
        transfer: Transfer,
        name: String,
        media_type: String,
    },
    /// Stop an upload or a download for now; [`Ask::Resume`] goes on where it was. → [`Answer::Done`]
    Pause { transfer: Transfer },
    /// Go on. → [`Answer::Done`]
    Resume { transfer: Transfer },
    /// Stop for good, and forget what was uploaded. → [`Answer::Done`]
    Cancel { transfer: Transfer },
    /// Send. `Draft::uploads` are the transfers of finished attachments. → [`Answer::Sent`]
    Send { draft: Draft },
    /// Fetch, open and check an attachment. → [`Answer::File`] with the file beside it
    Save {
        message_id: MessageId,
        index: usize,
        transfer: Transfer,
    },
    /// The page has handed the file of [`Ask::Save`] to the browser's downloads and needs it no longer. → [`Answer::Done`]
    Saved { transfer: Transfer },
    /// Into the bin, or back. → [`Answer::Moved`]
    Move { message_ids: Vec<MessageId>, to: MoveTo },
    /// Erase what is in the bin. → [`Answer::BinEmptied`]
    EmptyBin {
        #[serde(with = "PlainEmptyBin")]
        what: EmptyBin,
    },
    /// How an erasure stands. → [`Answer::Erasure`]
    Erasure { erasure_id: ErasureId },
    /// All erasures, newest first. → [`Answer::Erasures`]
    Erasures,
    /// The account. → [`Answer::Me`]
    Me,
    /// The name that goes with letters. → [`Answer::Me`]
    SetName { name: String },
    /// The language the server writes in. → [`Answer::Me`]
    SetLanguage { language: String },
    /// Whether to give receipts. → [`Answer::Me`]
    SetGivesReceipts { gives: bool },
    /// Password and code once more, before a sensitive setting. → [`Answer::Times`]
    StepUp { password: String, code: String },
    /// A new authenticator secret. → [`Answer::Secret`]
    ReplaceTotp,
    /// Its first code. → [`Answer::Me`]
    ConfirmTotp { code: String },
}

/// What follows a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// The code of the authenticator.
    Code,
    /// Enrolling an authenticator.
    Enrol,
}

/// An answer to one [`Ask`].
#[derive(Serialize, Deserialize)]
pub enum Answer {
    Done,
    /// None: nobody is signed in.
    Who(Option<(Me, SessionTimes)>),
    Grade(PasswordGrade),
    Next(Next),
    Secret(TotpSecret),
    Times(SessionTimes),
    Folders(Folders),
    Page(Page),
    Letter(Box<Letter>),
    Tracker(Tracker),
    Reachable(Reachable),
    Contacts(Vec<Contact>),
    Uploaded(Uploaded),
    Sent(Sent),
    /// The file itself travels beside the answer as a JavaScript `File`.
    File {
        name: String,
    },
    Moved(Vec<MessageId>),
    BinEmptied(BinEmptied),
    Erasure(Erasure),
    Erasures(Vec<Erasure>),
    Me(Me),
}

/// What the worker says unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Push {
    /// An upload or download goes on.
    Progress {
        transfer: Transfer,
        done_bytes: u64,
        total_bytes: u64,
    },
    /// It lost the connection and goes on by itself when it is back.
    Stalled { transfer: Transfer },
    /// Something changed at the server: letters, receipts, folders, an erasure.
    Changed(#[serde(with = "PlainEvent")] Event),
    /// Live updates are connected (refresh what is shown), or not.
    Connected(bool),
    /// The session ended: idle, expired, or from elsewhere.
    SignedOut,
}

/// A question with its number.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    pub number: u32,
    pub ask: Ask,
}

/// What comes out of the worker.
#[derive(Serialize, Deserialize)]
pub enum Said {
    Answered {
        number: u32,
        answer: Result<Answer, Error>,
    },
    Pushed(Push),
}

/// How an event crosses. As JSON it names its kind inside itself, which only formats with names can read back.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Event")]
enum PlainEvent {
    Delivered { message_id: MessageId },
    Opened { message_id: MessageId },
    Receipt { message_id: MessageId },
    Moved { message_ids: Vec<MessageId> },
    Erasure { erasure_id: ErasureId },
    SignedOut,
}

/// How this crosses. As JSON it leaves the empty member out.
#[derive(Serialize, Deserialize)]
#[serde(remote = "EmptyBin")]
struct PlainEmptyBin {
    only: Option<Vec<MessageId>>,
}

/// To bytes, as they cross.
pub fn to_bytes<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).expect("these types hold nothing that postcard has no form for")
}

/// From bytes, as they cross. None: the other side is not of this build.
pub fn from_bytes<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{Answer, Ask, Asked, Push, Said, from_bytes, to_bytes};
    use api::erasure::EmptyBin;
    use api::events::Event;
    use api::{Code, ErasureId, MessageId, Problem};
    use client::Error;

    fn pushed(push: Push) {
        let Some(Said::Pushed(back)) = from_bytes(&to_bytes(&Said::Pushed(push.clone()))) else {
            panic!("does not come back");
        };
        assert_eq!(back, push);
    }

    #[test]
    fn every_event_crosses() {
        let message_id = MessageId([7; 16]);
        for event in [
            Event::Delivered { message_id },
            Event::Opened { message_id },
            Event::Receipt { message_id },
            Event::Moved {
                message_ids: vec![message_id, MessageId([8; 16])],
            },
            Event::Erasure {
                erasure_id: ErasureId([9; 16]),
            },
            Event::SignedOut,
        ] {
            pushed(Push::Changed(event));
        }
        pushed(Push::Connected(true));
    }

    #[test]
    fn a_refusal_crosses_with_and_without_its_particulars() {
        let plain = Problem::new(Code::LoginRefused);
        let full = Problem {
            tries_left: Some(3),
            server_ms: Some(1_795_503_600_000),
            ..Problem::new(Code::CodeRefused)
        };
        for problem in [plain, full] {
            let error = Error::Refused(Box::new(problem));
            let said = Said::Answered {
                number: 4,
                answer: Err(error.clone()),
            };
            let Some(Said::Answered {
                number: 4,
                answer: Err(back),
            }) = from_bytes(&to_bytes(&said))
            else {
                panic!("does not come back");
            };
            assert_eq!(back, error);
        }
    }

    #[test]
    fn emptying_all_and_emptying_some_cross() {
        for only in [None, Some(vec![MessageId([1; 16])])] {
            let asked = Asked {
                number: 1,
                ask: Ask::EmptyBin {
                    what: EmptyBin { only: only.clone() },
                },
            };
            let Some(Asked {
                ask: Ask::EmptyBin { what },
                ..
            }) = from_bytes(&to_bytes(&asked))
            else {
                panic!("does not come back");
            };
            assert_eq!(what.only, only);
        }
    }

    #[test]
    fn what_another_build_said_is_refused() {
        assert!(from_bytes::<Said>(&[250, 1, 2]).is_none());
        assert!(
            from_bytes::<Said>(
                &to_bytes(&Said::Answered {
                    number: 1,
                    answer: Ok(Answer::Done),
                })
                .get(..2)
                .unwrap_or_default()
            )
            .is_none()
        );
    }
}
