//! The letter that is being written. It is kept in the memory of this page and nowhere else until it is sealed and sent.

use super::Page;
use super::transfers::{Pace, Progress};
use crate::place::Place;
use crate::plain::{addresses, clean, clean_text, looks_like_address, quoted};
use crate::signals::{RwSignal, SharedSignal, StoredValue, untrack};
use crate::texts::{Theirs, t, times};
use crate::trouble::Trouble;
use api::MessageId;
use api::limits::{ATTACHMENT_SIZE_BYTES_MAX, MESSAGE_MAILBOXES_MAX, MESSAGE_PARTS_MAX};
use api::messages::Folder;
use client::Error;
use client::view::{Conversation, Draft, Letter, Person, Posted, Reachable, TakenBack, When};
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

/// Until when the letter can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// For ever.
    Never,
    /// So many days.
    Days(u64),
    /// Until the end of a day, as a date field writes it.
    Until(String),
}

impl Expiry {
    /// The moment; 0 is never. None: no day is chosen, or it is over.
    pub(crate) fn moment_ms(&self) -> Option<u64> {
        match self {
            Self::Never => Some(0),
            Self::Days(days) => Some(times::end_of_day_in(*days)),
            Self::Until(day) => times::end_of_day_of(day).filter(|ms| *ms > times::now_ms()),
        }
    }
}

/// What keeps a letter from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoRecipient,
    UnreachableRecipient,
    UncheckedRecipient,
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

/// The words of a letter, without its files.
#[derive(Clone)]
struct Kept {
    owner: String,
    to: Vec<String>,
    cc: Vec<String>,
    subject: String,
    body: String,
    asks_receipt: bool,
    expiry: Expiry,
    answers: Option<MessageId>,
    conversation: Option<Conversation>,
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
    /// A forwarded letter: its attachments do not come along.
    pub(crate) forwards: RwSignal<bool>,
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
            forwards: RwSignal::new(false),
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
        self.forwards.set(false);
        self.answers.set(None);
        self.conversation.set(None);
    }

    fn words(&'static self, owner: &str) -> Kept {
        let typed = |line: RwSignal<Vec<Recipient>>| {
            line.with_untracked(|all| all.iter().map(|one| one.typed.clone()).collect())
        };
        Kept {
            owner: owner.to_owned(),
            to: typed(self.to),
            cc: typed(self.cc),
            subject: self.subject.get_untracked(),
            body: self.body.get_untracked(),
            asks_receipt: self.asks_receipt.get_untracked(),
            expiry: self.expiry.get_untracked(),
            answers: self.answers.get_untracked(),
            conversation: self.conversation.get_untracked(),
        }
    }

    /// The session ends: the words are kept in memory for the same person, out of the page.
    pub(super) fn set_aside(&'static self, owner: &str) {
        if self.has_content() {
            self.kept.set_value(Some(self.words(owner)));
        }
        self.offered.set(false);
        self.clear();
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
        if self.expiry.with(|expiry| expiry.moment_ms().is_none()) {
            faults.push(Fault::BadDay);
        }
        faults
    }

    fn draft(&'static self) -> Draft {
        let typed = |line: RwSignal<Vec<Recipient>>| {
            line.with_untracked(|all| {
                all.iter()
                    .map(|one| match &one.reach {
                        Reach::Found(person) => person.address.clone(),
                        _ => one.typed.clone(),
                    })
                    .collect()
            })
        };
        Draft {
            to: typed(self.to),
            cc: typed(self.cc),
            subject: self.subject.get_untracked().trim().to_owned(),
            body: self.body.get_untracked(),
            uploads: self.files.with_untracked(|files| {
                let done = |file: &Attached| match file.state.get_untracked() {
                    FileState::Done(upload) => Some(upload),
                    _ => None,
                };
                files.iter().filter_map(done).collect()
            }),
            asks_receipt: self.asks_receipt.get_untracked(),
            expires_ms: self.expiry.with_untracked(Expiry::moment_ms).unwrap_or(0),
            answers: self.answers.get_untracked(),
            conversation: self.conversation.get_untracked(),
        }
    }
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
    /// A letter that is held, and is to be taken back.
    TakeBack(MessageId),
}

impl Page {
    /// Begins a letter, and goes there. Whoever calls has made sure that no other is lost.
    pub(crate) fn write(&'static self, begin: Begin) {
        let writing = &self.writing;
        match begin {
            Begin::Blank => {}
            // The sheet stays as it is until the letter is back.
            Begin::TakeBack(id) => return self.take_back(id),
            Begin::To(address) => {
                writing.clear();
                self.add_recipients(Line::To, &address);
            }
            Begin::Reply(letter) => self.reply(&letter, false),
            Begin::ReplyAll(letter) => self.reply(&letter, true),
            Begin::Forward(letter) => {
                writing.clear();
                writing
                    .subject
                    .set(with_prefix(&t!(FORWARD_PREFIX), &letter.subject));
                writing.body.set(format!(
                    "\n\n{}\n\n{}",
                    forwarded_head(&letter),
                    quoted(&letter.body)
                ));
                writing.forwards.set(!letter.attachments.is_empty());
            }
        }
        self.nav.go(Place::Write);
    }

    fn reply(&'static self, letter: &Letter, all: bool) {
        let writing = &self.writing;
        let own = self.session.address();
        writing.clear();
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

    /// Goes on with the letter from before the session ended.
    pub(crate) fn resume_writing(&'static self) {
        let writing = &self.writing;
        if let Some(kept) = writing.kept.get_value() {
            writing.clear();
            for address in &kept.to {
                self.add_recipients(Line::To, address);
            }
            for address in &kept.cc {
                self.add_recipients(Line::Cc, address);
            }
            writing.cc_shown.set(!kept.cc.is_empty());
            writing.subject.set(kept.subject);
            writing.body.set(kept.body);
            writing.asks_receipt.set(kept.asks_receipt);
            writing.expiry.set(kept.expiry);
            writing.answers.set(kept.answers);
            writing.conversation.set(kept.conversation);
        }
        writing.forget_kept();
        self.nav.go(Place::Write);
    }

    /// Stops all uploads of the letter, and forgets what is there.
    pub(crate) fn cancel_files(&'static self) {
        let transfers: Vec<_> = self
            .writing
            .files
            .with_untracked(|files| files.iter().map(|file| file.transfer).collect());
        self.writing.files.set(Vec::new());
        for transfer in transfers {
            self.tell(Ask::Cancel { transfer });
            self.transfers.end(transfer);
        }
    }

    /// Throws the letter away. Can be taken back for a while.
    pub(crate) fn discard(&'static self) {
        let writing = &self.writing;
        let words = writing.words(&self.session.address());
        let had_files = !writing.files.with_untracked(Vec::is_empty);
        self.cancel_files();
        writing.clear();
        self.nav.go(Place::INBOX);
        let text = if had_files {
            t!(DISCARDED_WITH_FILES)
        } else {
            t!(DISCARDED)
        };
        self.notices.tell_with(text, t!(UNDO), move || {
            writing.kept.set_value(Some(words.clone()));
            self.resume_writing();
        });
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
            let reach = match self.ask(Ask::Look { address }).await {
                Ok(Answer::Reachable(Reachable::Yes(person))) => Reach::Found(person),
                Ok(Answer::Reachable(Reachable::No { .. })) => Reach::NoMailbox,
                Ok(Answer::Reachable(Reachable::KeysChanged { .. })) | Err(Error::KeysChanged { .. }) => {
                    Reach::KeysChanged
                }
                Ok(Answer::Reachable(Reachable::KeysExpired { .. })) | Err(Error::KeysExpired { .. }) => {
                    Reach::KeysExpired
                }
                Err(Error::NoMailbox { .. }) => Reach::NoMailbox,
                Err(Error::Invalid { .. }) => Reach::Invalid,
                Err(Error::Refused(refusal)) if refusal.code == api::Code::InvalidAddress => Reach::Invalid,
                Err(error) => Reach::Failed(Trouble::from(&error)),
                Ok(_) => Reach::Failed(Trouble::from(&Error::BadAnswer(String::new()))),
            };
            self.writing.line(line).update(|all| {
                if let Some(one) = all.iter_mut().find(|one| one.number == number) {
                    one.reach = reach;
                }
            });
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
        writing.sending.set(true);
        spawn_local(async move {
            let draft = writing.draft();
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
        writing.clear();
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
                    self.ask_to_take_back(message_id);
                });
            }
        }
    }

    /// Takes a held letter back; asks first where that would overwrite another.
    pub(crate) fn ask_to_take_back(&'static self, message_id: MessageId) {
        if self.writing.has_content() {
            self.asked_begin.set(Some(Begin::TakeBack(message_id)));
        } else {
            self.take_back(message_id);
        }
    }

    /// Takes a held letter back, and goes on with it. What is on the sheet gives way to it.
    fn take_back(&'static self, message_id: MessageId) {
        let count = u32::try_from(MESSAGE_PARTS_MAX).unwrap_or(u32::MAX);
        let first = self.transfers.reserve(count);
        spawn_local(async move {
            match self.ask(Ask::TakeBack { message_id, first }).await {
                Ok(Answer::TakenBack(taken)) if self.session.is_in() => self.go_on_with(*taken),
                Err(Error::Refused(refusal)) if refusal.code == api::Code::NotFound => {
                    self.notices.tell(t!(HELD_TOO_LATE));
                }
                Err(error) if self.session.is_in() => self.notices.tell(Trouble::from(&error).line()),
                _ => {}
            }
            self.refresh_all();
        });
    }

    fn go_on_with(&'static self, TakenBack { draft, files }: TakenBack) {
        let writing = &self.writing;
        // What it told of is over, and it would lie over the way to send again.
        self.notices.close();
        writing.clear();
        for (line, addresses) in [(Line::To, &draft.to), (Line::Cc, &draft.cc)] {
            for address in addresses {
                self.add_recipients(line, address);
            }
        }
        writing.cc_shown.set(!draft.cc.is_empty());
        writing.subject.set(draft.subject);
        writing.body.set(draft.body);
        writing.asks_receipt.set(draft.asks_receipt);
        writing.expiry.set(match draft.expires_ms {
            0 => Expiry::Never,
            until => Expiry::Until(times::for_field(until)),
        });
        writing.conversation.set(draft.conversation);
        let attached = files.into_iter().map(|file| Attached {
            transfer: file.upload,
            name: file.name,
            size_bytes: file.size_bytes,
            progress: SharedSignal::new(Progress::done(file.size_bytes)),
            state: SharedSignal::new(FileState::Done(file.upload)),
        });
        writing.files.set(attached.collect());
        self.nav.go(Place::Write);
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
