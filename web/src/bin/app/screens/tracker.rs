//! A sent letter: who has opened it and when, and the letter itself.

use super::letter::letter;
use super::proof::proof;
use super::reading::not_shown;
use super::row::{read_words, subject};
use super::second_thoughts::second_thoughts;
use crate::draw::{View, el, group};
use crate::kit::{Reads, Tone, avatar, banner, icon_small, icon_with, letter_skeleton, read_mark, symbol};
use crate::plain::{called, clean};
use crate::signals::{RwSignal, follow_with};
use crate::state::App;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::{Trouble, log_fault};
use api::MessageId;
use client::Error;
use client::view::{Letter, Logged, ReadCount, Reader, ReaderOpened, Row, Tracker};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// A reader's clock may differ by so much before it is worth a word.
const CLOCKS_DIFFER_MS: u64 = 120_000;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Readers,
    Letter,
}

/// The view.
pub(super) fn tracker(app: App, id: MessageId, row: Option<Row>) -> View {
    let found = RwSignal::new(None::<Result<Tracker, Error>>);
    let side = RwSignal::new(Side::Readers);
    let fetch = move |background: bool| {
        spawn_local(async move {
            let answer = match app
                .ask(Ask::Track {
                    message_id: id,
                    background,
                })
                .await
            {
                Ok(Answer::Tracker(tracker)) => Ok(tracker),
                Ok(_) => Err(Error::BadAnswer(String::new())),
                Err(error) => Err(error),
            };
            let was_there = found
                .try_get_untracked()
                .flatten()
                .is_some_and(|found| found.is_ok());
            if let Ok(tracker) = &answer
                && !was_there
                && !tracker.asked
            {
                side.set(Side::Letter);
            }
            // What is there is not replaced by a failure to refresh it.
            if answer.is_ok() || !was_there {
                found.set(Some(answer));
            }
        });
    };
    fetch(false);
    follow_with(move |before: Option<()>| {
        let (_, letter) = app.mailbox.receipt.get();
        if before.is_some() && letter == Some(id) {
            fetch(true);
        }
    });
    let heading = row.as_ref().map(subject);
    group()
        .add(move || match found.get() {
            None => el("div")
                .class("letter")
                .add(el("h1").add(el("bdi").add(heading.clone().unwrap_or_else(|| t!(LETTER)))))
                .add(letter_skeleton(t!(LOADING)))
                .view(),
            Some(Err(error)) => not_shown(Trouble::from(&error), move || fetch(false)),
            Some(Ok(tracker)) => group()
                .add(sides(side))
                .add(move || match side.get() {
                    Side::Readers => readers(app, &tracker, move || fetch(true)),
                    Side::Letter => own_letter(app, id),
                })
                .view(),
        })
        .view()
}

fn sides(side: RwSignal<Side>) -> View {
    let button = move |which: Side, words: String| {
        el("button")
            .attr("type", "button")
            .attr("aria-pressed", move || (side.get() == which).to_string())
            .on("click", move |_| side.set(which))
            .add(words)
    };
    el("div")
        .class("sides no-print")
        .add(
            el("div")
                .class("seg")
                .attr("role", "group")
                .attr("aria-label", text!(SHOW))
                .add(button(Side::Readers, t!(READERS)))
                .add(button(Side::Letter, t!(LETTER))),
        )
        .view()
}

fn own_letter(app: App, id: MessageId) -> View {
    let found = RwSignal::new(None::<Result<Letter, Error>>);
    let fetch = move || {
        spawn_local(async move {
            let answer = match app.ask(Ask::Read { message_id: id }).await {
                Ok(Answer::Letter(letter)) => Ok(*letter),
                Ok(_) => Err(Error::BadAnswer(String::new())),
                Err(error) => Err(error),
            };
            if let Ok(letter) = &answer
                && app.nav.place_now().letter() == Some(id)
            {
                app.reading.set(Some(letter.clone()));
            }
            found.set(Some(answer));
        });
    };
    fetch();
    group()
        .add(move || match found.get() {
            None => el("div").class("letter").add(letter_skeleton(t!(LOADING))).view(),
            Some(Ok(found)) => letter(app, found),
            Some(Err(error)) => not_shown(Trouble::from(&error), fetch),
        })
        .view()
}

fn count(tracker: &Tracker) -> ReadCount {
    ReadCount {
        read: tracker
            .readers
            .iter()
            .filter(|reader| reader.opened.is_some())
            .count(),
        of: tracker.readers.len(),
    }
}

fn readers(app: App, tracker: &Tracker, changed: impl Fn() + Copy + 'static) -> View {
    let heading = clean(&tracker.subject);
    let heading = if heading.trim().is_empty() {
        t!(NO_SUBJECT)
    } else {
        heading
    };
    let sent = t!(SENT_AT, moment = times::moment(tracker.accepted_ms));
    let facts = match tracker.expires_ms {
        0 => sent,
        until if until < times::now_ms() => {
            format!("{sent} · {}", t!(READABLE_NO_MORE, day = times::day(until)))
        }
        until => format!("{sent} · {}", t!(READABLE_UNTIL, day = times::day(until))),
    };
    let facts = if tracker.expiry_changed {
        format!("{facts} · {}", t!(LAST_DAY_WAS_CHANGED))
    } else {
        facts
    };
    let (accepted_ms, asked) = (tracker.accepted_ms, tracker.asked);
    let people = tracker
        .readers
        .iter()
        .enumerate()
        .map(|(number, reader)| person(reader, accepted_ms, asked, number == 0))
        .collect::<Vec<_>>();
    el("article")
        .class("letter tracker")
        .add(
            el("div")
                .class("stack tight")
                .add(el("p").class("small muted").add(facts))
                .add(in_log(tracker.logged).map(|words| el("p").class("small muted").add(words)))
                .add(el("h1").attr("tabindex", "-1").add(el("bdi").add(heading))),
        )
        .add(second_thoughts(app, tracker, changed))
        .add(if asked {
            summary(tracker)
        } else {
            banner(
                Tone::Plain,
                "eye-off",
                t!(NOT_ASKED),
                el("p").words(text!(NOT_ASKED_MORE)),
            )
        })
        .add(tracker.log_fault.map(|fault| {
            let trouble = log_fault(fault);
            banner(
                Tone::Bad,
                "triangle-alert",
                trouble.title,
                el("p").add(trouble.more),
            )
        }))
        .add(
            el("section")
                .class("stack near")
                .attr("aria-label", text!(READERS))
                .add(people),
        )
        .add(asked.then(|| el("p").class("hint").words(text!(TRACKER_LIMIT))))
        .add(proof(app, tracker.message_id))
        .view()
}

fn summary(tracker: &Tracker) -> View {
    let count = count(tracker);
    let reads = Reads::of(count);
    let class = match reads {
        Reads::All => "sum all",
        Reads::Some => "sum some",
        Reads::None => "sum none",
    };
    let waiting = count.of.saturating_sub(count.read);
    let more = if waiting == 0 {
        t!(TRACKER_DONE)
    } else {
        t!(TRACKER_WAITING, count = waiting)
    };
    let bars = tracker
        .readers
        .iter()
        .map(|reader| el("i").class(if reader.opened.is_some() { "all" } else { "none" }))
        .collect::<Vec<_>>();
    el("div")
        .class("stack tight")
        .add(
            el("div")
                .class(class)
                .add(symbol("moon l", reads.symbol()))
                .add(el("p").class("sum-words").add(read_words(count)))
                .add(el("p").class("mid").add(more)),
        )
        .add(
            el("div")
                .class("tally")
                .attr("role", "img")
                .attr("aria-label", t!(TALLY, read = count.read, waiting = waiting))
                .add(bars),
        )
        .view()
}

fn person(reader: &Reader, accepted_ms: u64, asked: bool, first: bool) -> View {
    let person = &reader.person;
    let name = called(&person.name, &person.address).to_owned();
    let shown = clean(&name);
    let status = match reader.opened {
        Some(opened) => read_mark(Reads::All, t!(READ_AT, moment = times::moment(opened.logged_ms))),
        None if reader.recalled => read_mark(Reads::None, t!(READER_RECALLED)),
        None if asked => read_mark(Reads::None, t!(READ_NONE)),
        None => View::none(),
    };
    let address = (shown != person.address).then(|| {
        el("bdi")
            .class("small muted ell line")
            .add(clean(&person.address))
    });
    let bad = reader.bad_receipt.then(|| {
        banner(
            Tone::Bad,
            "triangle-alert",
            t!(BAD_RECEIPT),
            el("p").words(text!(BAD_RECEIPT_MORE)),
        )
    });
    el("details")
        .class("person")
        .attr("open", first || reader.bad_receipt)
        .add(
            el("summary")
                .add(avatar("", &person.name, &person.address))
                .add(
                    el("span")
                        .class("grow")
                        .add(el("b").class("ell line").add(el("bdi").add(shown)))
                        .add(address),
                )
                .add(status)
                .add(icon_with("icon chev", "chevron-down")),
        )
        .add(
            el("div")
                .class("inside")
                .add((!reader.recalled).then(|| track(&name, accepted_ms, reader.opened, asked)))
                .add(
                    reader
                        .recalled
                        .then(|| el("p").class("mid").words(text!(READER_RECALLED_MORE))),
                )
                .add(reader.opened.map(particulars))
                .add(bad),
        )
        .view()
}

fn track(name: &str, accepted_ms: u64, opened: Option<ReaderOpened>, asked: bool) -> View {
    let (class, words, when) = match opened {
        Some(opened) => ("", t!(TRACK_OPENED), times::moment(opened.logged_ms)),
        None if asked => ("wait", t!(TRACK_NOT_OPENED), String::new()),
        None => ("wait", t!(TRACK_UNKNOWN), t!(TRACK_UNKNOWN_MORE)),
    };
    let before = if opened.is_some() { "" } else { "before-wait" };
    el("ol")
        .class("track")
        .attr("aria-label", t!(TRACK, name = Theirs(name)))
        .add(
            el("li")
                .class(before)
                .add(el("b").words(text!(TRACK_DELIVERED)))
                .add(el("span").add(times::moment(accepted_ms))),
        )
        .add(
            el("li")
                .class(class)
                .add(el("b").add(words))
                .add(el("span").add(when)),
        )
        .view()
}

fn particulars(opened: ReaderOpened) -> View {
    let how = match opened.assurance {
        0 | 1 => t!(ASSURANCE_PASSWORD),
        2 => t!(ASSURANCE_CODE),
        _ => t!(ASSURANCE_PASSKEY),
    };
    let level = u32::from(opened.assurance.clamp(1, 3));
    let differs = opened.claimed_ms.abs_diff(opened.logged_ms) > CLOCKS_DIFFER_MS;
    el("dl")
        .class("kv")
        .add(el("dt").words(text!(SIGNED_IN_WITH)))
        .add(
            el("dd")
                .add(how)
                .add(" ")
                .add(el("span").class("badge info").add(t!(LEVEL, level = level))),
        )
        .add(differs.then(|| {
            group()
                .add(el("dt").words(text!(READERS_CLOCK)))
                .add(el("dd").add(times::moment(opened.claimed_ms)))
        }))
        .add(el("dt").words(text!(PROOF)))
        .add(
            el("dd")
                .class("row near")
                .add(icon_small("shield-check"))
                .words(text!(PROOF_HOLDS)),
        )
        .add(in_log(opened.logged).map(|words| {
            group()
                .add(el("dt").words(text!(LOG)))
                .add(el("dd").class("row near").add(log_mark(opened.logged)).add(words))
        }))
        .view()
}

fn log_mark(logged: Logged) -> View {
    icon_small(if logged == Logged::Shown {
        "shield-check"
    } else {
        "triangle-alert"
    })
}

/// Whether the server has shown something in its log; none where it was not looked for.
fn in_log(logged: Logged) -> Option<String> {
    match logged {
        Logged::Unknown => None,
        Logged::Shown => Some(t!(LOG_SHOWN)),
        Logged::Erased => Some(t!(LOG_ERASED)),
        Logged::Missing => Some(t!(LOG_MISSING)),
    }
}
