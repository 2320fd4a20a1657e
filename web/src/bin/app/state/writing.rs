//! The letter that is being written: what is on the page. How it is kept, `drafts.rs` says.

use super::Page;
use super::transfers::{Pace, Progress};
use crate::place::Place;
use crate::plain::{addresses, clean, clean_text, looks_like_address, quoted};
use crate::signals::{RwSignal, SharedSignal, StoredValue, untrack};
use crate::texts::{Theirs, t, times};
use crate::trouble::Trouble;
use api::limits::{ATTACHMENT_SIZE_BYTES_MAX, MESSAGE_MAILBOXES_MAX, MESSAGE_PARTS_MAX};
use api::messages::Folder;
use api::{MessageId, ObjectId};
use client::Error;
use client::view::{
    Conversation, Draft, Expiry, Letter, Person, Posted, Reachable, SavedDraft, Sheet, Uploaded, When,
};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Transfer};
use web_sys::File;

/// How long a letter for later can be taken back where that is offered first; then from the list.
const LONG_TOAST_MS: i32 = 20_000;

/// Whether an address can be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It is being found out.
    Checking,
    /// It is no address.
    Invalid,
    /// It has a mailbox.
    Found(Person),
    /// It has none.
    NoMailbox,
    /// Its keys changed without the old ones' word: nothing is sealed to it.
    KeysChanged,
    /// Its keys are over until its owner signs in.
    KeysExpired,
    /// It could not be found out.
    Failed(Trouble),
}

/// Someone to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// Names it on the page.
    pub(crate) number: u32,
    /// What was typed.
    pub(crate) typed: String,
    /// Whether it can be written to.
    pub(crate) reach: Reach,
    /// Who may have been meant instead, until the person has decided.
    pub(crate) meant: Option<Person>,
}

impl From<Reachable> for Reach {
    fn from(reachable: Reachable) -> Self {
        match reachable {
            Reachable::Yes(person) => Self::Found(person),
            Reachable::No { .. } => Self::NoMailbox,
            Reachable::KeysChanged { .. } => Self::KeysChanged,
            Reachable::KeysExpired { .. } => Self::KeysExpired,
        }
    }
}

impl From<Error> for Reach {
    fn from(error: Error) -> Self {
        match error {
            Error::KeysChanged { .. } => Self::KeysChanged,
            Error::KeysExpired { .. } => Self::KeysExpired,
            Error::NoMailbox { .. } => Self::NoMailbox,
            Error::Invalid { .. } => Self::Invalid,
            Error::Refused(refusal) if refusal.code == api::Code::InvalidAddress => Self::Invalid,
            error => Self::Failed(Trouble::from(&error)),
        }
    }
}

impl Attached {
    /// As a letter names it, once it is complete.
    fn done(&self) -> Option<Uploaded> {
        match self.state.get_untracked() {
            FileState::Done(upload) => Some(Uploaded {
                upload,
                name: self.name.clone(),
                size_bytes: self.size_bytes,
            }),
            FileState::Going | FileState::Failed(_) => None,
        }
    }
}

impl Recipient {
    /// What to call the recipient.
    pub(crate) fn called(&self) -> String {
        match &self.reach {
            Reach::Found(person) => clean(crate::plain::called(&person.name, &person.address)),
            _ => clean(&self.typed),
        }
    }
}

/// How an attachment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileState {
    /// It is on its way.
    Going,
    /// It is sealed and at the server, under this number.
    Done(u32),
    /// It did not get there.
    Failed(Trouble),
}

/// An attachment.
#[derive(Clone)]
pub(crate) struct Attached {
    /// Names it.
    pub(crate) transfer: Transfer,
    /// The file's name.
    pub(crate) name: String,
    /// Its size.
    pub(crate) size_bytes: u64,
    /// How far it is.
    pub(crate) progress: SharedSignal<Progress>,
    /// How it stands.
    pub(crate) state: SharedSignal<FileState>,
}

/// The moment until which the letter can be read; 0 is never. None: no day is chosen, or it is over.
pub(crate) fn moment_ms(expiry: &Expiry) -> Option<u64> {
    match expiry {
        Expiry::Never => Some(0),
        Expiry::Days(days) => Some(times::end_of_day_in(u64::from(*days))),
        Expiry::Until(day) => times::end_of_day_of(day).filter(|ms| *ms > times::now_ms()),
        Expiry::At(ms) => Some(*ms).filter(|ms| *ms > times::now_ms()),
    }
}

/// What keeps a letter from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoRecipient,
    UnreachableRecipient,
    UncheckedRecipient,
    DoubtfulRecipient,
    TooManyRecipients,
    Empty,
    FileNotReady,
    FileFailed,
    BadDay,
}

/// To whom, or to whom in copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    To,
    Cc,
}

/// A letter that was not kept when the session ended, for who wrote it.
#[derive(Clone)]
struct Kept {
    owner: String,
    sheet: Sheet,
    saved: Option<SavedDraft>,
}

/// The letter.
pub(crate) struct Writing {
    pub(crate) to: RwSignal<Vec<Recipient>>,
    pub(crate) cc: RwSignal<Vec<Recipient>>,
    pub(crate) cc_shown: RwSignal<bool>,
    pub(crate) subject: RwSignal<String>,
    pub(crate) body: RwSignal<String>,
    pub(crate) files: RwSignal<Vec<Attached>>,
    pub(crate) asks_receipt: RwSignal<bool>,
    pub(crate) expiry: RwSignal<Expiry>,
    /// The person chooses a time for sending it.
    pub(crate) later: RwSignal<bool>,
    /// The letter is being sealed and sent.
    pub(crate) sending: RwSignal<bool>,
    /// It was sent: the seal is shown for a moment.
    pub(crate) sealed: RwSignal<bool>,
    /// It was not sent, and why.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// What keeps it from being sent.
    pub(crate) faults: RwSignal<Vec<Fault>>,
    /// A letter from before the session ended can be gone on with.
    pub(crate) offered: RwSignal<bool>,
    answers: RwSignal<Option<MessageId>>,
    /// Where it stands in a conversation, if it was taken back.
    conversation: RwSignal<Option<Conversation>>,
    kept: StoredValue<Option<Kept>>,
    number: StoredValue<u32>,
}

impl Writing {
    pub(super) fn new() -> Self {
        Self {
            to: RwSignal::new(Vec::new()),
            cc: RwSignal::new(Vec::new()),
            cc_shown: RwSignal::new(false),
            subject: RwSignal::new(String::new()),
            body: RwSignal::new(String::new()),
            files: RwSignal::new(Vec::new()),
            asks_receipt: RwSignal::new(false),
            expiry: RwSignal::new(Expiry::Never),
            later: RwSignal::new(false),
            sending: RwSignal::new(false),
            sealed: RwSignal::new(false),
            trouble: RwSignal::new(None),
            faults: RwSignal::new(Vec::new()),
            offered: RwSignal::new(false),
            answers: RwSignal::new(None),
            conversation: RwSignal::new(None),
            kept: StoredValue::new(None),
            number: StoredValue::new(0),
        }
    }

    /// The recipients of a line.
    pub(crate) fn line(&'static self, line: Line) -> RwSignal<Vec<Recipient>> {
        match line {
            Line::To => self.to,
            Line::Cc => self.cc,
        }
    }

    /// Whether something would be lost. Followed by whoever asks in a view.
    pub(crate) fn is_begun(&'static self) -> bool {
        !self.body.with(|text| text.trim().is_empty())
            || !self.subject.with(|text| text.trim().is_empty())
            || !self.to.with(Vec::is_empty)
            || !self.cc.with(Vec::is_empty)
            || !self.files.with(Vec::is_empty)
    }

    /// The same, once.
    pub(crate) fn has_content(&'static self) -> bool {
        untrack(move || self.is_begun())
    }

    /// Whether a file is on its way.
    pub(super) fn has_files_going(&'static self) -> bool {
        self.files.with_untracked(|files| {
            files
                .iter()
                .any(|file| file.state.get_untracked() == FileState::Going)
        })
    }

    /// An empty sheet.
    pub(crate) fn clear(&'static self) {
        self.to.set(Vec::new());
        self.cc.set(Vec::new());
        self.cc_shown.set(false);
        self.subject.set(String::new());
        self.body.set(String::new());
        self.files.set(Vec::new());
        self.asks_receipt.set(false);
        self.expiry.set(Expiry::Never);
        self.later.set(false);
        self.sending.set(false);
        self.sealed.set(false);
        self.trouble.set(None);
        self.faults.set(Vec::new());
        self.answers.set(None);
        self.conversation.set(None);
    }

    /// Looks at all of it, so that whoever follows hears of every change.
    pub(super) fn touch(&'static self) {
        let _unread = (self.to.with(Vec::len), self.cc.with(Vec::len), self.answers.get());
        self.subject.with(String::len);
        self.body.with(String::len);
        self.asks_receipt.get();
        self.expiry.with(|_| ());
        self.files.with(|files| {
            for file in files {
                file.state.with(|_| ());
            }
        });
    }

    /// What is on the page, as it can be kept: files as far as they are complete.
    pub(super) fn sheet(&'static self) -> Sheet {
        Sheet {
            to: typed(self.to),
            cc: typed(self.cc),
            subject: self.subject.get_untracked(),
            body: self.body.get_untracked(),
            asks_receipt: self.asks_receipt.get_untracked(),
            expiry: self.expiry.get_untracked(),
            answers: self.answers.get_untracked(),
            conversation: self.conversation.get_untracked(),
            attachments: self
                .files
                .with_untracked(|files| files.iter().filter_map(Attached::done).collect()),
        }
    }

    /// Puts everything but people and files on the page.
    pub(super) fn lay_words(&'static self, sheet: Sheet) {
        self.subject.set(sheet.subject);
        self.body.set(sheet.body);
        self.asks_receipt.set(sheet.asks_receipt);
        self.expiry.set(match sheet.expiry {
            Expiry::At(ms) => Expiry::Until(times::for_field(ms)),
            chosen => chosen,
        });
        self.answers.set(sheet.answers);
        self.conversation.set(sheet.conversation);
    }

    /// The session ends before the letter was kept: it stays in memory for the same person, out of the page.
    pub(super) fn set_aside(&'static self, owner: &str, saved: Option<SavedDraft>) {
        self.kept.set_value(Some(Kept {
            owner: owner.to_owned(),
            sheet: self.sheet(),
            saved,
        }));
    }

    /// Someone signed in: the words are offered to the one who wrote them, and forgotten otherwise.
    pub(super) fn take_up_again(&'static self, owner: &str) {
        let theirs = self
            .kept
            .with_value(|kept| kept.as_ref().is_some_and(|kept| kept.owner == owner));
        if !theirs {
            self.kept.set_value(None);
        }
        self.offered.set(theirs);
    }

    /// The words are not wanted any more.
    pub(crate) fn forget_kept(&'static self) {
        self.kept.set_value(None);
        self.offered.set(false);
    }

    fn next_number(&'static self) -> u32 {
        let number = self.number.get_value().wrapping_add(1);
        self.number.set_value(number);
        number
    }

    /// Of what kept the letter from being sent when that was last tried, what still does.
    pub(crate) fn faults_left(&'static self) -> Vec<Fault> {
        let found = self.faults.get();
        if found.is_empty() {
            return found;
        }
        let now = self.find_faults();
        found.into_iter().filter(|fault| now.contains(fault)).collect()
    }

    /// What keeps the letter from being sent.
    fn find_faults(&'static self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let everyone: Vec<_> = [self.to, self.cc]
            .into_iter()
            .flat_map(|line| line.get())
            .collect();
        let any = |wanted: fn(&Reach) -> bool| everyone.iter().any(|one| wanted(&one.reach));
        if everyone.is_empty() {
            faults.push(Fault::NoRecipient);
        }
        if any(|reach| {
            matches!(
                reach,
                Reach::Invalid | Reach::NoMailbox | Reach::KeysChanged | Reach::KeysExpired
            )
        }) {
            faults.push(Fault::UnreachableRecipient);
        }
        if any(|reach| matches!(reach, Reach::Checking | Reach::Failed(_))) {
            faults.push(Fault::UncheckedRecipient);
        }
        let is_doubtful = |one: &Recipient| one.meant.is_some() && matches!(one.reach, Reach::Found(_));
        if everyone.iter().any(is_doubtful) {
            faults.push(Fault::DoubtfulRecipient);
        }
        if everyone.len() >= MESSAGE_MAILBOXES_MAX {
            faults.push(Fault::TooManyRecipients);
        }
        let files = self.files.get();
        if self.body.with(|text| text.trim().is_empty()) && files.is_empty() {
            faults.push(Fault::Empty);
        }
        if files
            .iter()
            .any(|file| file.state.with(|state| *state == FileState::Going))
        {
            faults.push(Fault::FileNotReady);
        }
        if files
            .iter()
            .any(|file| file.state.with(|state| matches!(state, FileState::Failed(_))))
        {
            faults.push(Fault::FileFailed);
        }
        if self.expiry.with(|expiry| moment_ms(expiry).is_none()) {
            faults.push(Fault::BadDay);
        }
        faults
    }

    fn draft(&'static self) -> Draft {
        let sheet = self.sheet();
        Draft {
            to: addressed(self.to),
            cc: addressed(self.cc),
            subject: sheet.subject.trim().to_owned(),
            body: sheet.body,
            uploads: sheet.attachments.iter().map(|file| file.upload).collect(),
            asks_receipt: sheet.asks_receipt,
            expires_ms: moment_ms(&sheet.expiry).unwrap_or(0),
            answers: sheet.answers,
            conversation: sheet.conversation,
            saved: None,
        }
    }
}

/// What was typed on a line.
fn typed(line: RwSignal<Vec<Recipient>>) -> Vec<String> {
    line.with_untracked(|all| all.iter().map(|one| one.typed.clone()).collect())
}

/// The addresses that were found for it.
fn addressed(line: RwSignal<Vec<Recipient>>) -> Vec<String> {
    let address = |one: &Recipient| match &one.reach {
        Reach::Found(person) => person.address.clone(),
        _ => one.typed.clone(),
    };
    line.with_untracked(|all| all.iter().map(address).collect())
}

/// What a new letter begins with.
#[derive(Clone)]
pub(crate) enum Begin {
    /// Nothing.
    Blank,
    /// An answer to its sender.
    Reply(Box<Letter>),
    /// An answer to its sender and all its readers.
    ReplyAll(Box<Letter>),
    /// Its text, for somebody else.
    Forward(Box<Letter>),
    /// Someone.
    To(String),
    /// A draft.
    Draft(ObjectId),
    /// A letter that is held, and is to be taken back.
    TakeBack(MessageId),
}

impl Page {
    /// Begins a letter, and goes there. What lay on the page is kept first; where that fails, it is asked about.
    pub(crate) fn write(&'static self, begin: Begin) {
        spawn_local(async move {
            if self.keep_draft().await {
                self.begin_letter(begin).await;
            } else {
                self.asked_begin.set(Some(begin));
            }
        });
    }

    /// Begins a letter in place of what lies on the page, and goes there.
    pub(crate) async fn begin_letter(&'static self, begin: Begin) {
        // The page stays as it is until the letter is back.
        if let Begin::TakeBack(id) = begin {
            return self.take_back(id).await;
        }
        self.clear_page();
        match begin {
            Begin::Blank | Begin::TakeBack(_) => {}
            Begin::To(address) => self.add_recipients(Line::To, &address),
            Begin::Reply(letter) => self.reply(&letter, false),
            Begin::ReplyAll(letter) => self.reply(&letter, true),
            Begin::Forward(letter) => self.forward(&letter).await,
            Begin::Draft(draft_id) => self.open_draft(draft_id).await,
        }
        self.nav.go(self.written());
    }

    /// The text, and the attachments as they are: whoever gets the letter gets the same stored bytes.
    async fn forward(&'static self, letter: &Letter) {
        let writing = &self.writing;
        writing
            .subject
            .set(with_prefix(&t!(FORWARD_PREFIX), &letter.subject));
        writing.body.set(format!(
            "\n\n{}\n\n{}",
            forwarded_head(letter),
            quoted(&letter.body)
        ));
        if letter.attachments.is_empty() {
            return;
        }
        let message_id = letter.message_id;
        match self.ask(Ask::Carry { message_id }).await {
            Ok(Answer::Carried(files)) => writing.files.set(files.iter().map(attached).collect()),
            Err(error) => self.notices.tell(Trouble::from(&error).line()),
            Ok(_) => {}
        }
    }

    fn reply(&'static self, letter: &Letter, all: bool) {
        let writing = &self.writing;
        let own = self.session.address();
        let sender = if letter.mine {
            letter.to.as_slice()
        } else {
            std::slice::from_ref(&letter.from)
        };
        for person in sender {
            self.add_recipients(Line::To, &person.address);
        }
        if all {
            let others = letter.to.iter().filter(|_| !letter.mine).chain(&letter.cc);
            for person in others.filter(|person| person.address != own) {
                self.add_recipients(Line::Cc, &person.address);
            }
        }
        writing.cc_shown.set(!writing.cc.with_untracked(Vec::is_empty));
        writing.subject.set(with_prefix("Re: ", &letter.subject));
        let head = t!(
            QUOTE_HEAD,
            moment = times::moment(letter.written_ms),
            name = Theirs(crate::plain::called(&letter.from.name, &letter.from.address)),
        );
        writing
            .body
            .set(format!("\n\n{}\n{}", clean_text(&head), quoted(&letter.body)));
        writing.answers.set(Some(letter.message_id));
    }

    /// Goes on with the letter from before the session ended: its words, and of its files those that were kept.
    pub(crate) fn resume_writing(&'static self) {
        let Some(kept) = self.writing.kept.get_value() else {
            return;
        };
        self.writing.forget_kept();
        spawn_local(async move {
            self.clear_page();
            if let Some(saved) = kept.saved {
                self.open_draft(saved.draft_id).await;
            }
            let (saved, files) = (self.drafts.saved.get_value(), self.writing.files.get_untracked());
            self.clear_page();
            self.lay_out(kept.sheet);
            self.writing.files.set(files);
            self.drafts.turn_page(saved);
            self.nav.go(self.written());
            self.was_written();
        });
    }

    /// Stops uploads, and forgets what is there of them.
    pub(super) fn cancel(&'static self, files: &[Attached]) {
        for file in files {
            let transfer = file.transfer;
            self.tell(Ask::Cancel { transfer });
            self.transfers.end(transfer);
        }
    }

    /// Adds everyone who stands in something typed or pasted.
    pub(crate) fn add_recipients(&'static self, line: Line, text: &str) {
        let list = self.writing.line(line);
        for typed in addresses(text) {
            let known = |all: &Vec<Recipient>| all.iter().any(|one| one.typed.eq_ignore_ascii_case(&typed));
            if self.writing.to.with_untracked(known) || self.writing.cc.with_untracked(known) {
                continue;
            }
            let number = self.writing.next_number();
            let reach = if looks_like_address(&typed) {
                Reach::Checking
            } else {
                Reach::Invalid
            };
            let look = reach == Reach::Checking;
            list.update(|all| {
                all.push(Recipient {
                    number,
                    typed: typed.clone(),
                    reach,
                    meant: None,
                })
            });
            if look {
                self.look(line, number, typed);
            }
        }
    }

    /// Finds out whether an address can be written to.
    pub(crate) fn look(&'static self, line: Line, number: u32, address: String) {
        spawn_local(async move {
            let answer = self.ask(Ask::Look { address }).await;
            let (reach, meant) = match answer {
                Ok(Answer::Looked { reachable, meant }) => (Reach::from(reachable), meant),
                Ok(_) => (Reach::from(Error::BadAnswer(String::new())), None),
                Err(error) => (Reach::from(error), None),
            };
            self.writing.line(line).update(|all| {
                if let Some(one) = all.iter_mut().find(|one| one.number == number) {
                    (one.reach, one.meant) = (reach, meant);
                }
            });
        });
    }

    /// The person has decided who is meant: whoever was typed, or the other one.
    pub(crate) fn decide_recipient(&'static self, line: Line, number: u32, instead: bool) {
        let list = self.writing.line(line);
        let meant = list.with_untracked(|all| {
            let one = all.iter().find(|one| one.number == number)?;
            one.meant.clone()
        });
        if instead && let Some(person) = meant {
            self.remove_recipient(line, number);
            return self.add_recipients(line, &person.address);
        }
        list.update(|all| {
            if let Some(one) = all.iter_mut().find(|one| one.number == number) {
                one.meant = None;
            }
        });
    }

    /// Takes a recipient out again.
    pub(crate) fn remove_recipient(&'static self, line: Line, number: u32) {
        self.writing
            .line(line)
            .update(|all| all.retain(|one| one.number != number));
    }

    /// Attaches files: each is sealed and uploaded at once.
    pub(crate) fn attach(&'static self, files: Vec<File>) {
        for file in files {
            if self.writing.files.with_untracked(Vec::len) >= MESSAGE_PARTS_MAX {
                self.notices.tell(t!(ATTACH_TOO_MANY, count = MESSAGE_PARTS_MAX));
                break;
            }
            self.attach_one(file);
        }
    }

    fn attach_one(&'static self, file: File) {
        let size_bytes = size_of_file(&file);
        let (transfer, progress) = self.transfers.start(size_bytes);
        let state = SharedSignal::new(FileState::Going);
        let name = file.name();
        self.writing.files.update(|files| {
            files.push(Attached {
                transfer,
                name: name.clone(),
                size_bytes,
                progress,
                state: state.clone(),
            });
        });
        if size_bytes > ATTACHMENT_SIZE_BYTES_MAX {
            let more = t!(
                ATTACH_TOO_BIG_MORE,
                size = crate::texts::intl::size(ATTACHMENT_SIZE_BYTES_MAX)
            );
            state.set(FileState::Failed(Trouble {
                title: t!(ATTACH_TOO_BIG),
                more,
            }));
            return;
        }
        spawn_local(async move {
            let ask = Ask::Attach {
                transfer,
                name,
                media_type: file.type_(),
            };
            match self.ask_with(ask, &file).await {
                Ok(Answer::Uploaded(uploaded)) => state.set(FileState::Done(uploaded.upload)),
                Err(Error::Cancelled) => {}
                Err(error) => state.set(FileState::Failed(Trouble::from(&error))),
                Ok(_) => state.set(FileState::Failed(Trouble::from(&Error::BadAnswer(String::new())))),
            }
            self.transfers.end(transfer);
        });
    }

    /// Pauses an upload or a download, or goes on with it.
    pub(crate) fn pause(&'static self, transfer: Transfer, pause: Pace) {
        self.transfers.set_pace(transfer, pause);
        self.tell(if pause == Pace::Paused {
            Ask::Pause { transfer }
        } else {
            Ask::Resume { transfer }
        });
    }

    /// Takes an attachment out again, also halfway.
    pub(crate) fn detach(&'static self, transfer: Transfer) {
        self.writing
            .files
            .update(|files| files.retain(|file| file.transfer != transfer));
        self.tell(Ask::Cancel { transfer });
        self.transfers.end(transfer);
    }

    /// Seals and sends, if nothing is in the way, with time to think again where the person wants that.
    pub(crate) fn send(&'static self) {
        self.send_when(match self.prefs.undo_s.get_untracked() {
            0 => When::Now,
            seconds => When::After(u64::from(seconds) * 1000),
        });
    }

    /// The same, at a time of the person's choice.
    pub(crate) fn send_when(&'static self, when: When) {
        let writing = &self.writing;
        if writing.sending.get_untracked() {
            return;
        }
        writing.trouble.set(None);
        let faults = writing.find_faults();
        let sendable = faults.is_empty();
        writing.faults.set(faults);
        if !sendable {
            crate::browser::focus_soon("write-faults");
            return;
        }
        spawn_local(async move {
            // What is being kept is part of what is sent.
            self.settle_draft().await;
            writing.sending.set(true);
            let draft = Draft {
                saved: self
                    .drafts
                    .saved
                    .with_value(|saved| saved.as_ref().map(|saved| saved.draft_id)),
                ..writing.draft()
            };
            match self.ask(Ask::Send { draft, when }).await {
                Ok(Answer::Posted(posted)) => self.was_posted(posted, when).await,
                Err(error) if self.session.is_in() => self.was_not_sent(&error),
                _ => writing.sending.set(false),
            }
        });
    }

    async fn was_posted(&'static self, posted: Posted, when: When) {
        let writing = &self.writing;
        let text = match (&posted, when) {
            (Posted::Held { .. }, When::After(ms)) => t!(HELD_TOAST, count = ms / 1000),
            (Posted::Held { send_ms, .. }, _) => t!(HELD_TOAST_AT, moment = times::moment_ahead(*send_ms)),
            (Posted::Sent(_), _) => t!(SENT_TOAST),
        };
        writing.sealed.set(true);
        self.notices.say(text.clone());
        // Of a letter that can be taken back, every second counts.
        if matches!(posted, Posted::Sent(_)) && !crate::browser::wants_calm() {
            crate::browser::sleep(1_150).await;
        }
        self.clear_page();
        if !self.session.is_in() {
            return;
        }
        self.refresh_all();
        self.nav.go(Place::INBOX);
        match posted {
            Posted::Sent(sent) => self.notices.tell_with(text, t!(SENT_SHOW), move || {
                self.nav.go(Place::Folder(Folder::Sent, Some(sent.message_id)))
            }),
            Posted::Held { message_id, .. } => {
                let ms = match when {
                    When::After(ms) => i32::try_from(ms).unwrap_or(i32::MAX),
                    When::Now | When::At(_) => LONG_TOAST_MS,
                };
                self.notices.tell_for(ms, text, t!(UNDO), move || {
                    self.write(Begin::TakeBack(message_id));
                });
            }
        }
    }

    /// Takes a held letter back, and goes on with it. What is on the page gives way to it.
    async fn take_back(&'static self, message_id: MessageId) {
        match self.ask(Ask::TakeBack { message_id }).await {
            Ok(Answer::Draft(open)) if self.session.is_in() => {
                // What it told of is over, and it would lie over the way to send again.
                self.notices.close();
                self.go_on_with(*open);
                self.nav.go(self.written());
            }
            Err(Error::Refused(refusal)) if refusal.code == api::Code::NotFound => {
                self.notices.tell(t!(HELD_TOO_LATE));
            }
            Err(error) if self.session.is_in() => self.notices.tell(Trouble::from(&error).line()),
            _ => {}
        }
        self.refresh_all();
    }

    fn was_not_sent(&'static self, error: &Error) {
        let writing = &self.writing;
        if let Error::KeysChanged { address } = error {
            for line in [writing.to, writing.cc] {
                line.update(|all| {
                    for one in all
                        .iter_mut()
                        .filter(|one| one.typed.eq_ignore_ascii_case(address))
                    {
                        one.reach = Reach::KeysChanged;
                    }
                });
            }
        }
        writing.sending.set(false);
        writing.trouble.set(Some(Trouble::from(error)));
        crate::browser::focus_soon("write-trouble");
    }
}

/// What is complete at the server.
pub(super) fn attached(uploaded: &Uploaded) -> Attached {
    Attached {
        transfer: uploaded.upload,
        name: uploaded.name.clone(),
        size_bytes: uploaded.size_bytes,
        progress: SharedSignal::new(Progress::done(uploaded.size_bytes)),
        state: SharedSignal::new(FileState::Done(uploaded.upload)),
    }
}

fn forwarded_head(letter: &Letter) -> String {
    clean_text(&t!(
        FORWARD_HEAD,
        moment = times::moment(letter.written_ms),
        name = Theirs(crate::plain::called(&letter.from.name, &letter.from.address)),
        subject = Theirs(&letter.subject),
    ))
}

/// A subject with what stands before the subjects of answers, once.
fn with_prefix(prefix: &str, subject: &str) -> String {
    let subject = clean(subject);
    let has_it = subject
        .get(..prefix.trim_end().len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.trim_end()));
    if has_it {
        subject
    } else {
        format!("{} {subject}", prefix.trim_end())
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size is a whole number of bytes"
)]
fn size_of_file(file: &File) -> u64 {
    file.size().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::with_prefix;

    #[test]
    fn an_answer_to_an_answer_is_still_one_re() {
        assert_eq!(with_prefix("Re: ", "Möte"), "Re: Möte");
        assert_eq!(with_prefix("Re: ", "re: Möte"), "re: Möte");
        assert_eq!(with_prefix("Vb:", "Å"), "Vb: Å");
    }
}
