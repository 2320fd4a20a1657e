//! To whom: chips that say whether an address can be written to and how far its keys are trusted, and suggestions from the
//! people one has written with.

use crate::browser;
use crate::draw::{View, button, each, el};
use crate::kit::{chip, icon_small};
use crate::plain::{called, clean};
use crate::signals::{RwSignal, StoredValue};
use crate::state::App;
use crate::state::writing::{Line, Reach, Recipient};
use crate::texts::{Theirs, t, text};
use client::view::{Person, Trust};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::KeyboardEvent;

/// Suggestions that are shown at a time.
const SUGGESTIONS_MAX: usize = 6;

/// One line's field and what it suggests.
#[derive(Clone, Copy)]
struct Field {
    app: App,
    line: Line,
    id: &'static str,
    list_id: &'static str,
    typed: RwSignal<String>,
    found: RwSignal<Vec<Person>>,
    chosen: RwSignal<Option<usize>>,
    asked: StoredValue<u32>,
}

/// The line.
pub(super) fn to_line(app: App, line: Line) -> View {
    let (id, list_id, label) = match line {
        Line::To => ("to", "to-list", t!(TO)),
        Line::Cc => ("cc", "cc-list", t!(CC)),
    };
    let field = Field {
        app,
        line,
        id,
        list_id,
        typed: RwSignal::new(String::new()),
        found: RwSignal::new(Vec::new()),
        chosen: RwSignal::new(None),
        asked: StoredValue::new(0),
    };
    let people = app.writing.line(line);
    let cc_button = move || {
        (line == Line::To && !app.writing.cc_shown.get()).then(|| {
            button("link plain")
                .on("click", move |_| {
                    app.writing.cc_shown.set(true);
                    browser::focus_soon("cc");
                })
                .words(text!(CC))
        })
    };
    el("div")
        .class("crow")
        .add(
            el("div")
                .class("lab")
                .add(el("label").attr("for", id).add(label))
                .add(cc_button),
        )
        .add(
            el("div")
                .class("to-box")
                .add(each(
                    move || people.get(),
                    |one| (one.number, kind(one)),
                    move |one| recipient(app, line, one),
                ))
                .add(input(field))
                .add(suggestions(field)),
        )
        .view()
}

/// Changes when a chip must be drawn anew.
fn kind(one: &Recipient) -> u8 {
    match &one.reach {
        Reach::Checking => 0,
        Reach::Invalid => 1,
        Reach::Found(_) => 2,
        Reach::NoMailbox => 3,
        Reach::KeysChanged => 4,
        Reach::Failed(_) => 5,
        Reach::KeysExpired => 6,
    }
}

/// A chip's kind, its icon, a word in it, and the line below the field.
fn state(one: &Recipient) -> (&'static str, &'static str, Option<String>, String) {
    let name = one.called();
    let name = Theirs(&name);
    match &one.reach {
        Reach::Checking => ("", "circle-dashed", None, t!(REACH_CHECKING, name = name)),
        Reach::Invalid => (
            "bad",
            "circle-alert",
            Some(t!(REACH_INVALID_SHORT)),
            t!(REACH_INVALID, name = name),
        ),
        Reach::NoMailbox => (
            "bad",
            "ban",
            Some(t!(REACH_NONE_SHORT)),
            t!(REACH_NONE, name = name),
        ),
        Reach::KeysChanged => (
            "bad",
            "triangle-alert",
            Some(t!(REACH_CHANGED_SHORT)),
            t!(REACH_CHANGED, name = name),
        ),
        Reach::KeysExpired => (
            "bad",
            "ban",
            Some(t!(REACH_EXPIRED_SHORT)),
            t!(REACH_EXPIRED, name = name),
        ),
        Reach::Failed(_) => (
            "some",
            "refresh-cw",
            Some(t!(REACH_FAILED_SHORT)),
            t!(REACH_FAILED, name = name),
        ),
        Reach::Found(person) => match person.trust {
            Trust::Own => ("info", "at-sign", None, t!(REACH_OWN)),
            Trust::Verified => ("ok", "badge-check", None, t!(REACH_VERIFIED, name = name)),
            Trust::Known => ("info", "shield-check", None, t!(REACH_KNOWN, name = name)),
            Trust::New => ("", "user-plus", None, t!(REACH_NEW, name = name)),
        },
    }
}

fn recipient(app: App, line: Line, one: Recipient) -> View {
    let (kind, icon, note, _) = state(&one);
    let title = match &one.reach {
        Reach::Found(person) => clean(&person.address),
        _ => clean(&one.typed),
    };
    let name = one.called();
    chip(kind, icon, &name, title, note, move || {
        app.remove_recipient(line, one.number);
        browser::focus_soon(if line == Line::To { "to" } else { "cc" });
    })
}

/// One plain line for each recipient.
pub(super) fn key_note(app: App) -> View {
    let notes = move || {
        let everyone = [(Line::To, app.writing.to.get()), (Line::Cc, app.writing.cc.get())];
        everyone
            .into_iter()
            .flat_map(|(line, people)| people.into_iter().map(move |one| (line, one)))
            .map(|(line, one)| {
                let (kind, icon, _, words) = state(&one);
                let again = matches!(one.reach, Reach::Failed(_)).then(|| {
                    let (number, typed) = (one.number, one.typed.clone());
                    button("link plain")
                        .on("click", move |_| app.look(line, number, typed.clone()))
                        .words(text!(TRY_AGAIN))
                });
                el("span")
                    .add(el("span").class(format!("tone {kind}")).add(icon_small(icon)))
                    .add(words)
                    .add(again)
                    .add(one.meant.as_ref().map(|meant| doubt(app, line, &one, meant)))
            })
            .collect::<Vec<_>>()
    };
    let empty = move || app.writing.to.with(Vec::is_empty) && app.writing.cc.with(Vec::is_empty);
    el("div")
        .class("key-note")
        .class_if("vh", empty)
        .attr("role", "status")
        .attr("aria-label", text!(REACH_LABEL))
        .add(notes)
        .view()
}

/// An address that is nearly a correspondent's.
fn doubt(app: App, line: Line, one: &Recipient, meant: &Person) -> View {
    let number = one.number;
    let shown = called(&meant.name, &meant.address).to_owned();
    let words = if shown == meant.address {
        t!(MEANT, address = Theirs(&meant.address))
    } else {
        t!(
            MEANT_NAMED,
            address = Theirs(&meant.address),
            name = Theirs(&shown)
        )
    };
    el("span")
        .class("doubt")
        .add(el("b").add(words))
        .add(
            button("link plain")
                .on("click", move |_| app.decide_recipient(line, number, true))
                .words(text!(MEANT_REPLACE)),
        )
        .add(
            button("link plain")
                .on("click", move |_| app.decide_recipient(line, number, false))
                .words(text!(MEANT_KEEP)),
        )
        .view()
}

fn option_id(field: Field, place: usize) -> String {
    format!("{}-{place}", field.list_id)
}

fn input(field: Field) -> View {
    let open = move || !field.found.with(Vec::is_empty);
    let many = move || !field.app.writing.line(field.line).with(Vec::is_empty);
    el("input")
        .attr("id", field.id)
        .attr("type", "text")
        .attr("inputmode", "email")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("role", "combobox")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", field.list_id)
        .attr("aria-expanded", move || open().to_string())
        .attr("aria-activedescendant", move || {
            field.chosen.get().map(|place| option_id(field, place))
        })
        .attr(
            "placeholder",
            move || if many() { t!(TO_MORE) } else { t!(TO_FIRST) },
        )
        .value(move || field.typed.get())
        .on("input", move |event| typed(field, browser::value_of(&event)))
        .on_as("keydown", move |event| pressed(field, event))
        .on("blur", move |_| left(field))
        .view()
}

/// Something was typed or pasted. A separator ends an address.
fn typed(field: Field, text: String) {
    let ends = text.ends_with([',', ';', ' ']) || text.contains('\n') || text.matches('@').count() > 1;
    if ends && text.contains('@') {
        commit(field, &text);
        return;
    }
    field.typed.set(text.clone());
    suggest(field, text);
}

fn suggest(field: Field, text: String) {
    let number = field.asked.get_value().wrapping_add(1);
    field.asked.set_value(number);
    field.chosen.set(None);
    let prefix = text.trim().to_owned();
    if prefix.is_empty() {
        field.found.set(Vec::new());
        return;
    }
    spawn_local(async move {
        browser::sleep(120).await;
        let is_latest = move || field.asked.try_get_value() == Some(number);
        if !is_latest() {
            return;
        }
        if let Ok(Answer::Contacts(mut found)) = field.app.ask(Ask::Contacts { prefix }).await
            && is_latest()
        {
            found.truncate(SUGGESTIONS_MAX);
            field.found.set(found);
        }
    });
}

fn close(field: Field) {
    field.asked.update_value(|asked| *asked = asked.wrapping_add(1));
    field.found.set(Vec::new());
    field.chosen.set(None);
}

fn commit(field: Field, text: &str) {
    field.app.add_recipients(field.line, text);
    field.typed.set(String::new());
    close(field);
}

fn choose(field: Field, place: usize) {
    let address = field
        .found
        .with_untracked(|found| found.get(place).map(|person| person.address.clone()));
    if let Some(address) = address {
        commit(field, &address);
    }
}

fn pressed(field: Field, event: &KeyboardEvent) {
    let count = field.found.with_untracked(Vec::len);
    let chosen = field.chosen.get_untracked();
    let text = field.typed.get_untracked();
    match event.key().as_str() {
        _ if event.is_composing() => {}
        "ArrowDown" if count > 0 => {
            event.prevent_default();
            field
                .chosen
                .set(Some(chosen.map_or(0, |place| (place + 1) % count)));
        }
        "ArrowUp" if count > 0 => {
            event.prevent_default();
            field.chosen.set(Some(
                chosen.map_or(count - 1, |place| (place + count - 1) % count),
            ));
        }
        "Enter" if event.ctrl_key() || event.meta_key() => commit(field, &text),
        "Enter" | "Tab" if chosen.is_some() => {
            event.prevent_default();
            choose(field, chosen.unwrap_or(0));
        }
        "Enter" if !text.trim().is_empty() => {
            event.prevent_default();
            commit(field, &text);
        }
        "Escape" if count > 0 => {
            event.stop_propagation();
            close(field);
        }
        "Backspace" if text.is_empty() => {
            let last = field
                .app
                .writing
                .line(field.line)
                .with_untracked(|all| all.last().map(|one| one.number));
            if let Some(number) = last {
                field.app.remove_recipient(field.line, number);
            }
        }
        _ => {}
    }
}

/// Whoever leaves the field has written an address, or something that is shown to be none.
fn left(field: Field) {
    let text = field.typed.try_get_untracked().unwrap_or_default();
    if !text.trim().is_empty() {
        commit(field, &text);
    }
    close(field);
}

fn suggestions(field: Field) -> View {
    let option = move |(place, person): (usize, Person)| {
        let name = clean(called(&person.name, &person.address));
        let mark = match person.trust {
            Trust::Verified => "badge-check",
            _ => "shield-check",
        };
        el("li")
            .attr("role", "option")
            .attr("id", option_id(field, place))
            .attr("aria-selected", move || {
                (field.chosen.get() == Some(place)).to_string()
            })
            .on("pointerdown", move |event| {
                event.prevent_default();
                choose(field, place);
            })
            .add(icon_small(mark))
            .add(el("bdi").class("ell").add(name.clone()))
            .add(
                (name != person.address)
                    .then(|| el("bdi").class("ell small muted").add(clean(&person.address))),
            )
    };
    el("ul")
        .class("options")
        .attr("role", "listbox")
        .attr("id", field.list_id)
        .attr("aria-label", text!(SUGGESTIONS))
        .attr("hidden", move || field.found.with(Vec::is_empty))
        .add(move || {
            field
                .found
                .get()
                .into_iter()
                .enumerate()
                .map(option)
                .collect::<Vec<_>>()
        })
        .view()
}
