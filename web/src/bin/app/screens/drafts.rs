//! The drafts: letters that are not sent yet.

use super::{ending_banner, offline};
use crate::draw::{View, button, each, el, group};
use crate::kit::{after_a_moment, icon, icon_button, icon_small, list_skeleton, symbol, trouble_banner};
use crate::place::Place;
use crate::plain::clean;
use crate::signals::Memo;
use crate::state::App;
use crate::state::folders::Load;
use crate::state::writing::Begin;
use crate::texts::{Theirs, t, text, times};
use client::view::DraftRow;

/// The view.
pub(super) fn drafts(app: App) -> View {
    app.open_drafts();
    let rows = Memo::new(move || app.drafts.shown());
    el("main")
        .attr("id", "main")
        .class("main-scroll")
        .add(
            el("div")
                .class("inner")
                .add(
                    el("div")
                        .class("stack tight")
                        .add(
                            el("h1")
                                .class("h-page")
                                .attr("tabindex", "-1")
                                .words(text!(DRAFTS)),
                        )
                        .add(el("p").class("muted mid").words(text!(DRAFTS_HINT))),
                )
                .add(offline::banner(app))
                .add(ending_banner::banner(app))
                .add(move || match app.drafts.load.get() {
                    Load::Untouched | Load::Loading => after_a_moment(|| list_skeleton(t!(LOADING))),
                    Load::Failed(trouble) => trouble_banner(
                        "drafts-load",
                        trouble,
                        el("p").class("acts").add(
                            button("btn secondary small")
                                .on("click", move |_| app.open_drafts())
                                .words(text!(TRY_AGAIN)),
                        ),
                    ),
                    Load::Ready if rows.with(Vec::is_empty) => nothing(app),
                    Load::Ready => el("div")
                        .class("card flush")
                        .add(
                            el("ul")
                                .class("mails drafts")
                                .attr("aria-label", text!(DRAFTS))
                                .add(each(move || rows.get(), Clone::clone, move |row| draft(app, row))),
                        )
                        .view(),
                }),
        )
        .view()
}

fn nothing(app: App) -> View {
    el("div")
        .class("empty")
        .add(symbol("art-open", "a-open"))
        .add(el("p").class("display").words(text!(DRAFTS_NOTHING)))
        .add(el("p").words(text!(DRAFTS_NOTHING_MORE)))
        .add(
            button("btn secondary")
                .on("click", move |_| app.write(Begin::Blank))
                .add(icon("square-pen"))
                .words(text!(WRITE_A_LETTER)),
        )
        .view()
}

fn draft(app: App, row: DraftRow) -> View {
    let id = row.draft_id;
    let subject = clean(&row.subject);
    let subject = match (row.is_damaged, subject.trim().is_empty()) {
        (true, _) => t!(DRAFT_DAMAGED),
        (false, true) => t!(NO_SUBJECT),
        (false, false) => subject,
    };
    let people: Vec<String> = row.to.iter().map(|address| clean(address)).collect();
    let people = if people.is_empty() {
        t!(NO_RECIPIENT)
    } else {
        people.join(", ")
    };
    let label = t!(DISCARD_DRAFT, subject = Theirs(&subject));
    let name: View = if row.is_damaged {
        el("span").class("ell").add(subject).view()
    } else {
        el("a")
            .class("ell")
            .attr("href", Place::Write(Some(id)).path())
            .add(el("bdi").add(subject))
            .view()
    };
    el("li")
        .class("mail draft")
        .add(name)
        .add(
            el("span")
                .class("meta")
                .add((row.attachments > 0).then(|| {
                    group()
                        .add(icon_small("paperclip"))
                        .add(el("span").class("vh").words(text!(ATTACHMENTS)))
                }))
                .add((!row.is_damaged).then(|| el("span").add(times::in_row(row.saved_ms)))),
        )
        .add(
            el("span").class("sub").add(
                el("bdi")
                    .class("ell")
                    .add(format!("{people} · {}", clean(&row.snippet))),
            ),
        )
        .add(icon_button("small", "trash-2", label, move || {
            app.discard_draft(id)
        }))
        .view()
}
