//! What the page knows.

pub(crate) mod drafts;
pub(crate) mod erasures;
pub(crate) mod folders;
pub(crate) mod held;
pub(crate) mod notices;
pub(crate) mod session;
pub(crate) mod transfers;
pub(crate) mod writing;

use crate::nav::Nav;
use crate::place::Place;
use crate::prefs::Prefs;
use crate::signals::RwSignal;
use client::Error;
use client::view::Letter;
use drafts::Drafts;
use erasures::Erasures;
use folders::Mailbox;
use held::Held;
use notices::Notices;
use session::Session;
use std::cell::OnceCell;
use transfers::Transfers;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Push};
use web::worker_link::{Word, WorkerLink};
use web_sys::{Blob, File};
use writing::{Begin, Writing};

/// Everything there is one of: made once, for as long as the page lives, and handed to whatever is drawn.
pub(crate) type App = &'static Page;

/// What is behind [`App`].
pub(crate) struct Page {
    link: OnceCell<WorkerLink>,
    pub(crate) nav: Nav,
    pub(crate) prefs: Prefs,
    pub(crate) session: Session,
    pub(crate) mailbox: Mailbox,
    pub(crate) held: Held,
    pub(crate) writing: Writing,
    pub(crate) drafts: Drafts,
    pub(crate) erasures: Erasures,
    pub(crate) transfers: Transfers,
    pub(crate) notices: Notices,
    /// The letter that is open, for whoever answers it.
    pub(crate) reading: RwSignal<Option<Letter>>,
    /// A letter that would overwrite another that could not be kept, until it is decided.
    pub(crate) asked_begin: RwSignal<Option<Begin>>,
    /// The worker computes something before the server goes on.
    pub(crate) working: RwSignal<bool>,
    /// The sheet of keys is open.
    pub(crate) help: RwSignal<bool>,
}

impl Page {
    /// Finds out whether someone is signed in.
    pub(crate) fn start() -> App {
        let app: App = Box::leak(Box::new(Self {
            link: OnceCell::new(),
            nav: Nav::new(),
            prefs: Prefs::new(),
            session: Session::new(),
            mailbox: Mailbox::new(),
            held: Held::new(),
            writing: Writing::new(),
            drafts: Drafts::new(),
            erasures: Erasures::new(),
            transfers: Transfers::new(),
            notices: Notices::new(),
            reading: RwSignal::new(None),
            asked_begin: RwSignal::new(None),
            working: RwSignal::new(false),
            help: RwSignal::new(false),
        }));
        app.nav.listen();
        app.watch();
        app.keep_drafts();
        app.begin();
        app
    }

    /// The worker starts with the first question.
    fn link(&'static self) -> &'static WorkerLink {
        self.link
            .get_or_init(|| WorkerLink::start(move |word| self.hear(word)))
    }

    /// Asks the worker. What an answer says about the connection and the session is noted on the way.
    pub(crate) async fn ask(&'static self, ask: Ask) -> Result<Answer, Error> {
        self.note(self.link().ask(ask).await)
    }

    /// Asks about a file.
    pub(crate) async fn ask_with(&'static self, ask: Ask, file: &Blob) -> Result<Answer, Error> {
        self.note(self.link().ask_with(ask, file).await)
    }

    /// Asks for a file.
    pub(crate) async fn ask_for_file(&'static self, ask: Ask) -> Result<(Answer, Option<File>), Error> {
        self.note(self.link().ask_for_file(ask).await)
    }

    /// Tells the worker something of which only the doing matters.
    pub(crate) fn tell(&'static self, ask: Ask) {
        spawn_local(async move {
            let _done = self.ask(ask).await;
        });
    }

    fn note<T>(&'static self, answer: Result<T, Error>) -> Result<T, Error> {
        match &answer {
            Err(Error::SignedOut) if self.session.is_in() => self.leave(session::Left::Ended),
            Err(Error::Offline) => self.session.lost(),
            Ok(_) => self.session.found(),
            Err(_) => {}
        }
        answer
    }

    fn hear(&'static self, word: Word) {
        match word {
            Word::Push(Push::Progress {
                transfer,
                done_bytes,
                total_bytes,
            }) => self.transfers.progress(transfer, done_bytes, total_bytes),
            Word::Push(Push::Stalled { transfer }) => self.transfers.stalled(transfer),
            // It is fetched without counting as the person's doing.
            Word::Push(Push::Changed) => self.refresh_all(),
            Word::Push(Push::Drafts) => self.refresh_drafts(),
            Word::Push(Push::Receipt { message_id }) => {
                self.mailbox.receipt_came(message_id);
                self.refresh_all();
            }
            Word::Push(Push::Erasure { erasure_id }) => self.erasure_went_on(erasure_id),
            Word::Push(Push::Connected(true)) => {
                self.session.found();
                self.refresh_all();
                self.refresh_drafts();
            }
            Word::Push(Push::Connected(false)) => self.session.lost(),
            Word::Push(Push::LogFault(fault)) => self.session.log_fault.set(Some(fault)),
            Word::Push(Push::Working(goes_on)) => self.working.set(goes_on),
            Word::Push(Push::SignedOut) => self.leave(session::Left::Ended),
            Word::Broken => crate::stopped(),
        }
    }

    /// Whether the view in front of the person is private and they are signed in.
    pub(crate) fn place(&'static self) -> Place {
        self.nav.place()
    }
}
