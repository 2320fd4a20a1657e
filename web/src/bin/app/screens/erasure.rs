//! How an erasure goes, and its report.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Reads, Tone, banner, icon, icon_small, read_mark, seal_mark};
use crate::signals::Memo;
use crate::state::App;
use crate::texts::{t, text, times};
use api::ErasureId;
use api::erasure::ErasureState;
use client::view::{Erasure, ErasureReport};

/// The one under way, or the one that was chosen.
pub(super) fn shown(app: App) -> View {
    let one = Memo::new(move || {
        let id = app.erasures.shown.get()?;
        app.erasures
            .all
            .with(|all| all.iter().find(|one| one.erasure_id == id).cloned())
    });
    el("div")
        .attr("aria-live", "polite")
        .add(move || match one.get() {
            None if app.erasures.asking.get() => el("div")
                .class("card report")
                .add(el("p").words(text!(ERASING_BEGINS)))
                .add(
                    el("progress")
                        .class("wide")
                        .attr("aria-label", text!(ERASING_BEGINS)),
                )
                .view(),
            None => View::none(),
            Some(erasure) => match erasure.report.clone() {
                Some(report) => done(app, &erasure, report),
                None => going(&erasure),
            },
        })
        .view()
}

fn going(erasure: &Erasure) -> View {
    let (done, total) = (erasure.letters_erased, erasure.letters);
    let words = t!(ERASING_PROGRESS, done = done, total = total);
    let retrying = (erasure.state == ErasureState::Retrying).then(|| {
        banner(
            Tone::Warn,
            "triangle-alert",
            t!(ERASING_RETRIES),
            el("p").words(text!(ERASING_RETRIES_MORE)),
        )
    });
    el("article")
        .class("card report")
        .add(
            el("div")
                .class("stack tight")
                .add(el("h2").class("display").words(text!(ERASING)))
                .add(el("p").class("muted").words(text!(ERASING_MORE))),
        )
        .add(
            el("div")
                .class("stack tight")
                .add(
                    el("progress")
                        .class("wide")
                        .attr("max", total.to_string())
                        .attr("value", done.to_string())
                        .attr("aria-label", words.clone()),
                )
                .add(el("p").class("small muted num").add(words.clone())),
        )
        .add(retrying)
        .view()
}

fn done(app: App, erasure: &Erasure, report: ErasureReport) -> View {
    let node = || el("span").class("node").add(icon_small("check"));
    let step = move |title: String, more: String| {
        el("li").add(node()).add(
            el("div")
                .add(el("b").add(title))
                .add(el("p").class("mid muted").add(more)),
        )
    };
    let seconds = report.done_ms.saturating_sub(erasure.requested_ms).div_ceil(1000);
    let overwritten = if report.overwritten {
        t!(REPORT_OVERWRITTEN_MORE, system = report.file_system.clone())
    } else {
        t!(REPORT_NOT_IN_PLACE, system = report.file_system.clone())
    };
    let attachments = (report.attachments_released > 0).then(|| {
        step(
            t!(REPORT_ATTACHMENTS, count = report.attachments_released),
            t!(REPORT_ATTACHMENTS_MORE),
        )
    });
    let name = format!(
        "forsegla-{}-{}.report",
        times::for_field(report.done_ms),
        erasure.erasure_id
    );
    let file = report.file.clone();
    let save = move || {
        let saved = browser::file_of(&file).and_then(|file| browser::download(&file, &name));
        app.notices.tell(if saved.is_some() {
            t!(REPORT_SAVED)
        } else {
            t!(ERR_FILE_UNWRITABLE)
        });
    };
    el("article")
        .class("card report")
        .add(
            el("header")
                .class("row top between")
                .add(
                    el("div")
                        .class("stack tight")
                        .add(read_mark(Reads::All, t!(REPORT_DONE)))
                        .add(
                            el("h2")
                                .class("display")
                                .attr("id", "report-heading")
                                .attr("tabindex", "-1")
                                .words(text!(REPORT)),
                        )
                        .add(el("p").class("muted").add(t!(
                            REPORT_SUMMARY,
                            count = erasure.letters_erased,
                            span = times::left(seconds.max(1))
                        ))),
                )
                .add(seal_mark("seal report-seal")),
        )
        .add(
            el("ol")
                .class("tl")
                .add(step(
                    t!(REPORT_HIDDEN),
                    t!(REPORT_HIDDEN_MORE, moment = times::moment(erasure.requested_ms)),
                ))
                .add(step(
                    t!(REPORT_KEYS),
                    t!(REPORT_KEYS_MORE, count = report.keys_destroyed),
                ))
                .add(step(
                    if report.overwritten {
                        t!(REPORT_OVERWRITTEN)
                    } else {
                        t!(REPORT_REMOVED)
                    },
                    overwritten,
                ))
                .add(attachments),
        )
        .add(banner(
            Tone::Plain,
            "info",
            t!(REPORT_LIMITS),
            el("p").words(text!(REPORT_LIMITS_MORE)),
        ))
        .add(
            el("div")
                .class("row wrap no-print")
                .add(
                    button("btn primary")
                        .on("click", move |_| save())
                        .add(icon("download"))
                        .words(text!(REPORT_SAVE)),
                )
                .add(
                    button("btn secondary")
                        .on("click", move |_| browser::print())
                        .add(icon("printer"))
                        .words(text!(PRINT)),
                )
                .add(
                    button("btn quiet")
                        .on("click", move |_| app.erasures.shown.set(None))
                        .words(text!(CLOSE)),
                ),
        )
        .add(
            el("p")
                .class("small muted")
                .add(t!(REPORT_SIGNED, moment = times::moment(report.done_ms)))
                .add(" ")
                .add(el("span").class("code").add(erasure.erasure_id.to_string())),
        )
        .view()
}

/// Reports from before.
pub(super) fn earlier(app: App) -> View {
    let others = move || {
        let shown = app.erasures.shown.get();
        app.erasures.all.with(|all| {
            all.iter()
                .filter(|one| Some(one.erasure_id) != shown)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let open = move |id: ErasureId| {
        app.erasures.shown.set(Some(id));
        browser::focus_soon("report-heading");
    };
    group()
        .add(move || {
            let others = others();
            (!others.is_empty()).then(|| {
                let items = others
                    .into_iter()
                    .map(|one| {
                        let id = one.erasure_id;
                        let words = t!(
                            EARLIER_ONE,
                            count = one.letters,
                            moment = times::moment(one.requested_ms)
                        );
                        el("li")
                            .add(icon(if one.report.is_some() {
                                "circle-check"
                            } else {
                                "hourglass"
                            }))
                            .add(el("span").class("grow").add(words.clone()))
                            .add(
                                button("btn quiet small")
                                    .on("click", move |_| open(id))
                                    .attr(
                                        "aria-label",
                                        t!(EARLIER_SHOW, moment = times::moment(one.requested_ms)),
                                    )
                                    .words(text!(SHOW)),
                            )
                    })
                    .collect::<Vec<_>>();
                el("section")
                    .class("sect no-print")
                    .attr("aria-labelledby", "earlier")
                    .add(el("h2").attr("id", "earlier").words(text!(EARLIER)))
                    .add(el("ul").class("list-lines").add(items))
            })
        })
        .view()
}
