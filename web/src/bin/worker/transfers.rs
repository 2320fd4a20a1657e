//! Uploads and downloads under way, so that the page can follow, pause and stop them.

use crate::browser::Browser;
use crate::message::push;
use client::Platform as _;
use client::transfer::{Watch, Wish};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use web::bridge::{Push, Transfer};

/// How often a paused transfer looks whether it may go on.
const PAUSE_MS: u64 = 200;
/// How often it is looked whether cancelled transfers have ended.
const SETTLE_PAUSES: u32 = 10;

/// All that are under way.
#[derive(Default)]
pub(crate) struct Transfers(RefCell<HashMap<Transfer, Rc<Controls>>>);

#[derive(Default)]
struct Controls {
    paused: Cell<bool>,
    cancelled: Cell<bool>,
}

impl Transfers {
    /// Begins one.
    pub(crate) fn begin(&self, transfer: Transfer) -> Watched {
        let controls = Rc::new(Controls::default());
        self.0.borrow_mut().insert(transfer, Rc::clone(&controls));
        Watched { transfer, controls }
    }

    /// It is over, one way or the other.
    pub(crate) fn end(&self, transfer: Transfer) {
        self.0.borrow_mut().remove(&transfer);
    }

    pub(crate) fn pause(&self, transfer: Transfer, paused: bool) {
        if let Some(controls) = self.0.borrow().get(&transfer) {
            controls.paused.set(paused);
        }
    }

    /// Stops it for good. Says whether it was under way.
    pub(crate) fn cancel(&self, transfer: Transfer) -> bool {
        let found = self.0.borrow().get(&transfer).cloned();
        if let Some(controls) = &found {
            controls.cancelled.set(true);
        }
        found.is_some()
    }

    pub(crate) fn cancel_all(&self) {
        for controls in self.0.borrow().values() {
            controls.cancelled.set(true);
        }
    }

    /// Waits for those that are cancelled to notice, but not for a server that says nothing.
    pub(crate) async fn settle(&self) {
        for _ in 0..SETTLE_PAUSES {
            if self.0.borrow().is_empty() {
                return;
            }
            Browser.sleep(PAUSE_MS).await;
        }
    }
}

/// One transfer, as the SDK sees it.
pub(crate) struct Watched {
    transfer: Transfer,
    controls: Rc<Controls>,
}

impl Watch for Watched {
    fn progress(&self, done_bytes: u64, total_bytes: u64) {
        push(Push::Progress {
            transfer: self.transfer,
            done_bytes,
            total_bytes,
        });
    }

    fn stalled(&self) {
        push(Push::Stalled {
            transfer: self.transfer,
        });
    }

    async fn wish(&self) -> Wish {
        while self.controls.paused.get() && !self.controls.cancelled.get() {
            Browser.sleep(PAUSE_MS).await;
        }
        if self.controls.cancelled.get() {
            Wish::Cancel
        } else {
            Wish::Go
        }
    }
}
