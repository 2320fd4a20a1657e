//! The bin: what lies in it, and what emptying it means.

use super::erasure::{earlier, shown};
use super::list::pick_all;
use super::{ending_banner, offline, row};
use crate::browser;
use crate::draw::{View, button, each, el, group};
use crate::kit::{
    Dialog, after_a_moment, dialog, icon, icon_small, list_skeleton, symbol, trouble_banner, trouble_in,
};
use crate::plain::clean;
use crate::signals::{Memo, RwSignal, untrack};
use crate::state::App;
use crate::state::folders::{Line, Load};
use crate::texts::{Theirs, intl::size, t, text, times};
use crate::trouble::flaw_in_row;
use api::MessageId;
use api::messages::{Folder, MoveTo};

/// The view.
pub(super) fn bin(app: App) -> View {
    app.open_folder(Folder::Bin);
    app.open_erasures();
    let shelf = app.mailbox.shelf(Folder::Bin);
    // What is to be erased: none while nothing is asked, and within it none for everything.
    let wanted = RwSignal::new(None::<Option<Vec<MessageId>>>);
    let any = Memo::new(move || !shelf.lines.with(Vec::is_empty));
    el("main")
        .attr("id", "main")
        .class("main-scroll")
        .add(
            el("div")
                .class("inner")
                .add(
                    el("div")
                        .class("row between wrap")
                        .add(
                            el("div")
                                .class("stack tight")
                                .add(el("h1").class("h-page").attr("tabindex", "-1").words(text!(BIN)))
                                .add(el("p").class("muted mid").add(move || facts(app))),
                        )
                        .add(move || {
                            any.get().then(|| {
                                button("btn danger")
                                    .on("click", move |_| wanted.set(Some(None)))
                                    .add(icon("trash-2"))
                                    .words(text!(EMPTY_BIN))
                            })
                        }),
                )
                .add(offline::banner(app))
                .add(ending_banner::banner(app))
                .add(trouble_in("bin-trouble", app.erasures.trouble))
                .add(shown(app))
                .add(move || match shelf.load.get() {
                    Load::Untouched | Load::Loading => after_a_moment(|| list_skeleton(t!(LOADING))),
                    Load::Failed(trouble) => trouble_banner(
                        "bin-load",
                        trouble,
                        el("p").class("acts").add(
                            button("btn secondary small")
                                .on("click", move |_| app.open_folder(Folder::Bin))
                                .words(text!(TRY_AGAIN)),
                        ),
                    ),
                    Load::Ready if any.get() => table(app, wanted),
                    Load::Ready => nothing(app),
                })
                .add(earlier(app)),
        )
        .add(question(app, wanted))
        .view()
}

fn facts(app: App) -> String {
    let count = app.mailbox.counts.with(|counts| counts.bin);
    if count == 0 {
        t!(BIN_EMPTY)
    } else {
        t!(BIN_FACTS, count = count)
    }
}

fn nothing(app: App) -> View {
    group()
        .add(move || {
            app.erasures.shown.get().is_none().then(|| {
                el("div")
                    .class("empty")
                    .add(symbol("art-open", "a-open"))
                    .add(el("p").class("display").words(text!(BIN_NOTHING)))
                    .add(el("p").words(text!(BIN_NOTHING_MORE)))
            })
        })
        .view()
}

fn table(app: App, wanted: RwSignal<Option<Option<Vec<MessageId>>>>) -> View {
    let shelf = app.mailbox.shelf(Folder::Bin);
    let bulk = move || {
        let picked = shelf.picked.get();
        (!picked.is_empty()).then(|| {
            let back: Vec<_> = picked.to_vec();
            let erase = back.clone();
            el("div")
                .class("row wrap bulk")
                .attr("role", "group")
                .attr("aria-label", text!(CHOSEN))
                .add(
                    el("span")
                        .class("h-card grow")
                        .attr("aria-live", "polite")
                        .add(t!(CHOSEN_COUNT, count = picked.len())),
                )
                .add(
                    button("btn secondary small")
                        .on("click", move |_| {
                            app.move_letters(Folder::Bin, back.clone(), MoveTo::Back)
                        })
                        .add(icon_small("undo-2"))
                        .words(text!(PUT_BACK)),
                )
                .add(
                    button("btn danger-quiet small")
                        .on("click", move |_| wanted.set(Some(Some(erase.clone()))))
                        .add(icon_small("trash-2"))
                        .words(text!(ERASE)),
                )
                .add(pick_all(shelf))
        })
    };
    group()
        .add(bulk)
        .add(
            el("div").class("card flush").add(
                el("table")
                    .class("table bin-table")
                    .class_if("picking", move || !shelf.picked.with(Vec::is_empty))
                    .add(el("caption").class("vh").words(text!(BIN)))
                    .add(
                        el("thead").add(
                            el("tr")
                                .add(
                                    el("th")
                                        .attr("scope", "col")
                                        .add(el("span").class("vh").words(text!(CHOOSE))),
                                )
                                .add(el("th").attr("scope", "col").words(text!(COLUMN_WHO)))
                                .add(
                                    el("th")
                                        .attr("scope", "col")
                                        .class("hide-s")
                                        .words(text!(SUBJECT)),
                                )
                                .add(
                                    el("th")
                                        .attr("scope", "col")
                                        .class("hide-s")
                                        .words(text!(COLUMN_THROWN)),
                                )
                                .add(
                                    el("th")
                                        .attr("scope", "col")
                                        .class("hide-s")
                                        .words(text!(COLUMN_SIZE)),
                                )
                                .add(
                                    el("th")
                                        .attr("scope", "col")
                                        .add(el("span").class("vh").words(text!(PUT_BACK))),
                                ),
                        ),
                    )
                    .add(el("tbody").add(each(
                        move || shelf.lines.get(),
                        |line| line.id,
                        move |line| letter(app, line),
                    ))),
            ),
        )
        .add(move || {
            shelf.next.get().is_some().then(|| {
                button("btn quiet")
                    .attr("aria-disabled", move || {
                        shelf.loading_more.get().then_some("true")
                    })
                    .on("click", move |_| app.load_more(Folder::Bin))
                    .words(text!(LOAD_MORE))
            })
        })
        .view()
}

fn letter(app: App, line: Line) -> View {
    let id = line.id;
    let shelf = app.mailbox.shelf(Folder::Bin);
    let row = line.row.get_untracked();
    let who = row::people(&row);
    let thrown = times::short_day(row.binned_ms.unwrap_or(row.arrived_ms));
    let about = row.flaw.map_or_else(|| row::subject(&row), flaw_in_row);
    let label = t!(
        CHOOSE_LETTER,
        name = Theirs(&who),
        time = times::moment(row.arrived_ms)
    );
    let back = t!(PUT_BACK_LETTER, name = Theirs(&who));
    let direction = if row.mine { "send" } else { "inbox" };
    el("tr")
        .class_if("on", move || shelf.picked.with(|picked| picked.contains(&id)))
        .add(
            el("td").add(
                el("label").class("check bare-check").add(
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
                ),
            ),
        )
        .add(
            el("td")
                .add(
                    el("span")
                        .class("row near")
                        .add(icon_small(direction))
                        .add(el("b").class("ell").add(el("bdi").add(clean(&who)))),
                )
                .add(
                    el("bdi")
                        .class("phone-only small muted ell line")
                        .add(about.clone()),
                ),
        )
        .add(
            el("td")
                .class("hide-s")
                .add(el("bdi").class("ell line").add(about)),
        )
        .add(el("td").class("hide-s muted num").add(thrown))
        .add(el("td").class("hide-s muted num").add(size(row.size_bytes)))
        .add(
            el("td").add(
                button("btn quiet small")
                    .attr("aria-label", back)
                    .on("click", move |_| {
                        app.move_letters(Folder::Bin, vec![id], MoveTo::Back)
                    })
                    .words(text!(PUT_BACK)),
            ),
        )
        .view()
}

/// Nothing can bring them back, so it is asked, and the focus is on keeping.
fn question(app: App, wanted: RwSignal<Option<Option<Vec<MessageId>>>>) -> View {
    let close = move || wanted.set(None);
    let count = move || match wanted.get() {
        Some(Some(ids)) => u64::try_from(ids.len()).unwrap_or_default(),
        _ => app.mailbox.counts.with(|counts| counts.bin),
    };
    let erase = move || {
        let only = wanted.get_untracked();
        close();
        if let Some(only) = only {
            app.empty_bin(only);
        }
    };
    dialog(
        Dialog {
            open: Memo::new(move || wanted.with(Option::is_some)),
            closed: Box::new(close),
            class: "dialog wide",
            role: "alertdialog",
            labelled_by: "erase-heading",
        },
        move || {
            let count = untrack(count);
            group()
                .add(
                    el("h2")
                        .attr("id", "erase-heading")
                        .add(t!(ERASE_QUESTION, count = count)),
                )
                .add(el("p").class("lead").add(t!(ERASE_MEANS, count = count)))
                .add(
                    el("ul")
                        .class("bullets mid muted")
                        .add(el("li").words(text!(ERASE_OTHERS)))
                        .add(el("li").words(text!(ERASE_SAVED)))
                        .add(el("li").words(text!(ERASE_REPORT))),
                )
                .add(
                    el("div")
                        .class("acts")
                        .add(
                            button("btn secondary big")
                                .attr("autofocus", "")
                                .on("click", move |_| close())
                                .words(text!(KEEP_LETTERS)),
                        )
                        .add(
                            button("btn danger big")
                                .on("click", move |_| erase())
                                .add(t!(ERASE_LETTERS, count = count)),
                        ),
                )
                .view()
        },
    )
}
