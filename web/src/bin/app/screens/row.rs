//! One letter in the list: two lines, fifty-six pixels.

use crate::browser;
use crate::draw::{View, el, group};
use crate::kit::{Reads, icon, read_mark};
use crate::place::Place;
use crate::plain::{called, clean};
use crate::signals::Memo;
use crate::state::App;
use crate::state::folders::Line;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::flaw_in_row;
use api::messages::Folder;
use client::view::{Person, Row, Trust};

/// The row.
pub(super) fn row(app: App, folder: Folder, line: Line) -> View {
    let id = line.id;
    let shelf = app.mailbox.shelf(folder);
    let row = line.row;
    let is_open = Memo::new(move || app.place().letter() == Some(id));
    let was_left =
        move || (app.place().letter().is_none() && app.mailbox.left.get() == Some(id)).then_some("");
    let unread = {
        let row = row.clone();
        move || row.with(|row| row.unread && !row.mine)
    };
    let is_own = {
        let row = row.clone();
        move || row.with(|row| row.mine)
    };
    let label = {
        let row = row.clone();
        move || {
            row.with(|row| {
                t!(
                    CHOOSE_LETTER,
                    name = Theirs(&people(row)),
                    time = times::moment(row.arrived_ms)
                )
            })
        }
    };
    let name = {
        let row = row.clone();
        move || row.with(first_line)
    };
    let meta = {
        let row = row.clone();
        move || row.with(meta)
    };
    let sub = move || row.with(second_line);
    el("li")
        .class("mail")
        .class_if("unread", unread)
        .class_if("on", move || is_open.get())
        .class_if("sent", is_own)
        .add(
            el("input")
                .class("pick")
                .attr("type", "checkbox")
                .attr("aria-label", label)
                .checked(move || shelf.picked.with(|picked| picked.contains(&id)))
                .on("change", move |event| {
                    shelf.picked.update(|picked| {
                        if browser::is_checked(&event) {
                            picked.push(id);
                        } else {
                            picked.retain(|other| *other != id);
                        }
                    })
                }),
        )
        .add(
            el("a")
                .class("ell")
                .attr("href", Place::Folder(folder, Some(id)).path())
                .attr("data-focus-first", was_left)
                .attr("aria-current", move || is_open.get().then_some("true"))
                .add(name),
        )
        .add(el("span").class("meta").add(meta))
        .add(el("span").class("sub").add(sub))
        .view()
}

/// Who a letter is from or, of one's own, for.
pub(super) fn people(row: &Row) -> String {
    let names = |person: &Person| called(&person.name, &person.address).to_owned();
    match row.people.as_slice() {
        [] if row.mine => t!(NO_RECIPIENT),
        [] => t!(UNKNOWN_SENDER),
        [only] => names(only),
        [first, second] => t!(
            NAMES_TWO,
            first = Theirs(&names(first)),
            second = Theirs(&names(second))
        ),
        [first, rest @ ..] => t!(NAMES_MORE, count = rest.len(), first = Theirs(&names(first))),
    }
}

/// What a letter is about.
pub(super) fn subject(row: &Row) -> String {
    let subject = clean(&row.subject);
    if subject.trim().is_empty() {
        t!(NO_SUBJECT)
    } else {
        subject
    }
}

fn first_line(row: &Row) -> View {
    if row.mine {
        return el("bdi").add(subject(row)).view();
    }
    // An address that was never heard from before stands beside the name it gave itself.
    let stranger = row
        .people
        .first()
        .filter(|person| {
            person.trust == Trust::New && called(&person.name, &person.address) != person.address
        })
        .map(|person| {
            group()
                .add(" ")
                .add(el("bdi").class("faint address").add(clean(&person.address)))
        });
    group()
        .add((row.unread).then(|| el("span").class("vh").words(text!(UNREAD)).add(" ")))
        .add(el("bdi").add(clean(&people(row))))
        .add(stranger)
        .view()
}

fn meta(row: &Row) -> View {
    let with_words =
        |name: &'static str, words: String| group().add(icon(name)).add(el("span").class("vh").add(words));
    group()
        .add(
            row.starred
                .then(|| el("span").class("starred").add(with_words("star", t!(HAS_STAR)))),
        )
        .add(
            (row.asks_receipt && !row.opened && !row.mine)
                .then(|| with_words("bell-ring", t!(ROW_ASKS_RECEIPT))),
        )
        .add(
            (row.attachments > 0)
                .then(|| with_words("paperclip", t!(ATTACHMENT_COUNT, count = row.attachments))),
        )
        .add(el("time").add(times::in_row(row.arrived_ms)))
        .view()
}

fn second_line(row: &Row) -> View {
    if let Some(flaw) = row.flaw {
        return el("span")
            .class("status none")
            .add(icon("triangle-alert"))
            .add(el("span").class("ell").add(flaw_in_row(flaw)))
            .view();
    }
    if row.mine {
        let mark = row
            .read_count
            .map(|count| read_mark(Reads::of(count), read_words(count)));
        return group()
            .add(el("bdi").class("snip ell").add(clean(&people(row))))
            .add(mark)
            .view();
    }
    group()
        .add(el("b").class("ell").add(el("bdi").add(subject(row))))
        .add(el("bdi").class("snip ell").add(clean(&row.snippet)))
        .view()
}

/// How many have read, in words.
pub(super) fn read_words(count: client::view::ReadCount) -> String {
    match Reads::of(count) {
        Reads::None => t!(READ_NONE),
        Reads::All if count.of == 1 => t!(READ_ONE),
        Reads::All => t!(READ_ALL, count = count.of),
        Reads::Some => t!(READ_SOME, read = count.read, total = count.of),
    }
}
