//! Letters that wait for their time: when each goes, what keeps one, and the ways to change one's mind.

use super::offline;
use crate::draw::{View, button, each, el, group};
use crate::kit::{after_a_moment, icon, icon_small, list_skeleton, symbol, trouble_banner, trouble_in};
use crate::plain::{called, clean};
use crate::signals::Memo;
use crate::state::App;
use crate::state::writing::Begin;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::flaw_in_row;
use client::view::{HeldRow, HeldState};

/// The view.
pub(super) fn held(app: App) -> View {
    app.open_held();
    let rows = Memo::new(move || app.held.rows.get());
    el("main")
        .attr("id", "main")
        .class("main-scroll")
        .add(
            el("div")
                .class("inner")
                .add(
                    el("div")
                        .class("stack tight")
                        .add(el("h1").class("h-page").attr("tabindex", "-1").words(text!(HELD)))
                        .add(el("p").class("muted mid").words(text!(HELD_LEAD))),
                )
                .add(offline::banner(app))
                .add(trouble_in("held-trouble", app.held.trouble))
                .add(move || match rows.get() {
                    None => after_a_moment(|| list_skeleton(t!(LOADING))),
                    Some(Err(trouble)) => trouble_banner(
                        "held-load",
                        trouble,
                        el("p").class("acts").add(
                            button("btn secondary small")
                                .on("click", move |_| app.open_held())
                                .words(text!(TRY_AGAIN)),
                        ),
                    ),
                    Some(Ok(rows)) if rows.is_empty() => nothing(),
                    Some(Ok(_)) => list(app, rows),
                }),
        )
        .view()
}

fn nothing() -> View {
    el("div")
        .class("empty")
        .add(symbol("art-open", "a-open"))
        .add(el("p").class("display").words(text!(HELD_NOTHING)))
        .add(el("p").words(text!(HELD_NOTHING_MORE)))
        .view()
}

type Rows = Memo<Option<Result<Vec<HeldRow>, crate::trouble::Trouble>>>;

fn list(app: App, rows: Rows) -> View {
    let all = move || match rows.get() {
        Some(Ok(rows)) => rows,
        _ => Vec::new(),
    };
    el("ul")
        .class("stack near")
        .attr("aria-label", text!(HELD))
        .add(each(
            all,
            // Drawn anew where anything of it is another now.
            HeldRow::clone,
            move |row| one(app, row),
        ))
        .view()
}

fn one(app: App, row: HeldRow) -> View {
    let subject = clean(&row.subject);
    let subject = if subject.trim().is_empty() {
        t!(NO_SUBJECT)
    } else {
        subject
    };
    let attachments = (row.attachments > 0).then(|| {
        el("span")
            .class("row near small muted")
            .add(icon_small("paperclip"))
            .add(el("span").add(t!(ATTACHMENT_COUNT, count = row.attachments)))
    });
    el("li")
        .class("card held")
        .add(
            el("div")
                .class("stack tight")
                .add(el("h2").class("h-card").add(el("bdi").add(subject)))
                .add(el("p").class("mid").add(el("bdi").add(clean(&names(&row)))))
                .add((!row.snippet.is_empty()).then(|| {
                    el("p")
                        .class("small muted ell")
                        .add(el("bdi").add(clean(&row.snippet)))
                }))
                .add(attachments)
                .add(stands(&row)),
        )
        .add(ways(app, &row))
        .view()
}

fn names(row: &HeldRow) -> String {
    let name = |person: &client::view::Person| called(&person.name, &person.address).to_owned();
    match row.people.as_slice() {
        [] => t!(NO_RECIPIENT),
        [only] => name(only),
        [first, second] => t!(
            NAMES_TWO,
            first = Theirs(&name(first)),
            second = Theirs(&name(second))
        ),
        [first, rest @ ..] => t!(NAMES_MORE, count = rest.len(), first = Theirs(&name(first))),
    }
}

fn stands(row: &HeldRow) -> View {
    let warn = |words: String| {
        el("p")
            .class("status none")
            .add(icon("triangle-alert"))
            .add(el("span").add(words))
            .view()
    };
    match row.state {
        HeldState::Waits => el("p")
            .class("row near small")
            .add(icon_small("clock"))
            .add(el("span").add(t!(HELD_GOES, moment = times::moment_ahead(row.send_ms))))
            .view(),
        HeldState::KeysRenewed => warn(t!(HELD_KEYS_RENEWED)),
        HeldState::RecipientGone => warn(t!(HELD_RECIPIENT_GONE)),
        HeldState::Withdrawn => warn(t!(HELD_WITHDRAWN)),
        HeldState::Expired => warn(t!(HELD_EXPIRED)),
        HeldState::Flawed(flaw) => warn(flaw_in_row(flaw)),
    }
}

/// Back to writing, and sending at once where that makes sense.
fn ways(app: App, row: &HeldRow) -> View {
    let id = row.message_id;
    if matches!(row.state, HeldState::Flawed(_)) {
        return el("div")
            .class("row wrap")
            .add(
                button("btn danger-quiet small")
                    .on("click", move |_| app.discard_held(id))
                    .words(text!(HELD_REMOVE)),
            )
            .view();
    }
    let can_go = matches!(
        row.state,
        HeldState::Waits | HeldState::KeysRenewed | HeldState::Withdrawn
    );
    let is_going = move || app.held.sending.get() == Some(id);
    let send = can_go.then(|| {
        button("btn quiet small")
            .attr("aria-disabled", move || {
                app.held.sending.get().is_some().then_some("true")
            })
            .on("click", move |_| app.send_held(id))
            .add(icon_small("send"))
            .add(move || {
                if is_going() {
                    t!(SEALING)
                } else {
                    t!(HELD_SEND_NOW)
                }
            })
    });
    group()
        .add(
            el("div")
                .class("row wrap")
                .add(
                    button("btn secondary small")
                        .on("click", move |_| app.write(Begin::TakeBack(id)))
                        .add(icon_small("square-pen"))
                        .words(text!(HELD_BACK)),
                )
                .add(send),
        )
        .view()
}
