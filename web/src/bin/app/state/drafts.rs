//! Drafts: what is written is kept by itself, and what was kept can be gone on with, on any device.

use super::Page;
use super::folders::Load;
use super::session::Phase;
use super::writing::{Begin, Line, attached};
use crate::browser;
use crate::place::Place;
use crate::signals::{RwSignal, StoredValue, follow, untrack};
use crate::texts::{t, times::now_ms};
use crate::trouble::Trouble;
use api::ObjectId;
use client::view::{DraftRow, OpenDraft, SavedDraft, Sheet};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// So long after a change it is kept.
const PAUSE_MS: u64 = 2_000;
/// And not sooner than so long after the time before.
const EVERY_MS: u64 = 10_000;
/// A look at whether what goes on is over.
const LOOK_MS: i32 = 50;
/// How long throwing away can be taken back: longer than the toast that offers it.
const UNDO_MS: i32 = 9_000;

/// How what is written stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// There is nothing to keep.
    Nothing,
    /// It is about to be kept.
    Soon,
    /// It is being kept.
    Going,
    /// It was kept at this time.
    Kept(u64),
    /// It could not be kept; it is tried again.
    Failed(Trouble),
}

/// The drafts, and how the letter that is written stands among them.
pub(crate) struct Drafts {
    /// The list, the newest first.
    pub(crate) rows: RwSignal<Vec<DraftRow>>,
    /// How far it is.
    pub(crate) load: RwSignal<Load>,
    /// How the letter that is written stands.
    pub(crate) keeping: RwSignal<Keeping>,
    /// The draft that the letter is.
    pub(crate) saved: StoredValue<Option<SavedDraft>>,
    /// Thrown away, which can still be taken back.
    thrown: RwSignal<Vec<ObjectId>>,
    is_dirty: StoredValue<bool>,
    is_going: StoredValue<bool>,
    is_due: StoredValue<bool>,
    last_ms: StoredValue<u64>,
    /// Counts letters, so that what is heard of one says nothing of the next.
    sheet: StoredValue<u32>,
}

impl Drafts {
    pub(super) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            load: RwSignal::new(Load::Untouched),
            keeping: RwSignal::new(Keeping::Nothing),
            saved: StoredValue::new(None),
            thrown: RwSignal::new(Vec::new()),
            is_dirty: StoredValue::new(false),
            is_going: StoredValue::new(false),
            is_due: StoredValue::new(false),
            last_ms: StoredValue::new(0),
            sheet: StoredValue::new(0),
        }
    }

    /// Those that are not thrown away.
    pub(crate) fn shown(&'static self) -> Vec<DraftRow> {
        let thrown = self.thrown.get();
        self.rows.with(|rows| {
            let stays = |row: &&DraftRow| !thrown.contains(&row.draft_id);
            rows.iter().filter(stays).cloned().collect()
        })
    }

    /// Whether something that was written is not kept yet.
    pub(crate) fn is_dirty(&'static self) -> bool {
        self.is_dirty.get_value() || self.is_going.get_value()
    }

    /// Another letter, or none, is written from now on.
    pub(super) fn turn_page(&'static self, saved: Option<SavedDraft>) {
        self.sheet.set_value(self.sheet.get_value().wrapping_add(1));
        self.keeping.set(
            saved
                .as_ref()
                .map_or(Keeping::Nothing, |saved| Keeping::Kept(saved.saved_ms)),
        );
        self.saved.set_value(saved);
        self.is_dirty.set_value(false);
    }

    pub(super) fn clear(&'static self) {
        self.turn_page(None);
        self.rows.set(Vec::new());
        self.load.set(Load::Untouched);
        self.thrown.set(Vec::new());
    }
}

impl Page {
    /// From now on whatever is written is kept by itself.
    pub(super) fn keep_drafts(&'static self) {
        follow(Box::new(move || {
            self.writing.touch();
            untrack(move || self.was_written());
        }));
        follow(Box::new(move || {
            let place = self.nav.place();
            if let (Place::Write(Some(draft_id)), Phase::In) = (place, self.session.phase.get()) {
                untrack(move || self.arrive_at_draft(draft_id));
            }
        }));
        browser::on_window("visibilitychange", move |_| {
            if browser::document().hidden() && self.session.is_in() {
                spawn_local(async move {
                    self.keep_draft().await;
                });
            }
        });
    }

    pub(super) fn was_written(&'static self) {
        let drafts = &self.drafts;
        let is_anything = self.writing.has_content() || drafts.saved.with_value(Option::is_some);
        if !self.session.is_in() || !is_anything || self.writing.sending.get_untracked() {
            return;
        }
        drafts.is_dirty.set_value(true);
        if !drafts.is_going.get_value() {
            drafts.keeping.set(Keeping::Soon);
        }
        self.keep_later();
    }

    fn keep_later(&'static self) {
        let drafts = &self.drafts;
        if drafts.is_due.get_value() {
            return;
        }
        drafts.is_due.set_value(true);
        let since_ms = now_ms().saturating_sub(drafts.last_ms.get_value());
        let wait_ms = EVERY_MS.saturating_sub(since_ms).max(PAUSE_MS);
        browser::after(i32::try_from(wait_ms).unwrap_or(i32::MAX), move || {
            drafts.is_due.set_value(false);
            spawn_local(async move {
                self.keep_draft().await;
            });
        });
    }

    /// What is being kept is kept, or not.
    pub(super) async fn settle_draft(&'static self) {
        while self.drafts.is_going.get_value() {
            browser::sleep(LOOK_MS).await;
        }
    }

    /// Keeps what is written now. Says whether nothing is left unkept.
    pub(crate) async fn keep_draft(&'static self) -> bool {
        let (drafts, writing) = (&self.drafts, &self.writing);
        self.settle_draft().await;
        if !drafts.is_dirty.get_value() || writing.sending.get_untracked() {
            return true;
        }
        if !self.session.is_in() {
            return false;
        }
        drafts.is_dirty.set_value(false);
        drafts.is_going.set_value(true);
        drafts.keeping.set(Keeping::Going);
        let (sheet, last) = (drafts.sheet.get_value(), drafts.saved.get_value());
        let kept = if writing.has_content() {
            let ask = Ask::SaveDraft {
                last,
                sheet: writing.sheet(),
            };
            self.ask(ask).await
        } else {
            // Everything was taken out again.
            let draft_ids = last.into_iter().map(|last| last.draft_id).collect();
            self.ask(Ask::DiscardDrafts { draft_ids }).await
        };
        drafts.is_going.set_value(false);
        drafts.last_ms.set_value(now_ms());
        if drafts.sheet.get_value() != sheet {
            return true;
        }
        match kept {
            Ok(Answer::DraftSaved(saved)) => {
                self.was_kept(saved);
                true
            }
            Ok(_) => {
                drafts.saved.set_value(None);
                drafts.keeping.set(Keeping::Nothing);
                true
            }
            Err(error) => {
                drafts.is_dirty.set_value(true);
                drafts.keeping.set(Keeping::Failed(Trouble::from(&error)));
                if self.session.is_in() {
                    self.keep_later();
                }
                false
            }
        }
    }

    fn was_kept(&'static self, saved: SavedDraft) {
        if saved.copied {
            self.notices.tell(t!(DRAFT_COPIED));
        }
        let (drafts, here) = (&self.drafts, self.written());
        if !drafts.is_dirty.get_value() {
            drafts.keeping.set(Keeping::Kept(now_ms()));
        }
        drafts.saved.set_value(Some(saved));
        // Unless the person is on the way to another draft.
        if self.nav.place_now() == here {
            self.nav.rename(self.written());
        }
    }

    /// Where the letter is that is written.
    pub(crate) fn written(&'static self) -> Place {
        let saved = self.drafts.saved.get_value();
        Place::Write(saved.map(|saved| saved.draft_id))
    }

    /// The list, from the beginning.
    pub(crate) fn open_drafts(&'static self) {
        let load = self.drafts.load;
        if load.with_untracked(|load| *load != Load::Ready) {
            load.set(Load::Loading);
        }
        spawn_local(async move {
            match self.ask(Ask::Drafts { background: false }).await {
                Ok(Answer::Drafts(rows)) => self.have_drafts(rows),
                Err(error) if load.with_untracked(|load| *load != Load::Ready) => {
                    load.set(Load::Failed(Trouble::from(&error)));
                }
                _ => {}
            }
        });
    }

    /// The list, because something happened.
    pub(super) fn refresh_drafts(&'static self) {
        if !self.session.is_in() {
            return;
        }
        spawn_local(async move {
            if let Ok(Answer::Drafts(rows)) = self.ask(Ask::Drafts { background: true }).await {
                self.have_drafts(rows);
            }
        });
    }

    fn have_drafts(&'static self, rows: Vec<DraftRow>) {
        if self.session.is_in() {
            self.drafts.rows.set(rows);
            self.drafts.load.set(Load::Ready);
        }
    }

    /// The address names a draft: goes on with it, unless it is the one that is written.
    fn arrive_at_draft(&'static self, draft_id: ObjectId) {
        let is_it =
            |saved: &Option<SavedDraft>| saved.as_ref().is_some_and(|saved| saved.draft_id == draft_id);
        if self.drafts.saved.with_value(is_it) {
            return;
        }
        spawn_local(async move {
            if !self.keep_draft().await {
                return self.asked_begin.set(Some(Begin::Draft(draft_id)));
            }
            self.open_draft(draft_id).await;
        });
    }

    /// Lays a draft before the person in place of what lay there.
    pub(crate) async fn open_draft(&'static self, draft_id: ObjectId) {
        match self.ask(Ask::OpenDraft { draft_id }).await {
            Ok(Answer::Draft(open)) if self.session.is_in() => self.go_on_with(*open),
            Err(error) if self.session.is_in() => self.notices.tell(Trouble::from(&error).line()),
            _ => {}
        }
    }

    /// Lays a draft on the page.
    pub(super) fn go_on_with(&'static self, open: OpenDraft) {
        self.clear_page();
        self.lay_out(open.sheet);
        self.drafts.turn_page(Some(open.saved));
    }

    /// An empty page, which is no draft.
    pub(super) fn clear_page(&'static self) {
        self.writing.clear();
        self.drafts.turn_page(None);
    }

    /// Puts a letter on the empty page.
    pub(super) fn lay_out(&'static self, sheet: Sheet) {
        let writing = &self.writing;
        for address in &sheet.to {
            self.add_recipients(Line::To, address);
        }
        for address in &sheet.cc {
            self.add_recipients(Line::Cc, address);
        }
        writing.cc_shown.set(!sheet.cc.is_empty());
        writing
            .files
            .set(sheet.attachments.iter().map(attached).collect());
        writing.lay_words(sheet);
    }

    /// Throws the letter away. Can be taken back for a while.
    pub(crate) fn discard(&'static self) {
        spawn_local(async move {
            self.settle_draft().await;
            self.discard_now();
        });
    }

    fn discard_now(&'static self) {
        let writing = &self.writing;
        let (sheet, files) = (writing.sheet(), writing.files.get_untracked());
        let saved = self.drafts.saved.get_value();
        let text = if files.is_empty() {
            t!(DISCARDED)
        } else {
            t!(DISCARDED_WITH_FILES)
        };
        self.clear_page();
        self.nav.go(Place::INBOX);
        let draft_ids: Vec<_> = saved.iter().map(|saved| saved.draft_id).collect();
        let gone = {
            let files = files.clone();
            move || self.cancel(&files)
        };
        self.throw_away(text, draft_ids, gone, move |is_gone| {
            let files = if is_gone { Vec::new() } else { files.clone() };
            let saved = saved.clone().filter(|_| !is_gone);
            let sheet = sheet.clone();
            spawn_local(async move {
                // What was begun meanwhile is kept first; where that fails it stays on the page.
                if self.keep_draft().await {
                    self.clear_page();
                    self.lay_out(sheet);
                    self.writing.files.set(files);
                    self.drafts.turn_page(saved);
                    self.nav.go(self.written());
                    self.was_written();
                }
            });
        });
    }

    /// Throws drafts of the list away. Can be taken back for a while.
    pub(crate) fn discard_draft(&'static self, draft_id: ObjectId) {
        let is_it =
            |saved: &Option<SavedDraft>| saved.as_ref().is_some_and(|saved| saved.draft_id == draft_id);
        if self.drafts.saved.with_value(is_it) {
            self.clear_page();
        }
        self.throw_away(
            t!(DISCARDED),
            vec![draft_id],
            || {},
            move |is_gone| {
                if is_gone {
                    self.notices.tell(t!(DRAFT_GONE));
                }
            },
        );
    }

    /// Hides drafts, and erases them when that is not taken back in time. `back` is told whether they are gone already.
    fn throw_away(
        &'static self,
        text: String,
        draft_ids: Vec<ObjectId>,
        gone: impl FnOnce() + 'static,
        back: impl Fn(bool) + 'static,
    ) {
        let thrown = self.drafts.thrown;
        let (taken_back, is_gone) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        thrown.update(|thrown| thrown.extend(&draft_ids));
        let ids = draft_ids.clone();
        let (taken, done) = (Rc::clone(&taken_back), Rc::clone(&is_gone));
        self.notices.tell_with(text, t!(UNDO), move || {
            taken.set(true);
            thrown.update(|thrown| thrown.retain(|id| !ids.contains(id)));
            back(done.get());
        });
        browser::after(UNDO_MS, move || {
            if !taken_back.get() {
                is_gone.set(true);
                gone();
                self.erase_drafts(draft_ids);
            }
        });
    }

    fn erase_drafts(&'static self, draft_ids: Vec<ObjectId>) {
        if draft_ids.is_empty() || !self.session.is_in() {
            return;
        }
        spawn_local(async move {
            let erased = self
                .ask(Ask::DiscardDrafts {
                    draft_ids: draft_ids.clone(),
                })
                .await;
            self.drafts
                .thrown
                .update(|thrown| thrown.retain(|id| !draft_ids.contains(id)));
            if let Err(error) = erased {
                self.notices.tell(Trouble::from(&error).line());
            }
            self.refresh_drafts();
        });
    }

    /// Before the session is ended: what is written is kept, and what was thrown away goes. Says whether nothing would be lost.
    pub(super) async fn settle_drafts(&'static self) -> bool {
        if self.drafts.is_dirty() {
            self.notices.tell(t!(DRAFT_SAVING));
        }
        let is_kept = self.keep_draft().await;
        let draft_ids = self.drafts.thrown.get_untracked();
        if !draft_ids.is_empty() {
            let _stays_a_draft = self.ask(Ask::DiscardDrafts { draft_ids }).await;
        }
        is_kept
    }
}
