//! The list of a folder: headings by day, rows, what to do with several at once, and more when the end comes near.

use super::backup_nag;
use super::mailbox::folder_name;
use super::offline;
use super::recovery_watch;
use super::row::row;
use super::{ending_banner, log_banner, restored_banner};
use crate::browser;
use crate::draw::{View, button, each, el, group};
use crate::kit::{after_a_moment, icon_button, list_skeleton, symbol, trouble_banner};
use crate::plain::called;
use crate::signals::Memo;
use crate::state::App;
use crate::state::folders::{Line, Load, Shelf};
use crate::state::writing::Begin;
use crate::texts::{Theirs, t, text, times};
use api::messages::{Folder, Folders, MoveTo};
use client::view::Row;

/// How long a recalled letter is told of.
const RECALLED_SHOWN_DAYS: u64 = 7;

/// The pane.
pub(super) fn list(app: App, folder: Folder) -> View {
    let shelf = app.mailbox.shelf(folder);
    el("section")
        .class("pane list")
        .attr("aria-label", folder_name(folder))
        .add(
            el("div")
                .class("pane-head")
                .add(head(app, folder))
                .add(offline::banner(app))
                .add(recovery_watch::watch(app))
                .add(ending_banner::banner(app))
                .add(restored_banner::banner(app))
                .add(log_banner::banner(app))
                .add((folder == Folder::Inbox).then(|| backup_nag::banner(app)))
                .add((folder == Folder::Inbox).then(|| recalled(app)))
                .add(offered_letter(app)),
        )
        .add(
            el("div")
                .class("scroll")
                .class_if("picking", move || !shelf.picked.with(Vec::is_empty))
                .add(move || match shelf.load.get() {
                    Load::Untouched | Load::Loading => after_a_moment(|| list_skeleton(t!(LOADING))),
                    Load::Failed(trouble) => el("div")
                        .class("pad")
                        .add(trouble_banner(
                            "list-trouble",
                            trouble,
                            el("p").class("acts").add(
                                button("btn secondary small")
                                    .on("click", move |_| app.open_folder(folder))
                                    .words(text!(TRY_AGAIN)),
                            ),
                        ))
                        .view(),
                    Load::Ready => rows(app, folder),
                }),
        )
        .view()
}

/// The heading is the view's own unless a letter is open, whose subject is it then.
fn head(app: App, folder: Folder) -> View {
    let shelf = app.mailbox.shelf(folder);
    let has_letter = Memo::new(move || app.place().letter().is_some());
    let name = move || {
        if has_letter.get() {
            el("h2").class("h-page").add(folder_name(folder)).view()
        } else {
            el("h1")
                .class("h-page")
                .attr("tabindex", "-1")
                .add(folder_name(folder))
                .view()
        }
    };
    let count = move || {
        let counts = app.mailbox.counts.get();
        match folder {
            Folder::Inbox if counts.inbox == 0 => String::new(),
            Folder::Inbox if counts.unread == 0 => t!(COUNT_ALL_READ, total = counts.inbox),
            Folder::Inbox => t!(COUNT_UNREAD, total = counts.inbox, unread = counts.unread),
            _ => match total(&counts, folder) {
                0 => String::new(),
                total => t!(COUNT_LETTERS, count = total),
            },
        }
    };
    group()
        .add(move || match shelf.picked.with(Vec::len) {
            0 => el("div")
                .class("row between")
                .add(name)
                .add(el("span").class("small muted").add(count))
                .view(),
            picked => bulk(app, folder, picked),
        })
        .view()
}

/// How many letters a folder has.
pub(super) fn total(counts: &Folders, folder: Folder) -> u64 {
    match folder {
        Folder::Inbox => counts.inbox,
        Folder::Sent => counts.sent,
        Folder::Archive => counts.archive,
        Folder::Starred => counts.starred,
        Folder::Bin => counts.bin,
    }
}

/// What can be done with chosen letters.
fn bulk(app: App, folder: Folder, picked: usize) -> View {
    let shelf = app.mailbox.shelf(folder);
    let ids = move || shelf.picked.get_untracked();
    let all = move |wanted: fn(&Row) -> bool| {
        ids()
            .into_iter()
            .filter_map(|id| shelf.row(id))
            .all(|row| row.with_untracked(wanted))
    };
    // Once all have it, it can only be taken away.
    let (all_starred, all_unread) = (all(|row| row.starred), all(|row| row.unread || row.mine));
    let star = if all_starred {
        t!(REMOVE_STAR)
    } else {
        t!(ADD_STAR)
    };
    let (read_icon, read) = if all_unread {
        ("mail-open", t!(MARK_READ))
    } else {
        ("mail", t!(MARK_UNREAD))
    };
    let (to, put) = put_away(folder);
    group()
        .add(el("h1").class("vh").add(folder_name(folder)))
        .add(
            el("div")
                .class("row wrap bulk")
                .attr("role", "group")
                .attr("aria-label", text!(CHOSEN))
                .add(
                    el("span")
                        .class("h-card grow")
                        .attr("aria-live", "polite")
                        .add(t!(CHOSEN_COUNT, count = picked)),
                )
                .add(icon_button("small", "archive", put, move || {
                    app.move_letters(folder, ids(), to)
                }))
                .add(icon_button("small", "trash-2", t!(TO_BIN), move || {
                    app.move_letters(folder, ids(), MoveTo::Bin)
                }))
                .add(icon_button("small", "star", star, move || {
                    app.mark_letters(ids(), None, Some(!all_starred))
                }))
                .add(icon_button("small", read_icon, read, move || {
                    app.mark_letters(ids(), Some(all_unread), None)
                }))
                .add(pick_all(shelf)),
        )
        .view()
}

/// Into the archive, or out of it.
pub(super) fn put_away(folder: Folder) -> (MoveTo, String) {
    match folder {
        Folder::Archive => (MoveTo::Home, t!(OUT_OF_ARCHIVE)),
        _ => (MoveTo::Archive, t!(TO_ARCHIVE)),
    }
}

/// Chooses all that are shown, or none.
pub(super) fn pick_all(shelf: &'static Shelf) -> View {
    let all = move || shelf.lines.with(Vec::len) == shelf.picked.with(Vec::len);
    button("btn quiet small")
        .on("click", move |_| {
            if all() {
                shelf.picked.update(Vec::clear);
            } else {
                shelf.picked.set(
                    shelf
                        .lines
                        .with_untracked(|lines| lines.iter().map(|line| line.id).collect()),
                );
            }
        })
        .add(move || if all() { t!(CHOOSE_NONE) } else { t!(CHOOSE_ALL) })
        .view()
}

/// Letters that their senders recalled lately, before they were opened here.
fn recalled(app: App) -> View {
    group()
        .add(move || {
            let letters = app.mailbox.recalled.get();
            letters
                .iter()
                .filter(|letter| times::days_ago(letter.recalled_ms) < RECALLED_SHOWN_DAYS)
                .map(|letter| {
                    let name = called(&letter.from.name, &letter.from.address).to_owned();
                    let (written, recalled) = (
                        times::moment(letter.written_ms),
                        times::moment(letter.recalled_ms),
                    );
                    el("div")
                        .class("banner plain")
                        .add(crate::kit::icon("undo-2"))
                        .add(
                            el("div")
                                .add(el("p").class("t").add(t!(RECALLED_BY, name = Theirs(&name))))
                                .add(el("p").add(t!(
                                    RECALLED_BY_MORE,
                                    recalled = recalled,
                                    written = written
                                ))),
                        )
                })
                .collect::<Vec<_>>()
        })
        .view()
}

/// A letter from before the session ended.
fn offered_letter(app: App) -> View {
    group()
        .add(move || {
            app.writing.offered.get().then(|| {
                el("div")
                    .class("banner")
                    .attr("role", "status")
                    .add(crate::kit::icon("square-pen"))
                    .add(
                        el("div")
                            .add(el("p").class("t").words(text!(OFFERED)))
                            .add(el("p").words(text!(OFFERED_MORE)))
                            .add(
                                el("p")
                                    .class("row wrap acts")
                                    .add(
                                        button("btn secondary small")
                                            .on("click", move |_| app.resume_writing())
                                            .words(text!(CONTINUE_LETTER)),
                                    )
                                    .add(
                                        button("btn quiet small")
                                            .on("click", move |_| app.writing.forget_kept())
                                            .words(text!(DISCARD)),
                                    ),
                            ),
                    )
            })
        })
        .view()
}

/// Lines under their headings.
fn groups(shelf: &'static Shelf) -> Vec<(String, Vec<Line>)> {
    let mut groups: Vec<(String, Vec<Line>)> = Vec::new();
    for line in shelf.lines.get() {
        let heading = times::heading(line.row.with_untracked(|row| row.arrived_ms));
        match groups.last_mut() {
            Some((last, lines)) if *last == heading => lines.push(line),
            _ => groups.push((heading, vec![line])),
        }
    }
    groups
}

fn rows(app: App, folder: Folder) -> View {
    let shelf = app.mailbox.shelf(folder);
    let groups = Memo::new(move || groups(shelf));
    let empty = Memo::new(move || shelf.lines.with(Vec::is_empty));
    let lines_of = move |heading: &str| {
        groups.with(|groups| {
            groups
                .iter()
                .find(|(one, _)| one == heading)
                .map(|(_, lines)| lines.clone())
                .unwrap_or_default()
        })
    };
    let headings = move || groups.with(|groups| groups.iter().map(|(heading, _)| heading.clone()).collect());
    let group_of = move |heading: String| {
        let of = heading.clone();
        let lines = each(
            move || lines_of(&of),
            |line| line.id,
            move |line| row(app, folder, line),
        );
        el("section")
            .add(el("h2").class("day").add(heading.as_str()))
            .add(el("ul").class("mails").attr("aria-label", heading).add(lines))
            .view()
    };
    group()
        .add(move || {
            if empty.get() {
                nothing(app, folder)
            } else {
                each(headings, String::clone, group_of)
            }
        })
        .add(more(app, folder))
        .view()
}

/// The end of what was fetched: more comes by itself when it is near, and by a button where that does not work.
fn more(app: App, folder: Folder) -> View {
    let shelf = app.mailbox.shelf(folder);
    let near = move || {
        shelf.next.get().is_some().then(|| {
            let end = el("div").class("more").add(
                button("btn quiet small")
                    .attr("aria-disabled", move || {
                        shelf.loading_more.get().then_some("true")
                    })
                    .on("click", move |_| app.load_more(folder))
                    .add(move || {
                        if shelf.loading_more.get() {
                            t!(LOADING)
                        } else {
                            t!(LOAD_MORE)
                        }
                    }),
            );
            browser::when_near(end.element(), move || app.load_more(folder));
            end
        })
    };
    group().add(near).view()
}

fn nothing(app: App, folder: Folder) -> View {
    let (title, text) = match folder {
        Folder::Sent => (t!(EMPTY_SENT), t!(EMPTY_SENT_MORE)),
        Folder::Archive => (t!(EMPTY_ARCHIVE), t!(EMPTY_ARCHIVE_MORE)),
        Folder::Starred => (t!(EMPTY_STARRED), t!(EMPTY_STARRED_MORE)),
        Folder::Inbox | Folder::Bin => (t!(EMPTY_INBOX), t!(EMPTY_INBOX_MORE)),
    };
    el("div")
        .class("empty")
        .add(symbol("art-open", "a-open"))
        .add(el("p").class("display").add(title))
        .add(el("p").add(text))
        .add(
            button("btn secondary")
                .on("click", move |_| app.write(Begin::Blank))
                .add(crate::kit::icon("square-pen"))
                .words(text!(WRITE_A_LETTER)),
        )
        .view()
}

/// Puts the focus on the next or the last row.
pub(super) fn step(forward: bool) {
    let rows = browser::find_all(".mails a.ell, .bin-table a, .bin-table .pick");
    let focused = browser::focused();
    let here = rows
        .iter()
        .position(|row| {
            focused
                .as_ref()
                .is_some_and(|focused| row.is_same_node(Some(focused)))
        })
        .or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")));
    let wanted = match here {
        None => 0,
        Some(place) if forward => place + 1,
        Some(place) => place.saturating_sub(1),
    };
    if let Some(row) = rows.get(wanted) {
        browser::focus(row);
        row.scroll_into_view_with_bool(false);
    }
}
