//! Emptying the bin: what is under way, and the reports of what was done.

use super::Page;
use crate::signals::RwSignal;
use crate::texts::t;
use crate::trouble::Trouble;
use api::erasure::ErasureState;
use api::messages::Folder;
use api::{ErasureId, MessageId};
use client::view::Erasure;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// While something is being erased, it is looked at so often, in case an event was missed.
const LOOK_MS: i32 = 2_000;

/// The erasures.
pub(crate) struct Erasures {
    /// All that are known, newest first.
    pub(crate) all: RwSignal<Vec<Erasure>>,
    /// The one that is shown in full.
    pub(crate) shown: RwSignal<Option<ErasureId>>,
    /// Emptying was asked for and is not answered yet.
    pub(crate) asking: RwSignal<bool>,
    /// It was refused.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
}

impl Erasures {
    pub(super) fn new() -> Self {
        Self {
            all: RwSignal::new(Vec::new()),
            shown: RwSignal::new(None),
            asking: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    fn note(&'static self, erasure: Erasure) {
        self.all.update(|all| {
            match all
                .iter_mut()
                .find(|other| other.erasure_id == erasure.erasure_id)
            {
                Some(other) => *other = erasure,
                None => all.insert(0, erasure),
            }
        });
    }

    fn is_done(&'static self, id: ErasureId) -> bool {
        self.all.with_untracked(|all| {
            all.iter()
                .all(|one| one.erasure_id != id || one.state == ErasureState::Done)
        })
    }

    pub(super) fn clear(&'static self) {
        self.all.set(Vec::new());
        self.shown.set(None);
        self.asking.set(false);
        self.trouble.set(None);
    }
}

impl Page {
    /// Fetches what was erased before.
    pub(crate) fn open_erasures(&'static self) {
        spawn_local(async move {
            if let Ok(Answer::Erasures(all)) = self.ask(Ask::Erasures).await
                && self.session.is_in()
            {
                self.erasures.all.set(all);
            }
        });
    }

    /// Erases the whole bin, or some of it.
    pub(crate) fn empty_bin(&'static self, only: Option<Vec<MessageId>>) {
        let erasures = &self.erasures;
        erasures.asking.set(true);
        erasures.trouble.set(None);
        let mut left = only;
        spawn_local(async move {
            loop {
                let some = left.as_mut().map(|ids| {
                    let rest = ids.split_off(ids.len().min(api::limits::MOVE_ITEMS_MAX));
                    std::mem::replace(ids, rest)
                });
                let erased = some.clone();
                match self.ask(Ask::EmptyBin { only: some }).await {
                    Ok(Answer::BinEmptied(emptied)) if self.session.is_in() => {
                        self.hide_erased(erased.as_deref(), emptied.remaining);
                        if let Some(erasure) = emptied.erasure {
                            let id = erasure.erasure_id;
                            erasures.note(erasure);
                            erasures.shown.set(Some(id));
                            spawn_local(self.watch_erasure(id));
                        }
                        let more = left.as_ref().map_or(emptied.remaining > 0, |ids| !ids.is_empty());
                        if more {
                            continue;
                        }
                    }
                    Err(error) if self.session.is_in() => erasures.trouble.set(Some(Trouble::from(&error))),
                    _ => {}
                }
                break;
            }
            erasures.asking.set(false);
            self.mailbox.shelf(Folder::Bin).picked.update(Vec::clear);
            self.refresh_all();
        });
    }

    /// Takes erased letters off the page at once: these, or all where none remain.
    fn hide_erased(&'static self, erased: Option<&[MessageId]>, remaining: u64) {
        let is_erased = |id: &MessageId| erased.map_or(remaining == 0, |erased| erased.contains(id));
        let shelf = self.mailbox.shelf(Folder::Bin);
        shelf
            .lines
            .update(|lines| lines.retain(|line| !is_erased(&line.id)));
        self.mailbox.counts.update(|counts| counts.bin = remaining);
    }

    async fn watch_erasure(&'static self, id: ErasureId) {
        while self.session.is_in() && !self.erasures.is_done(id) {
            crate::browser::sleep(LOOK_MS).await;
            self.look_at_erasure(id).await;
        }
    }

    async fn look_at_erasure(&'static self, erasure_id: ErasureId) {
        if self.erasures.is_done(erasure_id) {
            return;
        }
        if let Ok(Answer::Erasure(erasure)) = self.ask(Ask::Erasure { erasure_id }).await
            && self.session.is_in()
        {
            let done = erasure.state == ErasureState::Done;
            self.erasures.note(erasure);
            if done {
                self.notices.say(t!(BIN_ERASED_SAID));
                self.refresh_all();
            }
        }
    }

    pub(super) fn erasure_went_on(&'static self, id: ErasureId) {
        if self.session.is_in() {
            spawn_local(self.look_at_erasure(id));
        }
    }
}
