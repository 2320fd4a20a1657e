//! What happened lately to the access to the account: the newest first, older ones when they are wanted.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{letter_skeleton, trouble_banner};
use crate::signals::{Memo, RwSignal, StoredValue};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use api::account::{SecurityEvent, SecurityEventKind};
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web::runs::{self, Run};

/// Where the focus goes when the button that had it is gone.
const LIST: &str = "events-list";

/// The events that were fetched so far, and how fetching goes.
#[derive(Clone, Copy)]
pub(super) struct Events {
    app: App,
    got: RwSignal<Vec<SecurityEvent>>,
    next: RwSignal<Option<String>>,
    end: RwSignal<End>,
    /// Counts beginnings: what an earlier one asked for is no longer waited for.
    turn: StoredValue<u32>,
}

/// What stands below the list.
#[derive(Clone, PartialEq)]
enum End {
    /// The first page is on its way.
    Begins,
    /// Older ones, if there are any, come when they are asked for.
    Rests,
    /// They are on their way.
    Waits,
    /// They, or the first page, did not come.
    Failed { after: Option<String>, trouble: Trouble },
}

impl Events {
    /// Begins to fetch them.
    pub(super) fn new(app: App) -> Self {
        let events = Self {
            app,
            got: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            end: RwSignal::new(End::Begins),
            turn: StoredValue::new(0),
        };
        events.fetch(None);
        events
    }

    /// Fetches the newest anew: something has happened.
    pub(super) fn renew(self) {
        self.turn.update_value(|turn| *turn += 1);
        self.fetch(None);
    }

    /// The page after those there are.
    fn go_on(self) {
        if let (End::Rests, Some(after)) = (self.end.get_untracked(), self.next.get_untracked()) {
            self.end.set(End::Waits);
            self.fetch(Some(after));
        }
    }

    /// What did not come.
    fn again(self) {
        if let End::Failed { after, .. } = self.end.get_untracked() {
            self.end
                .set(if after.is_some() { End::Waits } else { End::Begins });
            self.fetch(after);
        }
    }

    fn fetch(self, after: Option<String>) {
        let turn = self.turn.get_value();
        spawn_local(async move {
            let ask = Ask::SecurityEvents { after: after.clone() };
            let answer = match self.app.ask(ask).await {
                Ok(Answer::SecurityEvents { events, next }) => Ok((events, next)),
                Ok(_) => Err(Error::BadAnswer(String::new())),
                Err(error) => Err(error),
            };
            if self.turn.try_get_value() == Some(turn) {
                self.take(after, answer);
            }
        });
    }

    fn take(self, after: Option<String>, answer: Result<(Vec<SecurityEvent>, Option<String>), Error>) {
        let (events, next) = match answer {
            Ok(page) => page,
            Err(error) => {
                let trouble = Trouble::from(&error);
                return self.end.set(End::Failed { after, trouble });
            }
        };
        if after.is_some() && next.is_none() {
            browser::focus_soon(LIST);
        }
        self.got.update(|got| {
            if after.is_none() {
                got.clear();
            }
            got.extend(events);
        });
        self.next.set(next);
        self.end.set(End::Rests);
    }
}

/// The section.
pub(super) fn events(events: Events) -> View {
    el("section")
        .class("sect")
        .attr("aria-labelledby", "events-heading")
        .add(el("h2").attr("id", "events-heading").words(text!(EVENTS)))
        .add(el("p").class("muted").words(text!(EVENTS_LEAD)))
        .add(move || {
            let runs = events.got.with(|got| runs::join(got, times::is_same_day));
            (!runs.is_empty()).then(|| {
                el("ol")
                    .class("card padded stack near")
                    .attr("id", LIST)
                    .attr("aria-labelledby", "events-heading")
                    .attr("tabindex", "-1")
                    .add(runs.into_iter().map(row).collect::<Vec<_>>())
            })
        })
        .add(foot(events))
        .view()
}

fn foot(events: Events) -> View {
    let waits = Memo::new(move || events.end.with(|end| *end == End::Waits));
    let failed = Memo::new(move || match events.end.get() {
        End::Failed { trouble, .. } => Some(trouble),
        End::Begins | End::Rests | End::Waits => None,
    });
    let begins =
        Memo::new(move || events.end.with(|end| *end == End::Begins) && events.got.with(Vec::is_empty));
    let has_older = Memo::new(move || events.next.with(Option::is_some) && failed.get().is_none());
    group()
        .add(move || begins.get().then(|| letter_skeleton(t!(LOADING))))
        .add(move || {
            failed.get().map(|trouble| {
                trouble_banner(
                    "events-trouble",
                    trouble,
                    el("p").class("acts").add(again(events)),
                )
            })
        })
        .add(move || has_older.get().then(|| older(events, waits)))
        .view()
}

fn again(events: Events) -> View {
    button("btn secondary small")
        .on("click", move |_| {
            events.again();
            browser::focus_soon(LIST);
        })
        .words(text!(TRY_AGAIN))
        .view()
}

fn older(events: Events, waits: Memo<bool>) -> View {
    el("div")
        .class("more")
        .add(
            button("btn secondary small")
                .attr("aria-disabled", move || waits.get().then_some("true"))
                .on("click", move |_| events.go_on())
                .add(move || {
                    if waits.get() {
                        t!(LOADING)
                    } else {
                        t!(EVENTS_OLDER)
                    }
                }),
        )
        .view()
}

fn row(run: Run) -> View {
    let times = times::between(run.first_ms, run.last_ms);
    let times = match run.count {
        1 => times,
        count => t!(EVENT_TIMES, count = count, times = times),
    };
    el("li")
        .class("row wrap between")
        .add(el("span").add(name(run.kind)))
        .add(el("span").class("small muted").add(times))
        .view()
}

fn name(kind: SecurityEventKind) -> String {
    match kind {
        SecurityEventKind::SignedIn => t!(EVENT_SIGNED_IN),
        SecurityEventKind::WrongPassword => t!(EVENT_WRONG_PASSWORD),
        SecurityEventKind::WrongCode => t!(EVENT_WRONG_CODE),
        SecurityEventKind::SignedOut => t!(EVENT_SIGNED_OUT),
        SecurityEventKind::EndedElsewhere => t!(EVENT_ENDED_ELSEWHERE),
        SecurityEventKind::EndedOthers => t!(EVENT_ENDED_OTHERS),
        SecurityEventKind::AuthenticatorEnrolled => t!(EVENT_ENROLLED),
        SecurityEventKind::AuthenticatorReplaced => t!(EVENT_REPLACED),
        SecurityEventKind::PasswordChanged => t!(EVENT_PASSWORD_CHANGED),
        SecurityEventKind::PasswordCompromised => t!(EVENT_PASSWORD_COMPROMISED),
        SecurityEventKind::BackupCodesMade => t!(EVENT_BACKUP_CODES_MADE),
        SecurityEventKind::BackupCodeUsed => t!(EVENT_BACKUP_CODE_USED),
        SecurityEventKind::PhoneVerified => t!(EVENT_PHONE_VERIFIED),
        SecurityEventKind::ReservePhoneSet => t!(EVENT_RESERVE_PHONE_SET),
        SecurityEventKind::ReservePhoneRemoved => t!(EVENT_RESERVE_PHONE_REMOVED),
        SecurityEventKind::ReservePhoneUsed => t!(EVENT_RESERVE_PHONE_USED),
        SecurityEventKind::RecoveryWordsMade => t!(EVENT_WORDS_MADE),
        SecurityEventKind::WrongRecoveryWords => t!(EVENT_WRONG_WORDS),
        SecurityEventKind::RecoveryBegun => t!(EVENT_RECOVERY_BEGUN),
        SecurityEventKind::RecoveryStopped => t!(EVENT_RECOVERY_STOPPED),
        SecurityEventKind::Recovered => t!(EVENT_RECOVERED),
        SecurityEventKind::PasskeyAdded => t!(EVENT_PASSKEY_ADDED),
        SecurityEventKind::PasskeyRemoved => t!(EVENT_PASSKEY_REMOVED),
        SecurityEventKind::PasskeyUsed => t!(EVENT_PASSKEY_USED),
        SecurityEventKind::PasskeyOpens => t!(EVENT_PASSKEY_OPENS),
        SecurityEventKind::PasskeyOpensNoMore => t!(EVENT_PASSKEY_OPENS_NO_MORE),
        SecurityEventKind::OpenedByPasskey => t!(EVENT_OPENED_BY_PASSKEY),
        SecurityEventKind::WrongPasskey => t!(EVENT_WRONG_PASSKEY),
        SecurityEventKind::PasskeyCounterBack => t!(EVENT_PASSKEY_COUNTER_BACK),
        SecurityEventKind::KeysRenewed => t!(EVENT_KEYS_RENEWED),
        SecurityEventKind::EndRequested => t!(EVENT_END_REQUESTED),
        SecurityEventKind::EndStopped => t!(EVENT_END_STOPPED),
    }
}
