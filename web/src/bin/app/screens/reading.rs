//! The pane beside the list: nothing yet, a sealed letter, an open one, or why it cannot be shown.

use super::letter::letter;
use super::{list, mailbox, row, sealed, tracker};
use crate::draw::{View, button, el, group};
use crate::kit::{after_a_moment, icon, icon_button, letter_skeleton, symbol};
use crate::place::Place;
use crate::signals::{Memo, RwSignal, StoredValue, follow_with, untrack};
use crate::state::App;
use crate::state::folders::Load;
use crate::texts::{t, text};
use crate::trouble::{Trouble, flawed};
use api::MessageId;
use api::messages::{Folder, MoveTo};
use client::Error;
use client::view::{Letter, Row};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// What is to be shown of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    /// The list is not there yet, so nothing is known of the letter.
    Waiting,
    /// Whoever opens it tells its sender, or might.
    Sealed,
    /// The letter.
    Open,
    /// One's own letter and its readers.
    Sent,
    /// Why it is not shown.
    Flawed,
}

/// The pane.
pub(super) fn pane(app: App, folder: Folder) -> View {
    let open = Memo::new(move || app.place().letter());
    follow_with(move |before: Option<Option<MessageId>>| {
        let now = open.get();
        app.mailbox.left.set(before.flatten().or(now));
        app.reading.set(None);
        now
    });
    el("section")
        .class("pane reading")
        .attr("aria-label", text!(READING_PANE))
        .add(move || match open.get() {
            None => none_open(app, folder),
            Some(id) => one(app, folder, id),
        })
        .view()
}

fn none_open(app: App, folder: Folder) -> View {
    let shelf = app.mailbox.shelf(folder);
    let empty = move || shelf.load.get() == Load::Ready && shelf.lines.with(Vec::is_empty);
    el("div")
        .class("scroll")
        .add(move || {
            if empty() && folder == Folder::Inbox {
                first_steps(app)
            } else if empty() {
                View::none()
            } else {
                el("div")
                    .class("empty quiet")
                    .add(symbol("art-closed", "a-letter"))
                    .add(el("p").words(text!(NONE_OPEN)))
                    .add(app.prefs.shortcuts.get().then(|| {
                        el("p")
                            .class("small faint keys-hint")
                            .add(el("kbd").add("J"))
                            .add(" ")
                            .add(el("kbd").add("K"))
                            .add(" ")
                            .words(text!(KEYS_STEP))
                            .add(" · ")
                            .add(el("kbd").add("?"))
                            .add(" ")
                            .words(text!(KEYS_HELP))
                    }))
                    .view()
            }
        })
        .view()
}

/// What is worth doing in a new mailbox.
fn first_steps(app: App) -> View {
    let address = app.session.address();
    let copied = address.clone();
    let copy = move || app.notices.copy(copied.clone());
    let own = address.clone();
    el("div")
        .class("letter first-steps")
        .add(el("h2").class("display").words(text!(FIRST_STEPS)))
        .add(
            el("ul")
                .class("list-lines")
                .add(
                    el("li")
                        .add(icon("at-sign"))
                        .add(
                            el("span")
                                .class("grow")
                                .add(el("b").words(text!(FIRST_ADDRESS)))
                                .add(el("bdi").class("muted mid line").add(address)),
                        )
                        .add(
                            button("btn secondary small")
                                .on("click", move |_| copy())
                                .words(text!(COPY)),
                        ),
                )
                .add(
                    el("li")
                        .add(icon("send"))
                        .add(
                            el("span")
                                .class("grow")
                                .add(el("b").words(text!(FIRST_TRY)))
                                .add(el("span").class("muted mid line").words(text!(FIRST_TRY_MORE))),
                        )
                        .add(
                            button("btn secondary small")
                                .on("click", move |_| {
                                    app.write(crate::state::writing::Begin::To(own.clone()));
                                })
                                .words(text!(WRITE)),
                        ),
                )
                .add(
                    el("li")
                        .add(icon("badge-check"))
                        .add(
                            el("span")
                                .class("grow")
                                .add(el("b").words(text!(FIRST_COMPARE)))
                                .add(
                                    el("span")
                                        .class("muted mid line")
                                        .words(text!(FIRST_COMPARE_MORE)),
                                ),
                        )
                        .add(
                            el("a")
                                .class("btn secondary small")
                                .attr("href", "/settings/contacts")
                                .words(text!(CONTACTS)),
                        ),
                ),
        )
        .view()
}

/// One letter.
fn one(app: App, folder: Folder, id: MessageId) -> View {
    let shelf = app.mailbox.shelf(folder);
    let known = shelf.row(id);
    let show = Memo::of_last(move |before: Option<&Show>| {
        let load = shelf.load.get();
        match before {
            // What was decided stays decided: a letter that was opened is no longer unread, and stays open.
            Some(show) if *show != Show::Waiting => *show,
            _ => decide(app, folder, shelf.row(id).map(|row| row.get_untracked()), &load),
        }
    });
    let opened = RwSignal::new(false);
    let row = StoredValue::new(known.map(|row| row.get_untracked()));
    let now = Memo::new(move || {
        if opened.get() && show.get() == Show::Sealed {
            Show::Open
        } else {
            show.get()
        }
    });
    group()
        .add(bar(app, folder, id))
        .add(
            el("div")
                .class("scroll")
                .class_if("sealed-ground", move || now.get() == Show::Sealed)
                .add(move || {
                    let row = row
                        .get_value()
                        .or_else(|| shelf.row(id).map(|row| row.get_untracked()));
                    match now.get() {
                        Show::Waiting => after_a_moment(|| waiting(None)),
                        Show::Sealed => sealed::sealed(row, opened),
                        Show::Flawed => flaw(app, folder, id, row),
                        Show::Open => open(app, id, row),
                        Show::Sent => tracker::tracker(app, id, row),
                    }
                }),
        )
        .view()
}

/// Nothing is opened before it is known whether that tells its sender.
fn decide(app: App, folder: Folder, row: Option<Row>, load: &Load) -> Show {
    let gives = app.session.gives_receipts();
    match row {
        Some(row) if row.flaw.is_some() => Show::Flawed,
        Some(row) if row.mine => Show::Sent,
        // Whatever it was marked as: opening tells its sender.
        Some(row) if !row.opened && row.asks_receipt && gives => Show::Sealed,
        Some(_) => Show::Open,
        None if matches!(load, Load::Untouched | Load::Loading) => Show::Waiting,
        None if folder == Folder::Sent => Show::Sent,
        None if gives => Show::Sealed,
        None => Show::Open,
    }
}

/// What can be done with the letter.
fn bar(app: App, folder: Folder, id: MessageId) -> View {
    let shelf = app.mailbox.shelf(folder);
    let beside = move || shelf.beside(id);
    let of_row = move |wanted: fn(&Row) -> bool| {
        Memo::new(move || {
            // The list may come later than the letter.
            shelf.load.get();
            shelf.row(id).is_some_and(|row| row.with(wanted))
        })
    };
    let (starred, mine) = (of_row(|row| row.starred), of_row(|row| row.mine));
    let (to, put) = list::put_away(folder);
    let place = move || {
        let place = shelf
            .lines
            .with(|lines| lines.iter().position(|line| line.id == id))?;
        let counts = app.mailbox.counts.get();
        let total = list::total(&counts, folder);
        let total = usize::try_from(total)
            .unwrap_or_default()
            .max(shelf.lines.with(Vec::len));
        Some(t!(PLACE_OF, place = place + 1, total = total))
    };
    let step = move |to: Option<MessageId>, label: String, name: &'static str| match to {
        Some(to) => el("a")
            .class("btn icon-only")
            .attr("href", Place::Folder(folder, Some(to)).path())
            .attr("aria-label", label.clone())
            .attr("title", label)
            .add(icon(name))
            .view(),
        None => el("a")
            .class("btn icon-only")
            .attr("role", "link")
            .attr("aria-disabled", "true")
            .attr("aria-label", label.clone())
            .attr("title", label)
            .add(icon(name))
            .view(),
    };
    el("div")
        .class("toolbar")
        .attr("role", "group")
        .attr("aria-label", text!(THIS_LETTER))
        .add(icon_button("", "archive", put, move || {
            put_away(app, folder, id, to)
        }))
        .add(icon_button("", "trash-2", t!(TO_BIN), move || {
            put_away(app, folder, id, MoveTo::Bin)
        }))
        .add(move || {
            let is_starred = starred.get();
            let words = if is_starred { t!(REMOVE_STAR) } else { t!(ADD_STAR) };
            let class = if is_starred { "starred" } else { "" };
            icon_button(class, "star", words, move || star(app, folder, id))
        })
        .add(move || {
            (!mine.get()).then(|| icon_button("", "mail", t!(MARK_UNREAD), move || unread(app, folder, id)))
        })
        .add(icon_button("", "printer", t!(PRINT), crate::browser::print))
        .add(
            el("span")
                .class("push row snug")
                .add(el("span").class("small muted").add(place))
                .add(move || step(beside().0, t!(PREVIOUS), "chevron-left"))
                .add(move || step(beside().1, t!(NEXT), "chevron-right"))
                .add(
                    el("a")
                        .class("btn icon-only wide-only")
                        .attr("href", Place::Folder(folder, None).path())
                        .attr("aria-label", mailbox::back_words(folder))
                        .attr("title", mailbox::back_words(folder))
                        .add(icon("x")),
                ),
        )
        .view()
}

/// Into bin or archive, and back to the list.
pub(super) fn put_away(app: App, folder: Folder, id: MessageId, to: MoveTo) {
    let next = untrack(move || app.mailbox.shelf(folder).beside(id));
    app.nav.go(Place::Folder(folder, None));
    app.mailbox.left.set(next.1.or(next.0));
    app.move_letters(folder, vec![id], to);
}

/// Gives it a star, or takes it away.
pub(super) fn star(app: App, folder: Folder, id: MessageId) {
    let row = app.mailbox.shelf(folder).row(id);
    let is_starred = row.is_some_and(|row| row.with_untracked(|row| row.starred));
    app.mark_letters(vec![id], None, Some(!is_starred));
}

/// Unread again, and back to the list.
pub(super) fn unread(app: App, folder: Folder, id: MessageId) {
    app.nav.go(Place::Folder(folder, None));
    app.mark_letters(vec![id], Some(false), None);
}

/// A letter's heading stands before the letter comes.
fn waiting(row: Option<&Row>) -> View {
    let heading = row.map_or_else(|| t!(LETTER), row::subject);
    el("div")
        .class("letter")
        .add(el("h1").add(el("bdi").add(heading)))
        .add(letter_skeleton(t!(LOADING)))
        .view()
}

/// Fetches and shows.
fn open(app: App, id: MessageId, row: Option<Row>) -> View {
    let found = RwSignal::new(None::<Result<Letter, Error>>);
    let fetch = move || {
        found.set(None);
        spawn_local(async move {
            let answer = match app.ask(Ask::Read { message_id: id }).await {
                Ok(Answer::Letter(letter)) => Ok(*letter),
                Ok(_) => Err(Error::BadAnswer(String::new())),
                Err(error) => Err(error),
            };
            if let Ok(letter) = &answer {
                app.mark_opened(id);
                if app.nav.place_now().letter() == Some(id) {
                    app.reading.set(Some(letter.clone()));
                }
            }
            found.set(Some(answer));
        });
    };
    fetch();
    group()
        .add(move || match found.get() {
            None => waiting(row.as_ref()),
            Some(Ok(found)) => letter(app, found),
            Some(Err(Error::Flawed(found))) => flaw_view(app, Folder::Inbox, id, flawed(found)),
            Some(Err(error)) => not_shown(Trouble::from(&error), fetch),
        })
        .view()
}

/// The letter did not come.
pub(super) fn not_shown(trouble: Trouble, again: impl Fn() + 'static) -> View {
    el("div")
        .class("letter")
        .add(
            el("div")
                .class("stack tight")
                .attr("role", "alert")
                .add(el("h1").add(trouble.title))
                .add(el("p").class("muted lead").add(trouble.more)),
        )
        .add(
            el("p").add(
                button("btn secondary")
                    .on("click", move |_| again())
                    .words(text!(TRY_AGAIN)),
            ),
        )
        .view()
}

fn flaw(app: App, folder: Folder, id: MessageId, row: Option<Row>) -> View {
    match row.and_then(|row| row.flaw) {
        Some(flaw) => flaw_view(app, folder, id, flawed(flaw)),
        None => waiting(None),
    }
}

fn flaw_view(app: App, folder: Folder, id: MessageId, trouble: Trouble) -> View {
    el("div")
        .class("letter")
        .add(
            el("div")
                .class("stack tight")
                .add(
                    el("p")
                        .class("status none")
                        .add(icon("triangle-alert"))
                        .words(text!(FLAW_STATUS)),
                )
                .add(el("h1").add(trouble.title))
                .add(el("p").class("muted lead").add(trouble.more)),
        )
        .add(
            el("p").add(
                button("btn secondary")
                    .on("click", move |_| put_away(app, folder, id, MoveTo::Bin))
                    .add(icon("trash-2"))
                    .words(text!(TO_BIN)),
            ),
        )
        .view()
}
