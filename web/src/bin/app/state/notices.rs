//! What the person is told in passing: a toast that can take something back, and words for screen readers alone.

use crate::browser;
use crate::signals::{RwSignal, StoredValue};
use crate::texts::t;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// How long a toast stays, unless the person is on it.
const TOAST_MS: i32 = 8_000;

/// What can be done about it.
#[derive(Clone)]
pub(crate) struct Action {
    /// A verb.
    pub(crate) label: String,
    /// What it does.
    pub(crate) run: Rc<dyn Fn()>,
}

/// A toast.
#[derive(Clone)]
pub(crate) struct Toast {
    number: u32,
    /// What happened, in the past tense.
    pub(crate) text: String,
    /// What can be done about it.
    pub(crate) action: Option<Action>,
}

/// The notices.
pub(crate) struct Notices {
    /// The toast that is shown: the latest.
    pub(crate) toast: RwSignal<Option<Toast>>,
    /// The person is on it.
    pub(crate) held: RwSignal<bool>,
    /// Said to screen readers.
    pub(crate) said: RwSignal<String>,
    number: StoredValue<u32>,
}

impl Notices {
    pub(super) fn new() -> Self {
        Self {
            toast: RwSignal::new(None),
            held: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            number: StoredValue::new(0),
        }
    }

    /// Something happened.
    pub(crate) fn tell(&'static self, text: String) {
        self.show_for(TOAST_MS, text, None);
    }

    /// Copies a text, and says whether that went well.
    pub(crate) fn copy(&'static self, text: String) {
        spawn_local(async move {
            self.tell(if browser::copy(&text).await {
                t!(COPIED)
            } else {
                t!(COPY_FAILED)
            });
        });
    }

    /// Something happened that can be taken back.
    pub(crate) fn tell_with(&'static self, text: String, label: String, run: impl Fn() + 'static) {
        self.tell_for(TOAST_MS, text, label, run);
    }

    /// The same, for another time.
    pub(crate) fn tell_for(&'static self, ms: i32, text: String, label: String, run: impl Fn() + 'static) {
        let run = Rc::new(run);
        self.show_for(ms, text, Some(Action { label, run }));
    }

    fn show_for(&'static self, ms: i32, text: String, action: Option<Action>) {
        self.close();
        let number = self.number.get_value().wrapping_add(1);
        self.number.set_value(number);
        self.toast.set(Some(Toast { number, text, action }));
        self.close_later(ms, number);
    }

    fn close_later(&'static self, ms: i32, number: u32) {
        browser::after(ms, move || {
            let same = self
                .toast
                .with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.number == number));
            if same && self.held.get_untracked() {
                self.close_later(TOAST_MS, number);
            } else if same {
                self.close();
            }
        });
    }

    /// Takes the toast away; what it told of stays done.
    pub(crate) fn close(&'static self) {
        self.held.set(false);
        self.take();
    }

    /// Does what the toast offers.
    pub(crate) fn act(&'static self) {
        self.held.set(false);
        if let Some(action) = self.take().and_then(|toast| toast.action) {
            (action.run)();
        }
    }

    fn take(&'static self) -> Option<Toast> {
        let toast = self.toast.get_untracked();
        if toast.is_some() {
            self.toast.set(None);
        }
        toast
    }

    /// Says something to screen readers, once what they read now is over.
    pub(crate) fn say(&'static self, text: String) {
        // The same words twice are read twice only if the region was empty in between.
        self.said.set(String::new());
        browser::after(60, move || self.said.set(text));
    }
}
