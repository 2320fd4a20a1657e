//! What goes with the letter: being told when it is read, until when it can be, and who can.

use crate::browser;
use crate::draw::{View, el, group};
use crate::kit::{rule, switch_row};
use crate::signals::Memo;
use crate::state::App;
use crate::state::writing::Reach;
use crate::texts::{Theirs, t, text, times};
use client::view::Expiry;

/// Days that can be chosen without a calendar.
const DAYS: [u32; 3] = [7, 30, 90];

/// The panel.
pub(super) fn options(app: App) -> View {
    let writing = &app.writing;
    el("aside")
        .class("opts")
        .attr("id", "options")
        .attr("aria-label", text!(OPTIONS))
        .add(
            el("div")
                .add(el("h2").class("h-card").words(text!(OPTIONS_HEADING)))
                .add(switch_row(
                    "asks-receipt",
                    t!(READ_RECEIPT),
                    t!(READ_RECEIPT_HINT),
                    Memo::new(move || writing.asks_receipt.get()),
                    move |on| writing.asks_receipt.set(on),
                )),
        )
        .add(last_day(app))
        .add(rule())
        .add(
            el("div")
                .class("stack tight")
                .add(el("h2").class("h-sect").words(text!(WHO_CAN_READ)))
                .add(el("p").class("mid").add(move || who(app))),
        )
        .view()
}

fn last_day(app: App) -> View {
    let expiry = app.writing.expiry;
    let change = move |value: String| {
        expiry.set(match value.as_str() {
            "never" => Expiry::Never,
            "day" => Expiry::Until(times::for_field(times::end_of_day_in(14))),
            days => days.parse().map_or(Expiry::Never, Expiry::Days),
        });
    };
    let is_day = Memo::new(move || matches!(expiry.get(), Expiry::Until(_)));
    let day = move || match expiry.get() {
        Expiry::Until(day) => day,
        _ => String::new(),
    };
    let options = DAYS
        .into_iter()
        .map(|days| {
            let words = t!(
                EXPIRY_DAYS,
                count = days,
                day = times::day(times::end_of_day_in(u64::from(days)))
            );
            el("option")
                .attr("value", days.to_string())
                .attr("selected", move || expiry.get() == Expiry::Days(days))
                .add(words)
        })
        .collect::<Vec<_>>();
    el("div")
        .class("field")
        .add(el("label").attr("for", "expiry").words(text!(LAST_DAY)))
        .add(
            el("select")
                .class("input")
                .attr("id", "expiry")
                .attr("aria-describedby", "expiry-hint")
                .on("change", move |event| change(browser::value_of(&event)))
                .add(
                    el("option")
                        .attr("value", "never")
                        .attr("selected", move || expiry.get() == Expiry::Never)
                        .words(text!(EXPIRY_NEVER)),
                )
                .add(options)
                .add(
                    el("option")
                        .attr("value", "day")
                        .attr("selected", move || is_day.get())
                        .words(text!(EXPIRY_DAY)),
                ),
        )
        .add(move || {
            is_day.get().then(|| {
                group()
                    .add(
                        el("label")
                            .class("vh")
                            .attr("for", "expiry-day")
                            .words(text!(LAST_DAY)),
                    )
                    .add(
                        el("input")
                            .class("input")
                            .attr("type", "date")
                            .attr("id", "expiry-day")
                            .attr(
                                "min",
                                times::for_field(times::now_ms().saturating_add(times::DAY_MS)),
                            )
                            .value(day)
                            .on("input", move |event| {
                                expiry.set(Expiry::Until(browser::value_of(&event)))
                            }),
                    )
            })
        })
        .add(
            el("p")
                .class("hint")
                .attr("id", "expiry-hint")
                .words(text!(LAST_DAY_HINT)),
        )
        .view()
}

/// Who can read, in one sentence.
fn who(app: App) -> String {
    let names: Vec<_> = [app.writing.to.get(), app.writing.cc.get()]
        .into_iter()
        .flatten()
        .filter(|one| matches!(one.reach, Reach::Found(_)))
        .map(|one| one.called())
        .collect();
    match names.as_slice() {
        [] => t!(WHO_NOBODY),
        [one] => t!(WHO_ONE, name = Theirs(one)),
        [one, two] => t!(WHO_TWO, first = Theirs(one), second = Theirs(two)),
        [one, two, rest @ ..] => t!(
            WHO_MORE,
            count = rest.len(),
            first = Theirs(one),
            second = Theirs(two)
        ),
    }
}
