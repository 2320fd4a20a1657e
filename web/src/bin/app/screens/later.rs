//! Sending later: a few times that people choose, and any other.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, dialog, icon_small};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::state::writing::moment_ms;
use crate::texts::{t, text, times};
use api::limits::HOLD_MS_MAX;
use client::view::When;

/// Hours of a day at which letters go that are to go in the morning or in the evening.
const MORNING: u32 = 8;
const EVENING: u32 = 18;

/// What is wrong with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// It is none, or over.
    Past,
    /// Further ahead than the server holds a letter.
    TooFar,
    /// The letter cannot be read any more by then.
    AfterLastDay,
}

/// The button beside the one that sends.
pub(super) fn opener(app: App) -> View {
    button("btn secondary big")
        .attr("aria-haspopup", "dialog")
        .attr("aria-label", text!(LATER))
        .attr("title", text!(LATER))
        .on("click", move |_| app.writing.later.set(true))
        .add(icon_small("clock"))
        .add(el("span").class("wide-only").words(text!(LATER)))
        .view()
}

/// The choice.
pub(super) fn choice(app: App) -> View {
    let open = app.writing.later;
    dialog(
        Dialog {
            open: Memo::new(move || open.get()),
            closed: Box::new(move || open.set(false)),
            class: "dialog",
            role: "dialog",
            labelled_by: "later-heading",
        },
        move || inside(app),
    )
}

fn inside(app: App) -> View {
    let fault = RwSignal::new(None::<Fault>);
    let chosen = RwSignal::new(times::for_time_field(times::at_hour_in(1, MORNING)));
    let send_at = move |at_ms: Option<u64>| match check(app, at_ms) {
        Ok(at_ms) => {
            app.writing.later.set(false);
            app.send_when(When::At(at_ms));
        }
        Err(found) => fault.set(Some(found)),
    };
    let choices = choices()
        .into_iter()
        .map(|(words, at_ms)| {
            button("btn secondary between")
                .on("click", move |_| send_at(Some(at_ms)))
                .add(words)
                .add(el("span").class("muted small").add(times::moment_ahead(at_ms)))
        })
        .collect::<Vec<_>>();
    group()
        .add(el("h2").attr("id", "later-heading").words(text!(LATER_HEADING)))
        .add(el("p").class("muted").words(text!(LATER_LEAD)))
        .add(el("div").class("stack near").add(choices))
        .add(
            el("div")
                .class("field")
                .class_if("bad", move || fault.get().is_some())
                .add(el("label").attr("for", "later-at").words(text!(LATER_OTHER)))
                .add(
                    el("input")
                        .class("input")
                        .attr("type", "datetime-local")
                        .attr("id", "later-at")
                        .attr("min", times::for_time_field(times::now_ms()))
                        .attr("aria-describedby", "later-fault")
                        .value(move || chosen.get())
                        .on("input", move |event| chosen.set(browser::value_of(&event))),
                )
                .add(
                    el("div")
                        .attr("id", "later-fault")
                        .attr("aria-live", "polite")
                        .add(move || {
                            fault.get().map(|fault| {
                                el("p")
                                    .class("err")
                                    .add(icon_small("circle-alert"))
                                    .add(el("span").add(fault_words(fault)))
                            })
                        }),
                ),
        )
        .add(
            el("div")
                .class("acts")
                .add(
                    button("btn quiet big")
                        .on("click", move |_| app.writing.later.set(false))
                        .words(text!(NOT_NOW)),
                )
                .add(
                    button("btn primary big")
                        .on("click", move |_| {
                            send_at(times::moment_of(&chosen.get_untracked()))
                        })
                        .words(text!(LATER_SEND)),
                ),
        )
        .view()
}

/// Times that lie ahead, each once.
fn choices() -> Vec<(String, u64)> {
    let evening = times::at_hour_in(0, EVENING);
    let to_monday = times::days_to_monday();
    let mut choices = Vec::new();
    if evening > times::now_ms() {
        choices.push((t!(LATER_EVENING), evening));
    }
    choices.push((t!(LATER_TOMORROW), times::at_hour_in(1, MORNING)));
    if to_monday > 1 {
        choices.push((t!(LATER_MONDAY), times::at_hour_in(to_monday, MORNING)));
    }
    choices
}

fn check(app: App, at_ms: Option<u64>) -> Result<u64, Fault> {
    let now_ms = times::now_ms();
    let at_ms = at_ms.filter(|at_ms| *at_ms > now_ms).ok_or(Fault::Past)?;
    if at_ms - now_ms > HOLD_MS_MAX {
        return Err(Fault::TooFar);
    }
    let last_ms = app.writing.expiry.with_untracked(moment_ms);
    match last_ms {
        Some(last_ms) if last_ms != 0 && last_ms <= at_ms => Err(Fault::AfterLastDay),
        _ => Ok(at_ms),
    }
}

fn fault_words(fault: Fault) -> String {
    match fault {
        Fault::Past => t!(LATER_PAST),
        Fault::TooFar => t!(LATER_TOO_FAR),
        Fault::AfterLastDay => t!(LATER_AFTER_LAST_DAY),
    }
}
