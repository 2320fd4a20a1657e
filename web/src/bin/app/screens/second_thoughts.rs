//! Changing one's mind about a sent letter: another last day, and recalling it from those who have not opened it.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, Tone, banner, dialog, icon_small, trouble_in};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::state::writing::moment_ms;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use api::MessageId;
use client::Error;
use client::view::{Expiry, Tracker};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// Days that can be chosen without a calendar.
const DAYS: [u32; 3] = [7, 30, 90];

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    LastDay,
    Recall,
}

/// Both buttons with their questions. `done` follows on a change.
pub(super) fn second_thoughts(app: App, tracker: &Tracker, done: impl Fn() + Copy + 'static) -> View {
    let asked = RwSignal::new(None::<Asked>);
    let (id, until_ms) = (tracker.message_id, tracker.expires_ms);
    let is_over = until_ms != 0 && until_ms < times::now_ms();
    let opener = |what: Asked, icon_name: &'static str, words: String| {
        button("btn secondary small")
            .attr("aria-haspopup", "dialog")
            .on("click", move |_| asked.set(Some(what)))
            .add(icon_small(icon_name))
            .add(words)
    };
    group()
        .add((!is_over).then(|| {
            el("div")
                .class("row wrap no-print")
                .add(opener(Asked::LastDay, "calendar", t!(CHANGE_LAST_DAY)))
                .add(
                    tracker
                        .recalled_ms
                        .is_none()
                        .then(|| opener(Asked::Recall, "undo-2", t!(RECALL))),
                )
        }))
        .add(tracker.recalled_ms.map(|recalled_ms| {
            banner(
                Tone::Plain,
                "undo-2",
                t!(RECALLED, moment = times::moment(recalled_ms)),
                el("p").words(text!(RECALL_LIMIT)),
            )
        }))
        .add(dialog(
            Dialog {
                open: Memo::new(move || asked.get().is_some()),
                closed: Box::new(move || asked.set(None)),
                class: "dialog",
                role: "alertdialog",
                labelled_by: "second-thoughts-heading",
            },
            move || match asked.get() {
                Some(Asked::LastDay) => last_day(app, id, until_ms, asked, done),
                Some(Asked::Recall) => recall(app, id, asked, done),
                None => View::none(),
            },
        ))
        .view()
}

/// Asks the worker, and closes when it is done.
fn carry_out(
    app: App,
    ask: Ask,
    told: String,
    (asked, busy, trouble): (RwSignal<Option<Asked>>, RwSignal<bool>, RwSignal<Option<Trouble>>),
    done: impl Fn() + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    trouble.set(None);
    spawn_local(async move {
        match app.ask(ask).await {
            Ok(Answer::Done) => {
                asked.set(None);
                app.notices.tell(told);
                done();
            }
            Err(error) if app.session.is_in() => trouble.set(Some(Trouble::from(&error))),
            Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
            Err(_) => {}
        }
        busy.set(false);
    });
}

fn last_day(
    app: App,
    id: MessageId,
    until_ms: u64,
    asked: RwSignal<Option<Asked>>,
    done: impl Fn() + Copy + 'static,
) -> View {
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let fault = RwSignal::new(false);
    let expiry = RwSignal::new(match until_ms {
        0 => Expiry::Never,
        until => Expiry::Until(times::for_field(until)),
    });
    let is_day = Memo::new(move || matches!(expiry.get(), Expiry::Until(_)));
    let choose = move |value: String| {
        fault.set(false);
        expiry.set(match value.as_str() {
            "never" => Expiry::Never,
            "day" => Expiry::Until(times::for_field(times::end_of_day_in(14))),
            days => days.parse().map_or(Expiry::Never, Expiry::Days),
        });
    };
    let save = move || match expiry.with_untracked(moment_ms) {
        Some(expires_ms) => {
            let ask = Ask::ChangeExpiry {
                message_id: id,
                expires_ms,
            };
            carry_out(app, ask, t!(LAST_DAY_CHANGED), (asked, busy, trouble), done);
        }
        None => fault.set(true),
    };
    let days = DAYS
        .into_iter()
        .map(|days| {
            let day = times::day(times::end_of_day_in(u64::from(days)));
            el("option")
                .attr("value", days.to_string())
                .add(t!(EXPIRY_DAYS, count = days, day = day))
        })
        .collect::<Vec<_>>();
    let select = el("select")
        .class("input")
        .attr("id", "new-last-day")
        .attr("autofocus", "")
        .on("change", move |event| choose(browser::value_of(&event)))
        .add(
            el("option")
                .attr("value", "never")
                .attr("selected", until_ms == 0)
                .words(text!(EXPIRY_NEVER)),
        )
        .add(days)
        .add(
            el("option")
                .attr("value", "day")
                .attr("selected", until_ms != 0)
                .words(text!(EXPIRY_DAY)),
        );
    let day = move || {
        is_day.get().then(|| {
            el("input")
                .class("input")
                .attr("type", "date")
                .attr("id", "new-last-day-date")
                .attr("aria-label", text!(LAST_DAY))
                .value(move || match expiry.get() {
                    Expiry::Until(day) => day,
                    _ => String::new(),
                })
                .on("input", move |event| {
                    fault.set(false);
                    expiry.set(Expiry::Until(browser::value_of(&event)));
                })
        })
    };
    group()
        .add(
            el("h2")
                .attr("id", "second-thoughts-heading")
                .words(text!(CHANGE_LAST_DAY)),
        )
        .add(el("p").class("muted").words(text!(CHANGE_LAST_DAY_MORE)))
        .add(trouble_in("last-day-trouble", trouble))
        .add(
            el("div")
                .class("field")
                .class_if("bad", move || fault.get())
                .add(el("label").attr("for", "new-last-day").words(text!(LAST_DAY)))
                .add(select)
                .add(day)
                .add(el("div").attr("aria-live", "polite").add(move || {
                    fault.get().then(|| {
                        el("p")
                            .class("err")
                            .add(icon_small("circle-alert"))
                            .add(el("span").words(text!(FAULT_BAD_DAY)))
                    })
                })),
        )
        .add(acts(asked, busy, "btn primary big", t!(CHANGE_LAST_DAY), save))
        .view()
}

fn recall(app: App, id: MessageId, asked: RwSignal<Option<Asked>>, done: impl Fn() + Copy + 'static) -> View {
    let (busy, trouble) = (RwSignal::new(false), RwSignal::new(None));
    let go = move || {
        let ask = Ask::Recall { message_id: id };
        carry_out(app, ask, t!(RECALL_DONE), (asked, busy, trouble), done);
    };
    group()
        .add(
            el("h2")
                .attr("id", "second-thoughts-heading")
                .words(text!(RECALL_HEADING)),
        )
        .add(el("p").words(text!(RECALL_MORE)))
        .add(el("p").class("muted").words(text!(RECALL_LIMIT)))
        .add(trouble_in("recall-trouble", trouble))
        .add(acts(asked, busy, "btn danger big", t!(RECALL), go))
        .view()
}

fn acts(
    asked: RwSignal<Option<Asked>>,
    busy: RwSignal<bool>,
    class: &'static str,
    words: String,
    run: impl Fn() + 'static,
) -> View {
    el("div")
        .class("acts")
        .add(
            button("btn quiet big")
                .on("click", move |_| asked.set(None))
                .words(text!(NOT_NOW)),
        )
        .add(
            button(class)
                .attr("aria-disabled", move || busy.get().then_some("true"))
                .on("click", move |_| run())
                .add(words),
        )
        .view()
}
