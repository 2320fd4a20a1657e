//! Password, authenticator, passkeys, backup codes, phones, and receipts.

use super::backup_codes::backup_codes;
use super::compromised::compromised;
use super::confirm::{confirm, is_confirmed};
use super::opening::opening;
use super::passkeys::passkeys;
use super::password::password;
use super::phones::phone;
use super::words::words;
use crate::browser;
use crate::draw::{Draw, View, button, el, group};
use crate::kit::{Tone, banner, icon, switch_row};
use crate::screens::enrol::enrol;
use crate::screens::recovery_watch;
use crate::signals::{Memo, RwSignal, follow_with};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use api::account::PhoneRole;
use client::view::Me;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// What can be changed here, one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Password,
    /// The same, where somebody may know it. Reached from there.
    Compromised,
    Authenticator,
    Passkeys,
    Opening,
    BackupCodes,
    Phone,
    ReservePhone,
    Words,
}

/// How far that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Closed,
    Confirm(What),
    Change(What),
}

/// The section.
pub(super) fn security(app: App) -> View {
    let step = RwSignal::new(Step::Closed);
    let enrolled = move || {
        app.session
            .me
            .with(|me| me.as_ref().map_or(0, |me| me.totp_enrolled_ms))
    };
    // A new secret was proven: the steps have done their work.
    follow_with(move |before: Option<u64>| {
        let enrolled = enrolled();
        if before.is_some_and(|before| before != enrolled) {
            step.set(Step::Closed);
        }
        enrolled
    });
    let left = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().map_or(0, |me| me.backup_codes_left))
    });
    let count = Memo::new(move || app.session.me.with(|me| me.as_ref().map_or(0, |me| me.passkeys)));
    let passkeys_state = move || match count.get() {
        0 => t!(PASSKEYS_NONE),
        count => t!(PASSKEYS_COUNT, count = count),
    };
    let codes = move || match left.get() {
        0 => t!(BACKUP_CODES_NONE),
        count => t!(BACKUP_CODES_LEFT, count = count),
    };
    let phone = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().and_then(|me| me.phone.clone()))
    });
    let reserve = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().and_then(|me| me.reserve_phone.clone()))
    });
    let codes_act = move || {
        if left.get() == 0 {
            t!(BACKUP_CODES_MAKE)
        } else {
            t!(BACKUP_CODES_MAKE_NEW)
        }
    };
    let made = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().and_then(|me| me.recovery.words_made_ms))
    });
    let words_state = move || match made.get() {
        None => t!(WORDS_NONE),
        Some(made_ms) => t!(WORDS_SINCE, day = times::day(made_ms)),
    };
    let words_act = move || match made.get() {
        None => t!(WORDS_MAKE),
        Some(_) => t!(BACKUP_CODES_MAKE_NEW),
    };
    group()
        .add(recovery_watch::watch(app))
        .add(
            el("section")
                .class("sect")
                .attr("aria-labelledby", "signing-in")
                .add(el("h2").attr("id", "signing-in").words(text!(SIGNING_IN)))
                .add(
                    el("div")
                        .class("card")
                        .add(row(
                            "key-round",
                            t!(PASSWORD),
                            t!(PASSWORD_ONLY_YOU),
                            opener(app, step, What::Password, || t!(PASSWORD_CHANGE)),
                        ))
                        .add(panel(app, step, What::Password))
                        .add(panel(app, step, What::Compromised))
                        .add(row(
                            "smartphone",
                            t!(AUTHENTICATOR),
                            move || t!(TOTP_SINCE, day = times::day(enrolled())),
                            opener(app, step, What::Authenticator, || t!(REPLACE)),
                        ))
                        .add(panel(app, step, What::Authenticator))
                        .add(row(
                            "key-round",
                            t!(PASSKEYS),
                            passkeys_state,
                            opener(app, step, What::Passkeys, move || {
                                if count.get() == 0 {
                                    t!(PASSKEYS_FIRST)
                                } else {
                                    t!(PASSKEYS_CHANGE)
                                }
                            }),
                        ))
                        .add(panel(app, step, What::Passkeys))
                        .add(opening_row(app, step))
                        .add(row(
                            "printer",
                            t!(BACKUP_CODES),
                            codes,
                            opener(app, step, What::BackupCodes, codes_act),
                        ))
                        .add(panel(app, step, What::BackupCodes))
                        .add(row(
                            "shield-check",
                            t!(RECOVERY_WORDS),
                            words_state,
                            opener(app, step, What::Words, words_act),
                        ))
                        .add(panel(app, step, What::Words))
                        .add(row(
                            "smartphone",
                            t!(PHONE),
                            move || phone_state(phone.get(), t!(PHONE_NONE)),
                            opener(app, step, What::Phone, || t!(PHONE_CHANGE)),
                        ))
                        .add(panel(app, step, What::Phone))
                        .add(row(
                            "smartphone",
                            t!(RESERVE_PHONE),
                            move || phone_state(reserve.get(), t!(RESERVE_PHONE_NONE)),
                            opener(app, step, What::ReservePhone, move || {
                                if reserve.get().is_some() {
                                    t!(PHONE_CHANGE)
                                } else {
                                    t!(RESERVE_PHONE_ADD)
                                }
                            }),
                        ))
                        .add(panel(app, step, What::ReservePhone)),
                )
                .add(banner(
                    Tone::Plain,
                    "info",
                    t!(NO_WAY_BACK),
                    el("p").words(text!(NOBODY_ELSE_OPENS)),
                )),
        )
        .add(receipts(app))
        .view()
}

/// Where there are passkeys, what they may do without the password.
fn opening_row(app: App, step: RwSignal<Step>) -> impl Draw {
    let of_me = move |count: fn(&Me) -> u32| app.session.me.with(|me| me.as_ref().map_or(0, count));
    let has_some = Memo::new(move || of_me(|me| me.passkeys) > 0);
    let count = Memo::new(move || of_me(|me| me.opening_passkeys));
    let state = move || match count.get() {
        0 => t!(OPENING_NONE),
        count => t!(OPENING_COUNT, count = count),
    };
    let act = move || {
        if count.get() == 0 {
            t!(OPENING_FIRST)
        } else {
            t!(PASSKEYS_CHANGE)
        }
    };
    move || {
        has_some.get().then(|| {
            group()
                .add(row(
                    "key-round",
                    t!(OPENING),
                    state,
                    opener(app, step, What::Opening, act),
                ))
                .add(panel(app, step, What::Opening))
        })
    }
}

fn phone_state(number: Option<String>, none: String) -> String {
    number.map_or(none, |number| t!(PHONE_ENDS_WITH, number = number))
}

fn row(icon_name: &'static str, name: String, state: impl Draw, act: impl Draw) -> View {
    el("div")
        .class("set-row")
        .add(icon(icon_name))
        .add(
            el("div")
                .add(el("h3").class("h-row").add(name))
                .add(el("p").add(state)),
        )
        .add(act)
        .view()
}

/// The button of a row, while nothing is being changed. Changing password, words or what passkeys may do asks for the password
/// and a code by itself; the others want them first, unless they were given a moment ago.
fn opener(
    app: App,
    step: RwSignal<Step>,
    what: What,
    words: impl Fn() -> String + Copy + 'static,
) -> impl Draw {
    let open = move |_| {
        let asks_itself = matches!(what, What::Password | What::Words | What::Opening);
        step.set(if asks_itself || is_confirmed(app) {
            Step::Change(what)
        } else {
            Step::Confirm(what)
        });
        browser::focus_soon("change");
    };
    move || (step.get() == Step::Closed).then(|| button("btn secondary small").on("click", open).add(words))
}

/// What is below a row while its thing is being changed.
fn panel(app: App, step: RwSignal<Step>, what: What) -> impl Draw {
    let close = move || step.set(Step::Closed);
    let turn_to = move |what| {
        step.set(Step::Change(what));
        browser::focus_soon("change");
    };
    let go_on = move || turn_to(what);
    let known = move || turn_to(What::Compromised);
    move || {
        let inside = match step.get() {
            Step::Confirm(one) if one == what => confirm(app, go_on, close),
            Step::Change(one) if one == what => match what {
                What::Password => password(app, close, known),
                What::Compromised => compromised(app, close),
                What::Authenticator => authenticator(app, close),
                What::Passkeys => passkeys(app, close),
                What::Opening => opening(app, close),
                What::BackupCodes => backup_codes(app, close),
                What::Phone => phone(app, PhoneRole::Main, close),
                What::ReservePhone => phone(app, PhoneRole::Reserve, close),
                What::Words => words(app, close),
            },
            _ => return View::none(),
        };
        el("div")
            .attr("id", "change")
            .attr("tabindex", "-1")
            .add(inside)
            .view()
    }
}

fn authenticator(app: App, close: impl Fn() + 'static) -> View {
    el("div")
        .class("padded stack")
        .add(enrol(app, Ask::ReplaceTotp, false))
        .add(
            el("p").add(
                button("btn quiet")
                    .on("click", move |_| close())
                    .words(text!(REPLACE_NOT)),
            ),
        )
        .view()
}

fn receipts(app: App) -> View {
    let gives = Memo::new(move || {
        app.session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.gives_receipts))
    });
    let change = move |gives: bool| {
        spawn_local(async move {
            match app.ask(Ask::SetGivesReceipts { gives }).await {
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.notices
                        .tell(if gives { t!(RECEIPTS_ON) } else { t!(RECEIPTS_OFF) });
                }
                Ok(_) => {}
                Err(error) => {
                    // Draws the switch as it still stands.
                    app.session.me.update(|_| {});
                    app.notices.tell(Trouble::from(&error).line());
                }
            }
        });
    };
    el("section")
        .class("sect")
        .attr("aria-labelledby", "receipts-heading")
        .add(el("h2").attr("id", "receipts-heading").words(text!(RECEIPTS)))
        .add(el("div").class("card padded").add(switch_row(
            "receipts",
            t!(RECEIPTS_GIVE),
            t!(RECEIPTS_HINT),
            gives,
            change,
        )))
        .view()
}
