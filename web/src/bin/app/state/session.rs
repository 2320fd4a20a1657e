//! Who is signed in, and for how long. The page ends what it shows when the session ends, and warns before.

use super::Page;
use crate::browser;
use crate::place::Place;
use crate::signals::{RwSignal, StoredValue};
use crate::texts::{t, times::now_ms};
use crate::trouble::Trouble;
use client::Error;
use client::view::{LogFault, Me, SessionTimes};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Next};
use web_sys::PageTransitionEvent;

/// The warning comes so long before the end.
const WARNING_MS: u64 = 120_000;
/// The person's activity is told at most so often.
const STAY_MS: u64 = 60_000;
/// While the warning is shown, the times are asked for so often: another tab may have stayed.
const ASK_AGAIN_MS: u64 = 15_000;
/// Tells the page that is loaded anew why.
const SIGNED_OUT: &str = "#signed-out";
/// The server has so long to hear that the person signs out.
const SIGN_OUT_MS: i32 = 8_000;

/// Where signing in stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Not known yet.
    Starting,
    /// It could not be found out.
    Unreachable(Trouble),
    /// Nobody is signed in.
    Out,
    /// Someone is.
    In,
    /// Someone was, and is signing out.
    Leaving,
}

/// Why nobody is signed in any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    /// The person signed out.
    Chosen,
    /// The session ended by itself, or from elsewhere.
    Ended,
    /// The person replaced the password and everything that it opened.
    Replaced,
}

/// The session.
pub(crate) struct Session {
    /// Where signing in stands.
    pub(crate) phase: RwSignal<Phase>,
    /// Who is signed in.
    pub(crate) me: RwSignal<Option<Me>>,
    /// Until when.
    pub(crate) times: RwSignal<Option<SessionTimes>>,
    /// Why not any more.
    pub(crate) left: RwSignal<Option<Left>>,
    /// What follows the right password that was given.
    pub(crate) next: RwSignal<Option<Next>>,
    /// The last digits of the phone that a code can be sent to then.
    pub(crate) phone: RwSignal<Option<String>>,
    /// Whether a passkey can take the place of the code then.
    pub(crate) passkeys: RwSignal<bool>,
    /// Since when there has been no connection.
    pub(crate) offline_since: RwSignal<Option<u64>>,
    /// What is wrong with the server's audit log, if something is.
    pub(crate) log_fault: RwSignal<Option<LogFault>>,
    /// The warning is shown.
    pub(crate) warning: RwSignal<bool>,
    /// The person wants no reminder of backup codes on this visit.
    pub(crate) fallback_put_off: RwSignal<bool>,
    wanted: StoredValue<Option<Place>>,
    active: StoredValue<bool>,
    stayed_ms: StoredValue<u64>,
    asked_ms: StoredValue<u64>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            phase: RwSignal::new(Phase::Starting),
            me: RwSignal::new(None),
            times: RwSignal::new(None),
            left: RwSignal::new(None),
            next: RwSignal::new(None),
            phone: RwSignal::new(None),
            passkeys: RwSignal::new(false),
            offline_since: RwSignal::new(None),
            log_fault: RwSignal::new(None),
            warning: RwSignal::new(false),
            fallback_put_off: RwSignal::new(false),
            wanted: StoredValue::new(None),
            active: StoredValue::new(false),
            stayed_ms: StoredValue::new(0),
            asked_ms: StoredValue::new(0),
        }
    }

    /// Whether someone is signed in.
    pub(crate) fn is_in(&'static self) -> bool {
        self.phase.with_untracked(|phase| *phase == Phase::In)
    }

    /// The address of who is signed in; empty where nobody is.
    pub(crate) fn address(&'static self) -> String {
        self.me
            .with_untracked(|me| me.as_ref().map(|me| me.address.clone()).unwrap_or_default())
    }

    /// Address and name of who is signed in: what a password must not be made of.
    pub(crate) fn address_and_name(&'static self) -> (String, String) {
        self.me.with_untracked(|me| {
            let me = me.as_ref();
            me.map(|me| (me.address.clone(), me.name.clone()))
                .unwrap_or_default()
        })
    }

    /// The last digits of the reserve phone of who is signed in, if there is one.
    pub(crate) fn reserve_phone(&'static self) -> Option<String> {
        self.me
            .with_untracked(|me| me.as_ref().and_then(|me| me.reserve_phone.clone()))
    }

    /// Whether who is signed in has passkeys.
    pub(crate) fn has_passkeys(&'static self) -> bool {
        self.me
            .with_untracked(|me| me.as_ref().is_some_and(|me| me.passkeys > 0))
    }

    /// A sensitive setting was changed: the next one needs password and code anew.
    pub(crate) fn confirmation_is_used_up(&'static self) {
        self.times.update(|times| {
            if let Some(times) = times {
                times.step_up_until_ms = 0;
            }
        });
    }

    /// Whether receipts are given.
    pub(crate) fn gives_receipts(&'static self) -> bool {
        self.me
            .with_untracked(|me| me.as_ref().is_some_and(|me| me.gives_receipts))
    }

    pub(super) fn lost(&'static self) {
        if self.offline_since.get_untracked().is_none() {
            self.offline_since.set(Some(now_ms()));
        }
    }

    pub(super) fn found(&'static self) {
        if self.offline_since.get_untracked().is_some() {
            self.offline_since.set(None);
        }
    }
}

impl Page {
    /// Is someone signed in? Where nobody can be, the form need not wait for the worker, which comes meanwhile.
    pub(crate) fn begin(&'static self) {
        if !browser::may_be_signed_in() {
            self.stay_out();
            return browser::after(0, || self.tell(Ask::Begin));
        }
        self.session.phase.set(Phase::Starting);
        spawn_local(async move {
            match self.ask(Ask::Begin).await {
                Ok(Answer::Who(Some((me, times)))) => self.enter(me, times),
                Ok(_) | Err(Error::SignedOut) => self.stay_out(),
                Err(error) => self.session.phase.set(Phase::Unreachable(Trouble::from(&error))),
            }
        });
    }

    fn stay_out(&'static self) {
        if browser::hash() == SIGNED_OUT {
            self.session.left.set(Some(Left::Chosen));
        }
        self.session.phase.set(Phase::Out);
        let place = self.nav.place_now();
        if place.is_private() {
            self.session.wanted.set_value(Some(place));
        }
        if !matches!(place, Place::Register | Place::Recover | Place::StopRecovery) {
            self.nav.replace(Place::SignIn);
        }
    }

    /// Someone is signed in.
    pub(crate) fn enter(&'static self, me: Me, times: SessionTimes) {
        self.writing.take_up_again(&me.address);
        self.session.left.set(None);
        self.session.next.set(None);
        self.session.phone.set(None);
        browser::forget_registration();
        self.session.me.set(Some(me));
        self.session.times.set(Some(times));
        self.session.stayed_ms.set_value(now_ms());
        self.session.phase.set(Phase::In);
        let wanted = self.session.wanted.update_value(Option::take).flatten();
        let place = self.nav.place_now();
        if !place.is_private() && place != Place::StopRecovery {
            self.nav.replace(wanted.unwrap_or(Place::INBOX));
        }
        self.refresh_counts();
    }

    /// Nobody is signed in any more: nothing of the mailbox stays on the page.
    pub(crate) fn leave(&'static self, why: Left) {
        if !self.session.is_in() {
            return;
        }
        let place = self.nav.place_now();
        if self.drafts.is_dirty() {
            let saved = self.drafts.saved.get_value();
            self.writing.set_aside(&self.session.address(), saved);
        }
        self.writing.clear();
        self.writing.offered.set(false);
        self.drafts.clear();
        self.session.phase.set(Phase::Out);
        self.session.me.set(None);
        self.session.times.set(None);
        self.session.warning.set(false);
        self.session.fallback_put_off.set(false);
        self.session.left.set(Some(why));
        self.session.wanted.set_value(place.is_private().then_some(place));
        self.mailbox.clear();
        self.held.clear();
        self.erasures.clear();
        self.transfers.clear();
        self.reading.set(None);
        self.asked_begin.set(None);
        self.help.set(false);
        self.notices.toast.set(None);
        self.notices.said.set(String::new());
        self.nav.replace(Place::SignIn);
    }

    /// The person signs out: what is written is kept first, and where that fails, they are asked.
    pub(crate) fn sign_out(&'static self) {
        spawn_local(async move {
            if self.settle_drafts().await {
                self.sign_out_now();
            } else if self.session.is_in() {
                self.notices
                    .tell_with(t!(SIGN_OUT_UNSAVED), t!(SIGN_OUT_ANYWAY), || self.sign_out_now());
            }
        });
    }

    /// The mailbox goes from the page at once. When the worker has removed everything, and the server has heard of it or had
    /// time to, the page is loaded anew, so that neither its memory nor the worker's outlives it; what is said of signing out is
    /// said then.
    fn sign_out_now(&'static self) {
        let go = || {
            self.nav
                .load_anew(&format!("{}{SIGNED_OUT}", Place::SignIn.path()))
        };
        self.clear_page();
        self.leave(Left::Chosen);
        self.session.phase.set(Phase::Leaving);
        spawn_local(async move {
            let _the_page_goes_anyway = self.ask(Ask::SignOut).await;
            go();
        });
        browser::after(SIGN_OUT_MS, go);
    }

    /// The person is there.
    pub(crate) fn stay(&'static self) {
        self.session.warning.set(false);
        self.session.active.set_value(false);
        self.session.stayed_ms.set_value(now_ms());
        spawn_local(async move {
            if let Ok(Answer::Times(times)) = self.ask(Ask::Stay).await {
                self.session.times.set(Some(times));
            }
        });
    }

    fn tick(&'static self) {
        let session = &self.session;
        let Some(times) = session.times.get_untracked() else {
            return;
        };
        let now = now_ms();
        let left_ms = times.idle_ends_ms.min(times.expires_ms).saturating_sub(now);
        let since_stay = now.saturating_sub(session.stayed_ms.get_value());
        let since_asked = now.saturating_sub(session.asked_ms.get_value());
        let warning = session.warning.get_untracked();
        if session.active.get_value() && !warning && since_stay >= STAY_MS {
            self.stay();
        } else if left_ms <= WARNING_MS && (left_ms == 0 || since_asked >= ASK_AGAIN_MS) {
            session.asked_ms.set_value(now);
            self.look_at_the_clock();
        }
    }

    /// Asks when the session ends: perhaps another tab stayed. Warns if it ends soon, and ends what is shown if it has ended.
    fn look_at_the_clock(&'static self) {
        spawn_local(async move {
            let answer = self.ask(Ask::Times).await;
            if let Ok(Answer::Times(times)) = answer {
                self.session.times.set(Some(times));
            }
            let Some(times) = self.session.times.get_untracked() else {
                return;
            };
            let left_ms = times.idle_ends_ms.min(times.expires_ms).saturating_sub(now_ms());
            if left_ms == 0 {
                self.leave(Left::Ended);
                self.tell(Ask::SignOut);
            } else {
                self.session.warning.set(left_ms <= WARNING_MS);
            }
        });
    }

    /// Watches the clock and whether the person does something.
    pub(super) fn watch(&'static self) {
        for sign in ["keydown", "pointerdown", "wheel", "touchmove"] {
            browser::on_window(sign, move |_| self.session.active.set_value(true));
        }
        browser::on_window("offline", move |_| self.session.lost());
        browser::every(1_000, move || self.tick());
        // A page that the browser had put aside whole, letters and all, is not to be shown again as it was.
        browser::on_window("pageshow", |event| {
            if event.unchecked_ref::<PageTransitionEvent>().persisted() {
                let _reloads = browser::window().location().reload();
            }
        });
        // Leaving with what is not kept yet, or half a file: the browser asks in its own words.
        browser::on_window("beforeunload", move |event| {
            if self.session.is_in() && (self.drafts.is_dirty() || self.writing.has_files_going()) {
                event.prevent_default();
            }
        });
    }
}
