//! Single keys, and the sheet that tells them. They rest while something is typed or a dialog is open, and can be turned off.

use super::{list, reading};
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Dialog, dialog, switch_row};
use crate::place::Place;
use crate::signals::{Memo, StoredValue};
use crate::state::App;
use crate::state::session::Phase;
use crate::state::writing::Begin;
use crate::texts::{t, text, times};
use api::MessageId;
use api::messages::{Folder, MoveTo};
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

/// The second key of a pair comes within this time.
const PAIR_MS: u64 = 1_500;

/// Listens from now on.
pub(super) fn listen(app: App) {
    let went = StoredValue::new(0_u64);
    browser::on_window("keydown", move |event| {
        let event: KeyboardEvent = event.unchecked_into();
        if rests(app, &event) {
            return;
        }
        let second = times::now_ms().saturating_sub(went.get_value()) < PAIR_MS;
        went.set_value(0);
        let done = if second {
            go(app, &event.key())
        } else if event.key() == "g" {
            went.set_value(times::now_ms());
            true
        } else {
            act(app, &event.key())
        };
        if done {
            event.prevent_default();
        }
    });
}

fn rests(app: App, event: &KeyboardEvent) -> bool {
    let typing = browser::focused().is_some_and(|focused| browser::is_typing(&focused));
    !app.prefs.shortcuts.get_untracked()
        || app.session.phase.with_untracked(|phase| *phase != Phase::In)
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.is_composing()
        || typing
        || browser::dialog_is_open()
}

fn go(app: App, key: &str) -> bool {
    if key == "d" {
        app.nav.go(Place::Drafts);
        return true;
    }
    let folder = match key {
        "i" => Folder::Inbox,
        "s" => Folder::Sent,
        "a" => Folder::Archive,
        "t" => Folder::Starred,
        "b" => Folder::Bin,
        _ => return false,
    };
    app.nav.go(Place::Folder(folder, None));
    true
}

fn act(app: App, key: &str) -> bool {
    match key {
        "j" | "k" => list::step(key == "j"),
        "c" => app.write(Begin::Blank),
        "?" => app.help.set(true),
        "r" | "a" => {
            let Some(letter) = app.reading.get_untracked() else {
                return false;
            };
            let letter = Box::new(letter);
            app.write(if key == "r" {
                Begin::Reply(letter)
            } else {
                Begin::ReplyAll(letter)
            });
        }
        "#" | "Delete" => {
            return on_letters(app, |app, folder, ids, open| match open {
                Some(id) => reading::put_away(app, folder, id, MoveTo::Bin),
                None => app.move_letters(folder, ids, MoveTo::Bin),
            });
        }
        "e" => {
            return on_letters(app, |app, folder, ids, open| {
                let (to, _) = list::put_away(folder);
                match open {
                    Some(id) => reading::put_away(app, folder, id, to),
                    None => app.move_letters(folder, ids, to),
                }
            });
        }
        "s" => {
            return on_letters(app, |app, folder, ids, open| match open {
                Some(id) => reading::star(app, folder, id),
                None => app.mark_letters(ids, None, Some(true)),
            });
        }
        "u" => {
            return on_letters(app, |app, folder, ids, open| match open {
                Some(id) => reading::unread(app, folder, id),
                None => app.mark_letters(ids, Some(false), None),
            });
        }
        "Escape" => return up(app),
        _ => return false,
    }
    true
}

/// Does something with the chosen letters, or else with the open one.
fn on_letters(app: App, act: fn(App, Folder, Vec<MessageId>, Option<MessageId>)) -> bool {
    let Place::Folder(folder, open) = app.nav.place_now() else {
        return false;
    };
    let picked = app.mailbox.shelf(folder).picked.get_untracked();
    let any = !picked.is_empty() || open.is_some();
    if folder == Folder::Bin || !any {
        return false;
    }
    let open = open.filter(|_| picked.is_empty());
    act(app, folder, picked, open);
    true
}

fn up(app: App) -> bool {
    let place = app.nav.place_now();
    let Place::Folder(folder, open) = place else {
        return false;
    };
    let shelf = app.mailbox.shelf(folder);
    if !shelf.picked.with_untracked(Vec::is_empty) {
        shelf.picked.update(Vec::clear);
    } else if open.is_some() {
        app.nav.go(Place::Folder(folder, None));
    } else {
        return false;
    }
    true
}

/// The sheet.
pub(super) fn sheet(app: App) -> View {
    dialog(
        Dialog {
            open: Memo::new(move || app.help.get()),
            closed: Box::new(move || app.help.set(false)),
            class: "dialog",
            role: "dialog",
            labelled_by: "keys-heading",
        },
        move || {
            let line = |keys: &[&'static str], words: String| {
                let keys = keys
                    .iter()
                    .map(|key| group().add(el("kbd").add(*key)).add(" "))
                    .collect::<Vec<_>>();
                group().add(el("dt").add(keys)).add(el("dd").add(words))
            };
            group()
                .add(el("h2").attr("id", "keys-heading").words(text!(KEYS)))
                .add(
                    el("dl")
                        .class("kv keys")
                        .add(line(&["J", "K"], t!(KEYS_STEP)))
                        .add(line(&["Enter"], t!(KEYS_OPEN)))
                        .add(line(&["C"], t!(KEYS_WRITE)))
                        .add(line(&["R"], t!(KEYS_REPLY)))
                        .add(line(&["A"], t!(KEYS_REPLY_ALL)))
                        .add(line(&["E"], t!(KEYS_ARCHIVE)))
                        .add(line(&["S"], t!(KEYS_STAR)))
                        .add(line(&["U"], t!(KEYS_UNREAD)))
                        .add(line(&["#", "Delete"], t!(KEYS_BIN)))
                        .add(line(&["G", "I"], t!(KEYS_INBOX)))
                        .add(line(&["G", "S"], t!(KEYS_SENT)))
                        .add(line(&["G", "D"], t!(KEYS_GO_DRAFTS)))
                        .add(line(&["G", "A"], t!(KEYS_GO_ARCHIVE)))
                        .add(line(&["G", "T"], t!(KEYS_GO_STARRED)))
                        .add(line(&["G", "B"], t!(KEYS_GO_BIN)))
                        .add(line(&["Esc"], t!(KEYS_BACK)))
                        .add(line(&["?"], t!(KEYS_HELP))),
                )
                .add(switch(app, "keys-on"))
                .add(
                    el("div").class("acts").add(
                        button("btn primary")
                            .attr("autofocus", "")
                            .on("click", move |_| app.help.set(false))
                            .words(text!(CLOSE)),
                    ),
                )
                .view()
        },
    )
}

/// Turns single keys on or off.
pub(super) fn switch(app: App, id: &'static str) -> View {
    switch_row(
        id,
        t!(KEYS_ON),
        t!(KEYS_ON_HINT),
        Memo::new(move || app.prefs.shortcuts.get()),
        move |on| app.prefs.choose_shortcuts(on),
    )
}
