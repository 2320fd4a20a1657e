//! What the page asks of the worker and what it hears back. The worker holds all keys; nothing that opens anything ever
//! crosses here, except password, code, recovery words and what a passkey yields on their way in, and new words on their way to
//! paper.

use api::account::{PhoneRole, SecurityEvent};
use api::messages::{Folder, Folders, MoveTo};
use api::{ErasureId, MessageId, ObjectId, PasskeyId, SessionId};
use client::view::{
    BinEmptied, Contact, Draft, DraftRow, Erasure, HeldRow, Letter, LogFault, Me, OpenDraft, OpenSession,
    Page, Passkey, PasswordGrade, Person, Posted, Reachable, RecalledLetter, SavedDraft, Sent, SessionTimes,
    Sheet, TotpSecret, Tracker, Uploaded, When,
};
use client::{Content, Error};
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
    /// Mail a code to an address. → [`Answer::Proof`]
    ProveAddress { address: String, language: String },
    /// Mail it once more. → [`Answer::Done`]
    MailAgain { proof: Proof, language: String },
    /// The code that was mailed. → [`Answer::Done`]
    ConfirmAddress { proof: Proof, code: String },
    /// Open an account for an address that has shown its code; on success the password is accepted as if signed in.
    /// → [`Answer::Next`]
    Register {
        proof: Proof,
        name: String,
        password: String,
        language: String,
        /// Recovery words that are on paper.
        words: Option<String>,
    },
    /// First half of signing in. → [`Answer::Next`]
    SignIn { address: String, password: String },
    /// Send a code by SMS: to the account's own phone after [`Next::Enrol`], which is this one where it has none yet; to the
    /// reserve phone after [`Next::Code`]. → [`Answer::CodeSent`]
    SendCode { number: Option<String> },
    /// The code that came to the account's own phone. → [`Answer::Done`]
    ConfirmPhone { code: String },
    /// The secret to enrol, after [`Ask::ConfirmPhone`]. → [`Answer::Secret`]
    EnrolSecret,
    /// Second half of signing in. `keep`: stay signed in over a reload. → [`Answer::Who`]
    Code { code: Given, keep: bool },
    /// What to ask a passkey, after [`Next::Code`] where the account has some. → [`Answer::PasskeyAsked`]
    AskPasskey,
    /// What to ask a passkey that alone is to open the mailbox. → [`Answer::PasskeyAsked`]
    KnockByPasskey { address: String },
    /// Its answer, `AuthenticationResponseJSON` with what the passkey yields. → [`Answer::Who`]
    EnterByPasskey { answer: String, keep: bool },
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
    /// Another last day for a sent letter; 0 is none. → [`Answer::Done`]
    ChangeExpiry { message_id: MessageId, expires_ms: u64 },
    /// Recall a sent letter from those who have not opened it. → [`Answer::Done`]
    Recall { message_id: MessageId },
    /// Letters that were recalled before they were opened here. → [`Answer::Recalled`]
    Recalled { background: bool },
    /// A proof of a sent letter, to be saved. → [`Answer::ProofFile`]
    Prove { message_id: MessageId, content: Content },
    /// Can this address be written to, or was another one meant? → [`Answer::Looked`]
    Look { address: String },
    /// Known correspondents whose name or address begins like this; empty for all. → [`Answer::Contacts`]
    Contacts { prefix: String },
    /// One of them with the safety number to compare. → [`Answer::Contact`]
    Contact { address: String },
    /// The safety number, as it was shown, was compared with this person; none takes that back. → [`Answer::Done`]
    SetVerified {
        address: String,
        compared: Option<String>,
    },
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
    /// A letter's attachments, to go out with another. → [`Answer::Carried`]
    Carry { message_id: MessageId },
    /// All drafts. Background: asked for by an event and not by the person. → [`Answer::Drafts`]
    Drafts { background: bool },
    /// Go on with one. → [`Answer::Draft`]
    OpenDraft { draft_id: ObjectId },
    /// Keep what is being written, over `last` if it was kept before. → [`Answer::DraftSaved`]
    SaveDraft { last: Option<SavedDraft>, sheet: Sheet },
    /// Erase drafts. → [`Answer::Done`]
    DiscardDrafts { draft_ids: Vec<ObjectId> },
    /// Send, now or later. `Draft::uploads` are the transfers of finished attachments. → [`Answer::Posted`]
    Send { draft: Draft, when: When },
    /// Letters that wait for their time. → [`Answer::Held`]
    Held { background: bool },
    /// Take one of them back: it is a draft again. → [`Answer::Draft`]
    TakeBack { message_id: MessageId },
    /// Send one of them at once. → [`Answer::Sent`]
    SendHeld { message_id: MessageId },
    /// Remove one that cannot be opened. → [`Answer::Done`]
    DiscardHeld { message_id: MessageId },
    /// Fetch, open and check an attachment. → [`Answer::File`] with the file beside it
    Save {
        message_id: MessageId,
        index: usize,
        transfer: Transfer,
    },
    /// The page has handed the file of [`Ask::Save`] to the browser's downloads and needs it no longer. → [`Answer::Done`]
    Saved { transfer: Transfer },
    /// Read or unread, with a star or without. → [`Answer::Moved`]
    Mark {
        message_ids: Vec<MessageId>,
        read: Option<bool>,
        starred: Option<bool>,
    },
    /// Into bin or archive, or back. → [`Answer::Moved`]
    Move { message_ids: Vec<MessageId>, to: MoveTo },
    /// Erase what is in the bin; some letters only, or all. → [`Answer::BinEmptied`]
    EmptyBin { only: Option<Vec<MessageId>> },
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
    /// What to ask a passkey, whose answer is good for one [`Again`]. → [`Answer::PasskeyAsked`]
    AskPasskeyAgain { password: String },
    /// Password and code once more, before a sensitive setting. → [`Answer::Times`]
    StepUp(Again),
    /// Send a code to the reserve phone, for somebody inside. → [`Answer::CodeSent`]
    SendReserveCode { password: String },
    /// Send a code to a phone that is to have this role. → [`Answer::CodeSent`]
    StartPhone { role: PhoneRole, number: String },
    /// That code: the phone has the role. → [`Answer::Me`]
    SetPhone { role: PhoneRole, code: String },
    /// Have no reserve phone any more. → [`Answer::Me`]
    RemoveReservePhone,
    /// A new password; everywhere else the person is signed out. → [`Answer::Done`]
    ChangePassword { again: Again, new: String },
    /// The same where somebody may know the old one: other keys, and other words, which are on paper. Nobody is signed in
    /// afterwards. → [`Answer::Done`]
    ReplaceCompromised {
        again: Again,
        new: String,
        words: String,
    },
    /// The end of the account: everything in the mailbox is erased after some days. → [`Answer::Me`]
    EndAccount(Again),
    /// No end: everything is as before. → [`Answer::Me`]
    KeepAccount,
    /// New backup codes in place of all from before. → [`Answer::BackupCodes`]
    MakeBackupCodes,
    /// New recovery words, to be put on paper; nobody's yet. → [`Answer::Words`]
    MakeWords,
    /// They are on paper: the account's words from now on. → [`Answer::Me`]
    SetWords { again: Again, words: String },
    /// Somebody proves their recovery words. → [`Answer::WordsProven`]
    Recover { address: String, words: String },
    /// Has no authenticator any more, and begins to wait. → [`Answer::Waits`]
    BeginWait,
    /// Puts a new password into use, with a code or after waiting. → [`Answer::Done`]
    FinishRecovery { code: Option<String>, password: String },
    /// Stops somebody who waits, from the open mailbox. → [`Answer::Me`]
    StopRecovery,
    /// Stops somebody who waits, with what stands in the notice's link. → [`Answer::Done`]
    StopRecoveryBy { token: String },
    /// The account's passkeys. → [`Answer::Passkeys`]
    Passkeys,
    /// What to ask an authenticator for a new one. → [`Answer::PasskeyAsked`]
    StartPasskey,
    /// The one that it made: `RegistrationResponseJSON`. → [`Answer::Passkeys`]
    AddPasskey { credential: String, name: String },
    /// Have it no more. → [`Answer::Passkeys`]
    RemovePasskey { passkey_id: PasskeyId },
    /// What to ask a passkey that is to open the mailbox without the password. → [`Answer::PasskeyAsked`]
    StartOpening(Again),
    /// Its answer, as in [`Ask::EnterByPasskey`]. → [`Answer::Passkeys`]
    FinishOpening { answer: String },
    /// Take that back. → [`Answer::Passkeys`]
    EndOpening { passkey_id: PasskeyId },
    /// A new authenticator secret. → [`Answer::Secret`]
    ReplaceTotp,
    /// Its first code. → [`Answer::Me`]
    ConfirmTotp { code: String },
    /// Where the account is signed in, here first. → [`Answer::Sessions`]
    Sessions,
    /// What happened to the access to the account, newest first; `after` is `next` of the page before.
    /// → [`Answer::SecurityEvents`]
    SecurityEvents { after: Option<String> },
    /// Sign out one of them. → [`Answer::Done`]
    EndSession { session_id: SessionId },
    /// Sign out everywhere but here. → [`Answer::Done`]
    EndOtherSessions,
    /// Give up what is computed for the server; what was asked for fails as cancelled. → [`Answer::Done`]
    StopWork,
}

/// An address that shows, or has shown, a code. The page keeps it as it is.
pub type Proof = String;

/// A code, or what takes its place.
#[derive(Serialize, Deserialize)]
pub enum Given {
    /// Of the authenticator or from paper, as it was typed.
    Own(String),
    /// Of an SMS.
    Phone(String),
    /// A passkey's answer: `AuthenticationResponseJSON`.
    Passkey(String),
}

/// The password in use, and what stands beside it.
#[derive(Serialize, Deserialize)]
pub struct Again {
    pub password: String,
    pub code: Given,
}

/// What follows a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// The code of the authenticator.
    Code,
    /// Enrolling an authenticator.
    Enrol,
}

/// Recovery words that are to be put on paper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryPaper {
    pub words: Vec<String>,
    /// Which of them are asked for afterwards, counted from zero.
    pub places: [usize; 3],
}

/// The recovery words were right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsProven {
    /// A code can follow.
    pub has_authenticator: bool,
    /// When the waiting period ends, if one was begun.
    pub wait_ends_ms: Option<u64>,
}

/// An answer to one [`Ask`].
#[derive(Serialize, Deserialize)]
pub enum Answer {
    Done,
    /// None: nobody is signed in.
    Who(Option<(Me, SessionTimes)>),
    Grade(PasswordGrade),
    Next {
        next: Next,
        /// The last digits of the phone that a code can be sent to.
        phone: Option<String>,
        /// Whether a passkey can take the place of a code.
        passkeys: bool,
    },
    /// Options for `navigator.credentials`, as JSON.
    PasskeyAsked(String),
    Passkeys(Vec<Passkey>),
    Proof(Proof),
    /// The last digits of the phone that a code was sent to.
    CodeSent(String),
    Secret(TotpSecret),
    Times(SessionTimes),
    Folders(Folders),
    Page(Page),
    Letter(Box<Letter>),
    Tracker(Tracker),
    ProofFile(Vec<u8>),
    Looked {
        reachable: Reachable,
        meant: Option<Person>,
    },
    Recalled(Vec<RecalledLetter>),
    Contacts(Vec<Person>),
    Contact(Contact),
    Uploaded(Uploaded),
    Carried(Vec<Uploaded>),
    Drafts(Vec<DraftRow>),
    Draft(Box<OpenDraft>),
    DraftSaved(SavedDraft),
    Posted(Posted),
    Held(Vec<HeldRow>),
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
    BackupCodes(Vec<String>),
    Words(RecoveryPaper),
    WordsProven(WordsProven),
    Waits {
        ends_ms: u64,
    },
    Sessions(Vec<OpenSession>),
    SecurityEvents {
        events: Vec<SecurityEvent>,
        /// Where the page after this one begins, if there is one.
        next: Option<String>,
    },
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
    /// Letters came, were opened elsewhere, or changed their folder.
    Changed,
    /// Drafts were written or discarded, here or elsewhere.
    Drafts,
    /// A receipt for a sent letter came, or a letter was changed by its sender.
    Receipt { message_id: MessageId },
    /// An erasure is done.
    Erasure { erasure_id: ErasureId },
    /// Live updates are connected (refresh what is shown), or not.
    Connected(bool),
    /// The server's audit log is not the one that was seen before.
    LogFault(LogFault),
    /// The server asked for some computing first: it goes on, or it is over.
    Working(bool),
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
        answer: Box<Result<Answer, Error>>,
    },
    Pushed(Push),
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Code;
    use api::recovery::RecoveryWait;
    use client::Refusal;
    use client::view::{Flaw, PasswordFault, WordsFault, WordsState};

    #[test]
    fn every_error_the_person_and_everything_unasked_cross_as_they_are() {
        let address = || "anna@example.org".to_owned();
        let refusal = |code| {
            Error::Refused(Refusal {
                code,
                retry_after_s: Some(30),
                tries_left: None,
                server_ms: Some(1_795_043_200_000),
            })
        };
        let mut errors: Vec<_> = Code::ALL.iter().map(|code| refusal(*code)).collect();
        errors.extend([
            Error::Offline,
            Error::SignedOut,
            Error::BadAnswer("a signature".to_owned()),
            Error::ServerChanged,
            Error::Downgrade,
            Error::KeysChanged { address: address() },
            Error::KeysExpired { address: address() },
            Error::ClockOff { ahead_ms: -70_000 },
            Error::NoMailbox { address: address() },
            Error::Flawed(Flaw::Forged),
            Error::AuditLog(LogFault::RolledBack),
            Error::NotInLog,
            Error::PasskeyYieldsNothing,
            Error::WeakPassword(PasswordFault::Personal),
            Error::RecoveryWords(WordsFault::Unknown {
                position: 12,
                near: vec!["zoo".to_owned()],
            }),
            Error::Invalid {
                field: "name".to_owned(),
            },
            Error::FileUnreadable,
            Error::FileUnwritable,
            Error::Cancelled,
            Error::OutOfTurn,
        ]);
        for error in errors {
            let said = Said::Answered {
                number: 7,
                answer: Box::new(Err(error.clone())),
            };
            let Said::Answered { number, answer } = cross(&said) else {
                panic!("{error:?} is an answer");
            };
            assert_eq!((number, answer.err()), (7, Some(error)));
        }
        let me = Me {
            address: address(),
            name: String::new(),
            language: "sv".to_owned(),
            created_ms: 1,
            totp_enrolled_ms: 2,
            backup_codes_left: 0,
            phone: Some("•••05".to_owned()),
            reserve_phone: None,
            recovery: WordsState {
                words_made_ms: None,
                words_doubted: true,
                wait: Some(RecoveryWait {
                    begun_ms: 3,
                    ends_ms: u64::MAX,
                }),
            },
            gives_receipts: true,
            ends_ms: None,
            keyrings_restored: true,
            passkeys: 0,
            opening_passkeys: 0,
        };
        let said = Said::Answered {
            number: 8,
            answer: Box::new(Ok(Answer::Me(me.clone()))),
        };
        let Said::Answered { number: 8, answer } = cross(&said) else {
            panic!("an answer");
        };
        assert!(matches!(*answer, Ok(Answer::Me(heard)) if heard == me));
        for push in [
            Push::Progress {
                transfer: 1,
                done_bytes: u64::MAX,
                total_bytes: 0,
            },
            Push::Stalled { transfer: u32::MAX },
            Push::Changed,
            Push::Receipt {
                message_id: MessageId([255; 16]),
            },
            Push::Erasure {
                erasure_id: ErasureId([0; 16]),
            },
            Push::Connected(true),
            Push::Working(true),
            Push::SignedOut,
        ] {
            let Said::Pushed(heard) = cross(&Said::Pushed(push.clone())) else {
                panic!("{push:?} is no answer");
            };
            assert_eq!(heard, push);
        }
    }

    fn cross(said: &Said) -> Said {
        postcard::from_bytes(&postcard::to_allocvec(said).unwrap()).unwrap()
    }
}
