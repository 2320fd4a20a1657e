//! What stands around the mailbox: the folders, the way to a new letter, who is signed in.

use super::{compose, drafts, held, idle, keys, mailbox, new_letter, settings};
use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, avatar, dialog, icon, icon_button, mark};
use crate::place::{Place, Section};
use crate::plain::{called, clean};
use crate::signals::{Memo, RwSignal, follow};
use crate::state::App;
use crate::texts::{t, text};
use api::messages::Folder;

/// Which of the mailbox's views.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Folder(Folder),
    Drafts,
    Held,
    Write,
    Settings,
}

/// The mailbox.
pub(super) fn shell(app: App) -> View {
    let room = Memo::new(move || match app.place() {
        Place::Folder(folder, _) => Room::Folder(folder),
        Place::Drafts => Room::Drafts,
        Place::Held => Room::Held,
        Place::Write(_) => Room::Write,
        Place::Settings(_) => Room::Settings,
        _ => Room::Folder(Folder::Inbox),
    });
    let class = move || match app.place() {
        Place::Folder(Folder::Bin, _)
        | Place::Drafts
        | Place::Held
        | Place::Write(_)
        | Place::Settings(_) => "app",
        Place::Folder(_, Some(_)) => "app three split show-read",
        _ => "app three split show-list",
    };
    let menu = RwSignal::new(false);
    // Wherever one goes, the menu has done its work.
    follow(Box::new(move || {
        app.place();
        menu.set(false);
    }));
    let new_letter = new_letter::question(app);
    let help = keys::sheet(app);
    group()
        .add(
            el("div")
                .class(class)
                .add(
                    el("header")
                        .class("contents")
                        .add(move || top_bar(app, menu, room.get()))
                        .add(el("div").class("side").add(side(app))),
                )
                .add(move || match room.get() {
                    Room::Folder(Folder::Bin) => super::bin::bin(app),
                    Room::Folder(folder) => mailbox::mailbox(app, folder),
                    Room::Drafts => drafts::drafts(app),
                    Room::Held => held::held(app),
                    Room::Write => compose::compose(app),
                    Room::Settings => settings::settings(app),
                }),
        )
        .add(dialog(
            Dialog {
                open: Memo::new(move || menu.get()),
                closed: Box::new(move || menu.set(false)),
                class: "drawer",
                role: "dialog",
                labelled_by: "menu-heading",
            },
            move || {
                group()
                    .add(el("h2").class("vh").attr("id", "menu-heading").words(text!(MENU)))
                    .add(el("div").class("side").add(side(app)))
                    .view()
            },
        ))
        .add(idle::warning(app))
        .add(new_letter)
        .add(help)
        .view()
}

/// The bar of narrow windows: the menu, or the way back.
fn top_bar(app: App, menu: RwSignal<bool>, room: Room) -> View {
    let back_to = move || match app.place() {
        Place::Folder(folder, Some(_)) => Some((Place::Folder(folder, None), mailbox::back_words(folder))),
        Place::Write(_) => Some((Place::INBOX, t!(BACK_TO_INBOX))),
        _ => None,
    };
    let title = if room == Room::Write {
        el("span").class("ell title").words(text!(COMPOSE_TITLE)).view()
    } else {
        el("a")
            .class("brand")
            .attr("href", "/inbox")
            .attr("aria-label", "Forsegla")
            .add(mark())
            .view()
    };
    el("div")
        .class("topbar")
        .add(move || match back_to() {
            Some((place, label)) => el("a")
                .class("btn icon-only phone-only")
                .attr("href", place.path())
                .attr("aria-label", label.clone())
                .attr("title", label)
                .add(icon("arrow-left"))
                .view(),
            None => View::none(),
        })
        .add(
            el("span")
                .class(move || {
                    if back_to().is_some() {
                        "contents wide-only"
                    } else {
                        "contents"
                    }
                })
                .add(icon_button("", "menu", t!(MENU), move || menu.set(true))),
        )
        .add(title)
        .view()
}

fn side(app: App) -> View {
    let counts = app.mailbox.counts;
    let count = |number: u64| (number > 0).then(|| el("span").class("count").add(number.to_string()));
    let here =
        move |folder: Folder| matches!(app.place(), Place::Folder(now, _) if now == folder).then_some("page");
    let link = move |folder: Folder, icon_name: &'static str, number: Memo<u64>| {
        el("a")
            .attr("href", Place::Folder(folder, None).path())
            .attr("aria-current", move || here(folder))
            .add(icon(icon_name))
            .add(el("span").class("ell").add(mailbox::folder_name(folder)))
            .add(move || count(number.get()))
    };
    group()
        .add(
            el("a")
                .class("brand")
                .attr("href", "/inbox")
                .attr("aria-label", "Forsegla")
                .add(mark()),
        )
        .add(
            button("btn primary")
                .on("click", move |_| app.write(crate::state::writing::Begin::Blank))
                .add(icon("square-pen"))
                .words(text!(NEW_LETTER)),
        )
        .add(
            el("nav")
                .class("nav")
                .attr("aria-label", text!(FOLDERS))
                .add(link(
                    Folder::Inbox,
                    "inbox",
                    Memo::new(move || counts.with(|counts| counts.unread)),
                ))
                .add(link(Folder::Starred, "star", Memo::new(|| 0)))
                .add(link(Folder::Sent, "send", Memo::new(|| 0)))
                .add(
                    el("a")
                        .attr("href", Place::Drafts.path())
                        .attr("aria-current", move || {
                            (app.place() == Place::Drafts).then_some("page")
                        })
                        .add(icon("square-pen"))
                        .add(el("span").class("ell").words(text!(DRAFTS)))
                        .add(move || count(u64::try_from(app.drafts.shown().len()).unwrap_or(u64::MAX))),
                )
                .add(
                    el("a")
                        .attr("href", Place::Held.path())
                        .attr("aria-current", move || {
                            (app.place() == Place::Held).then_some("page")
                        })
                        .add(icon("clock"))
                        .add(el("span").class("ell").words(text!(HELD)))
                        .add(move || count(counts.with(|counts| counts.held))),
                )
                .add(link(Folder::Archive, "archive", Memo::new(|| 0)))
                .add(link(
                    Folder::Bin,
                    "trash-2",
                    Memo::new(move || counts.with(|counts| counts.bin)),
                )),
        )
        .add(
            el("div")
                .class("account")
                .add(move || {
                    app.session.me.get().map(|me| {
                        el("a")
                            .class("me")
                            .attr("href", Place::Settings(Section::Profile).path())
                            .attr("aria-current", move || {
                                matches!(app.place(), Place::Settings(_)).then_some("page")
                            })
                            .add(el("span").class("vh").words(text!(ACCOUNT_AND_SETTINGS)).add(" "))
                            .add(avatar("", &me.name, &me.address))
                            .add(
                                el("span")
                                    .class("grow")
                                    .add(
                                        el("bdi")
                                            .class("ell line")
                                            .add(clean(called(&me.name, &me.address))),
                                    )
                                    .add(
                                        el("span")
                                            .class("small muted ell line")
                                            .words(text!(PRIVATE_MAILBOX)),
                                    ),
                            )
                            .add(icon("settings"))
                    })
                })
                .add(icon_button("", "log-out", t!(SIGN_OUT), move || app.sign_out())),
        )
        .view()
}
