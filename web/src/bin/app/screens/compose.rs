//! Writing a letter.

use super::compose_files::{drop_here, files, paste_here};
use super::compose_options::options;
use super::compose_to::{key_note, to_line};
use super::{later, offline};
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{icon, icon_button, icon_small, seal_mark, symbol, trouble_banner};
use crate::place::Place;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::state::drafts::Keeping;
use crate::state::writing::{Fault, Line};
use crate::texts::{t, text, times};
use web_sys::KeyboardEvent;

/// The view.
pub(super) fn compose(app: App) -> View {
    let writing = &app.writing;
    let over = RwSignal::new(false);
    // One who answers begins above the quote, one who writes begins with whom to write to.
    browser::focus_soon(if writing.to.with_untracked(Vec::is_empty) {
        "to"
    } else {
        "letter-body"
    });
    let with_control = move |event: &KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            app.send();
        }
    };
    el("main")
        .attr("id", "main")
        .class("pane writing")
        .on_as("keydown", with_control)
        .add(head(app))
        .add(
            el("div")
                .class("compose")
                .class_if("over", move || over.get())
                .on_as("dragover", move |event| drop_here::over(event, over))
                .on("dragleave", move |_| over.set(false))
                .on_as("drop", move |event| drop_here::dropped(app, event, over))
                .on_as("paste", move |event| paste_here(app, event))
                .add(
                    el("div")
                        .class("write")
                        .add(notices(app))
                        .add(to_line(app, Line::To))
                        .add(move || writing.cc_shown.get().then(|| to_line(app, Line::Cc)))
                        .add(key_note(app))
                        .add(subject_line(app))
                        .add(body(app))
                        .add(files(app)),
                )
                .add(options(app)),
        )
        .add(send_bar(app))
        .add(later::choice(app))
        .add(move || writing.sealed.get().then(sealing))
        .view()
}

fn head(app: App) -> View {
    let discard = move || {
        app.writing
            .is_begun()
            .then(|| icon_button("", "trash-2", t!(DISCARD_LETTER), move || app.discard()))
    };
    el("div")
        .class("toolbar head")
        .add(
            el("h1")
                .class("h-page")
                .attr("tabindex", "-1")
                .words(text!(COMPOSE_TITLE)),
        )
        .add(
            el("span")
                .class("push row snug")
                .add(
                    el("span")
                        .class("small muted row near kept")
                        .attr("role", "status")
                        .add(move || kept(app)),
                )
                .add(discard)
                .add(
                    el("a")
                        .class("btn icon-only wide-only")
                        .attr("href", Place::INBOX.path())
                        .attr("aria-label", text!(CLOSE_LETTER))
                        .attr("title", text!(CLOSE_LETTER))
                        .add(icon("x")),
                ),
        )
        .view()
}

/// How the letter stands among the drafts.
fn kept(app: App) -> View {
    let (sign, words) = match app.drafts.keeping.get() {
        Keeping::Nothing | Keeping::Soon => return View::none(),
        Keeping::Going => ("clock", t!(DRAFT_SAVING)),
        Keeping::Kept(at_ms) => ("check", t!(DRAFT_SAVED, time = times::time(at_ms))),
        Keeping::Failed(_) => ("circle-alert", t!(DRAFT_NOT_SAVED)),
    };
    group().add(icon_small(sign)).add(el("span").add(words)).view()
}

/// What is in the way, what went wrong, what should be known.
fn notices(app: App) -> View {
    let writing = &app.writing;
    let faults = Memo::new(move || writing.faults_left());
    let any = move || {
        writing.trouble.with(Option::is_some)
            || !faults.with(Vec::is_empty)
            || app.session.offline_since.get().is_some()
    };
    el("div")
        .class("guard")
        .class_if("vh", move || !any())
        .add(offline::banner(app))
        .add(move || {
            let faults = faults.get();
            (!faults.is_empty()).then(|| {
                el("div")
                    .class("banner bad")
                    .attr("role", "alert")
                    .attr("id", "write-faults")
                    .attr("tabindex", "-1")
                    .add(icon("circle-alert"))
                    .add(
                        el("div").add(el("p").class("t").words(text!(FAULTS))).add(
                            el("ul").class("bullets").add(
                                faults
                                    .into_iter()
                                    .map(|fault| el("li").add(fault_link(fault)))
                                    .collect::<Vec<_>>(),
                            ),
                        ),
                    )
            })
        })
        .add(move || {
            writing.trouble.get().map(|trouble| {
                trouble_banner(
                    "write-trouble",
                    trouble,
                    el("p")
                        .class("acts")
                        .add(el("span").class("muted").words(text!(NOT_SENT_KEPT))),
                )
            })
        })
        .view()
}

/// What is wrong, and a way there.
fn fault_link(fault: Fault) -> View {
    let (id, words) = match fault {
        Fault::NoRecipient => ("to", t!(FAULT_NO_RECIPIENT)),
        Fault::UnreachableRecipient => ("to", t!(FAULT_UNREACHABLE)),
        Fault::UncheckedRecipient => ("to", t!(FAULT_UNCHECKED)),
        Fault::DoubtfulRecipient => ("to", t!(FAULT_DOUBTFUL)),
        Fault::TooManyRecipients => (
            "to",
            t!(FAULT_TOO_MANY, count = api::limits::MESSAGE_MAILBOXES_MAX - 1),
        ),
        Fault::Empty => ("letter-body", t!(FAULT_EMPTY)),
        Fault::FileNotReady => ("attach", t!(FAULT_FILE_NOT_READY)),
        Fault::FileFailed => ("attach", t!(FAULT_FILE_FAILED)),
        Fault::BadDay => ("expiry-day", t!(FAULT_BAD_DAY)),
    };
    button("link")
        .on("click", move |_| browser::focus_soon(id))
        .add(words)
        .view()
}

fn subject_line(app: App) -> View {
    let subject = app.writing.subject;
    el("div")
        .class("crow")
        .add(el("label").attr("for", "subject").words(text!(SUBJECT)))
        .add(
            el("textarea")
                .class("bare subject")
                .attr("id", "subject")
                .attr("rows", "1")
                .attr("autocomplete", "off")
                .value(move || subject.get())
                .on("input", move |event| {
                    subject.set(browser::value_of(&event).replace(['\n', '\r'], " "))
                })
                .on_as("keydown", move |event: &KeyboardEvent| {
                    if event.key() == "Enter" && !event.is_composing() {
                        event.prevent_default();
                        browser::focus_soon("letter-body");
                    }
                }),
        )
        .view()
}

fn body(app: App) -> View {
    let body = app.writing.body;
    group()
        .add(
            el("label")
                .class("vh")
                .attr("for", "letter-body")
                .words(text!(LETTER_BODY)),
        )
        .add(
            el("textarea")
                .class("body-in")
                .attr("id", "letter-body")
                .attr("autocomplete", "off")
                .typed(body),
        )
        .view()
}

fn send_bar(app: App) -> View {
    let sending = app.writing.sending;
    el("div")
        .class("send-bar")
        .add(
            button("btn primary big sealbtn")
                .attr("aria-disabled", move || sending.get().then_some("true"))
                .on("click", move |_| app.send())
                .add(symbol("icon", "f-wax"))
                .add(move || {
                    if sending.get() {
                        t!(SEALING)
                    } else {
                        t!(SEAL_AND_SEND)
                    }
                }),
        )
        .add(later::opener(app))
        .add(
            el("span")
                .class("push small muted wide-only keys-hint")
                .add(el("kbd").add("Ctrl"))
                .add(" ")
                .add(el("kbd").add("Enter")),
        )
        .add(
            el("a")
                .class("btn icon-only phone-only")
                .attr("href", "#options")
                .attr("aria-label", text!(OPTIONS))
                .attr("title", text!(OPTIONS))
                .add(icon("sliders-horizontal")),
        )
        .view()
}

/// The seal, pressed once.
fn sealing() -> View {
    el("div")
        .class("sealing")
        .attr("aria-hidden", "true")
        .add(
            el("div")
                .class("press")
                .add(symbol("env", "a-closed"))
                .add(seal_mark("seal pressed")),
        )
        .add(el("p").class("display").words(text!(LETTER_SEALED)))
        .view()
}
