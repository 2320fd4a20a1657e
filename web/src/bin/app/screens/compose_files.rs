//! The attachments of the letter that is written: chosen, dropped or pasted, sealed and uploaded at once.

use crate::draw::{View, button, each, el};
use crate::kit::{file_icon, icon_button, icon_small, progress_words};
use crate::plain::clean;
use crate::signals::Memo;
use crate::state::App;
use crate::state::transfers::{Pace, Progress};
use crate::state::writing::{Attached, FileState};
use crate::texts::{Theirs, intl::size, t, text};
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, File, FileList, HtmlInputElement};

/// Files dropped on the letter.
pub(super) mod drop_here {
    use super::{App, all_of};
    use crate::signals::RwSignal;
    use web_sys::DragEvent;

    /// Something is held over it.
    pub(crate) fn over(event: &DragEvent, over: RwSignal<bool>) {
        let holds_files = event
            .data_transfer()
            .is_some_and(|data| data.types().iter().any(|kind| kind == "Files"));
        if holds_files {
            event.prevent_default();
            over.set(true);
        }
    }

    /// It is let go.
    pub(crate) fn dropped(app: App, event: &DragEvent, over: RwSignal<bool>) {
        over.set(false);
        let files = all_of(event.data_transfer().and_then(|data| data.files()));
        if !files.is_empty() {
            event.prevent_default();
            app.attach(files);
        }
    }
}

/// Files pasted into the letter. Pasted text stays text.
pub(super) fn paste_here(app: App, event: &ClipboardEvent) {
    let files = all_of(event.clipboard_data().and_then(|data| data.files()));
    if !files.is_empty() {
        event.prevent_default();
        app.attach(files);
    }
}

fn all_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|place| list.get(place)).collect())
        .unwrap_or_default()
}

/// The section.
pub(super) fn files(app: App) -> View {
    let hidden = el("input")
        .class("vh")
        .attr("type", "file")
        .attr("multiple", true)
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true");
    let input: HtmlInputElement = hidden.element().clone().unchecked_into();
    let chooser = input.clone();
    let hidden = hidden.on("change", move |_| {
        app.attach(all_of(input.files()));
        input.set_value("");
    });
    el("section")
        .class("drop")
        .attr("aria-label", text!(ATTACHMENTS))
        .add(each(
            move || app.writing.files.get(),
            |file| file.transfer,
            move |file| attached(app, file),
        ))
        .add(
            el("p")
                .class("hint row near")
                .add(hidden)
                .add(
                    button("btn quiet small")
                        .attr("id", "attach")
                        .on("click", move |_| chooser.click())
                        .add(icon_small("paperclip"))
                        .words(text!(ATTACH)),
                )
                .add(el("span").class("wide-only").words(text!(ATTACH_OR_DROP))),
        )
        .view()
}

fn attached(app: App, file: Attached) -> View {
    let Attached {
        transfer,
        name,
        size_bytes,
        progress,
        state,
    } = file;
    let shown = clean(&name);
    let label = shown.clone();
    let meta = {
        let (state, progress) = (state.clone(), progress.clone());
        move || match state.get() {
            FileState::Going => progress_words(&progress.get()),
            FileState::Done(_) => format!("{} · {}", size(size_bytes), t!(FILE_READY)),
            FileState::Failed(trouble) => trouble.line(),
        }
    };
    let failed = {
        let state = state.clone();
        move || matches!(state.get(), FileState::Failed(_))
    };
    let going = {
        let state = state.clone();
        Memo::new(move || state.get() == FileState::Going)
    };
    let paused = {
        let progress = progress.clone();
        Memo::new(move || progress.with(|progress| progress.pace == Pace::Paused))
    };
    let pause_or_go = {
        let label = label.clone();
        move || {
            let name = Theirs(&label);
            match (going.get(), paused.get()) {
                (false, _) => View::none(),
                (true, true) => icon_button("small", "play", t!(RESUME_FILE, name = name), move || {
                    app.pause(transfer, Pace::Going)
                }),
                (true, false) => icon_button("small", "pause", t!(PAUSE_FILE, name = name), move || {
                    app.pause(transfer, Pace::Paused)
                }),
            }
        }
    };
    let bar = {
        let label = label.clone();
        move || {
            let progress = progress.clone();
            going.get().then(|| {
                let percent = move || progress.with(Progress::percent).to_string();
                el("progress")
                    .class_if("paused", move || paused.get())
                    .attr("max", "100")
                    .attr("value", percent)
                    .attr("aria-label", t!(UPLOADING_FILE, name = Theirs(&label)))
            })
        }
    };
    el("div")
        .class("file line")
        .class_if("failed", failed)
        .add(file_icon(&shown))
        .add(
            el("bdi")
                .class("name ell")
                .attr("title", shown.clone())
                .add(shown.clone()),
        )
        .add(el("span").class("meta num").add(meta))
        .add(el("span").class("row snug").add(pause_or_go).add(icon_button(
            "small",
            "x",
            t!(REMOVE_FILE, name = Theirs(&label)),
            move || app.detach(transfer),
        )))
        .add(bar)
        .view()
}
