//! Letters that wait for their time.

use super::Page;
use crate::place::Place;
use crate::signals::RwSignal;
use crate::texts::t;
use crate::trouble::Trouble;
use api::messages::Folder;
use api::{Code, MessageId};
use client::Error;
use client::view::HeldRow;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The list.
pub(crate) struct Held {
    /// None: nothing was fetched yet.
    pub(crate) rows: RwSignal<Option<Result<Vec<HeldRow>, Trouble>>>,
    /// One of them is being sent.
    pub(crate) sending: RwSignal<Option<MessageId>>,
    /// What was asked for did not go well.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
}

impl Held {
    pub(super) fn new() -> Self {
        Self {
            rows: RwSignal::new(None),
            sending: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    pub(super) fn clear(&'static self) {
        self.rows.set(None);
        self.sending.set(None);
        self.trouble.set(None);
    }
}

impl Page {
    /// Fetches the list for somebody who looks at it.
    pub(crate) fn open_held(&'static self) {
        self.held.trouble.set(None);
        spawn_local(self.fetch_held(false));
    }

    /// Fetches it again, if it was looked at.
    pub(super) fn refresh_held(&'static self) {
        if self.held.rows.with_untracked(Option::is_some) {
            spawn_local(self.fetch_held(true));
        }
    }

    async fn fetch_held(&'static self, background: bool) {
        let answer = self.ask(Ask::Held { background }).await;
        if !self.session.is_in() {
            return;
        }
        let is_there = self.held.rows.with_untracked(|rows| matches!(rows, Some(Ok(_))));
        match answer {
            Ok(Answer::Held(rows)) => self.held.rows.set(Some(Ok(rows))),
            // What is there is not replaced by a failure to refresh it.
            Err(error) if !is_there => self.held.rows.set(Some(Err(Trouble::from(&error)))),
            _ => {}
        }
    }

    /// Sends one of them at once.
    pub(crate) fn send_held(&'static self, message_id: MessageId) {
        if self.held.sending.get_untracked().is_some() {
            return;
        }
        self.held.sending.set(Some(message_id));
        self.held.trouble.set(None);
        spawn_local(async move {
            match self.ask(Ask::SendHeld { message_id }).await {
                Ok(Answer::Sent(sent)) if self.session.is_in() => {
                    self.notices.tell_with(t!(SENT_TOAST), t!(SENT_SHOW), move || {
                        self.nav.go(Place::Folder(Folder::Sent, Some(sent.message_id)));
                    });
                }
                Err(Error::Refused(refusal)) if refusal.code == Code::NotFound => {
                    self.notices.tell(t!(HELD_TOO_LATE));
                }
                Err(error) if self.session.is_in() => {
                    self.held.trouble.set(Some(Trouble::from(&error)));
                    crate::browser::focus_soon("held-trouble");
                }
                _ => {}
            }
            self.held.sending.set(None);
            self.refresh_all();
        });
    }

    /// Removes one that cannot be opened.
    pub(crate) fn discard_held(&'static self, message_id: MessageId) {
        spawn_local(async move {
            match self.ask(Ask::DiscardHeld { message_id }).await {
                Err(error) if self.session.is_in() => self.notices.tell(Trouble::from(&error).line()),
                _ => {}
            }
            self.refresh_all();
        });
    }
}
