//! The attachments of an open letter: each is fetched, opened and checked by the worker, then handed to the downloads.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{file_icon, icon_button, progress_words};
use crate::plain::{clean, file_name};
use crate::signals::{Memo, RwSignal, SharedSignal};
use crate::state::App;
use crate::state::transfers::{Pace, Progress};
use crate::texts::{Theirs, intl::size, t, text};
use crate::trouble::Trouble;
use api::MessageId;
use client::Error;
use client::view::{Attachment, Letter};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Transfer};

/// Four megabytes a second.
const SLOW_DISK_BYTES_A_MS: u64 = 4_000;

/// Where saving stands.
#[derive(Clone, Default)]
enum Saving {
    #[default]
    Not,
    Going(Transfer, SharedSignal<Progress>),
    Saved,
    Failed(Trouble),
}

/// The section; nothing where nothing is attached.
pub(super) fn files(app: App, letter: &Letter) -> Option<View> {
    if letter.attachments.is_empty() {
        return None;
    }
    let total: u64 = letter.attachments.iter().map(|file| file.size_bytes).sum();
    let heading = format!(
        "{}, {}",
        t!(ATTACHMENT_COUNT, count = letter.attachments.len()),
        size(total)
    );
    let id = letter.message_id;
    let each = letter
        .attachments
        .iter()
        .map(|attachment| (attachment.clone(), RwSignal::new(Saving::Not)))
        .collect::<Vec<_>>();
    let all = each.clone();
    let save_all = (each.len() > 1).then(|| {
        button("btn quiet small")
            .on("click", move |_| {
                let all = all.clone();
                spawn_local(async move {
                    for (attachment, saving) in all {
                        save(app, id, attachment, saving).await;
                    }
                });
            })
            .add(crate::kit::icon("download"))
            .words(text!(SAVE_ALL))
    });
    let items = each
        .into_iter()
        .map(|(attachment, saving)| file(app, id, attachment, saving))
        .collect::<Vec<_>>();
    Some(
        el("section")
            .class("stack attachments")
            .attr("aria-label", text!(ATTACHMENTS))
            .add(
                el("div")
                    .class("row between")
                    .add(el("h2").class("h-sect").add(heading))
                    .add(save_all),
            )
            .add(el("div").class("files").add(items))
            .view(),
    )
}

fn file(app: App, id: MessageId, attachment: Attachment, saving: RwSignal<Saving>) -> View {
    let name = clean(&attachment.name);
    let whole = size(attachment.size_bytes);
    let meta = move || match saving.get() {
        Saving::Not => whole.clone(),
        Saving::Going(_, progress) => progress_words(&progress.get()),
        Saving::Saved => format!("{whole} · {}", t!(SAVED)),
        Saving::Failed(trouble) => trouble.line(),
    };
    let label = name.clone();
    let acts = move || {
        let attachment = attachment.clone();
        match saving.get() {
            Saving::Going(transfer, progress) => going(app, transfer, progress, &attachment.name),
            _ => icon_button(
                "small",
                "download",
                t!(SAVE_FILE, name = Theirs(&attachment.name)),
                move || {
                    spawn_local(save(app, id, attachment.clone(), saving));
                },
            ),
        }
    };
    let bar = move || match saving.get() {
        Saving::Going(_, progress) => {
            let percent = move || progress.with(Progress::percent).to_string();
            Some(
                el("progress")
                    .attr("max", "100")
                    .attr("value", percent)
                    .attr("aria-label", t!(SAVING_FILE, name = Theirs(&label))),
            )
        }
        _ => None,
    };
    el("div")
        .class("file")
        .class_if("failed", move || matches!(saving.get(), Saving::Failed(_)))
        .add(file_icon(&name))
        .add(
            el("bdi")
                .class("name ell")
                .attr("title", name.clone())
                .add(name.clone()),
        )
        .add(el("span").class("meta num").attr("aria-live", "off").add(meta))
        .add(el("span").class("row snug").add(acts))
        .add(bar)
        .view()
}

fn going(app: App, transfer: Transfer, progress: SharedSignal<Progress>, name: &str) -> View {
    let (pause, go_on, cancel) = (
        t!(PAUSE_FILE, name = Theirs(name)),
        t!(RESUME_FILE, name = Theirs(name)),
        t!(CANCEL_FILE, name = Theirs(name)),
    );
    let paused = Memo::new(move || progress.with(|progress| progress.pace == Pace::Paused));
    group()
        .add(move || {
            if paused.get() {
                icon_button("small", "play", go_on.clone(), move || {
                    app.pause(transfer, Pace::Going)
                })
            } else {
                icon_button("small", "pause", pause.clone(), move || {
                    app.pause(transfer, Pace::Paused)
                })
            }
        })
        .add(icon_button("small", "x", cancel, move || {
            app.tell(Ask::Cancel { transfer })
        }))
        .view()
}

async fn save(app: App, message_id: MessageId, attachment: Attachment, saving: RwSignal<Saving>) {
    let (transfer, progress) = app.transfers.start(attachment.size_bytes);
    saving.set(Saving::Going(transfer, progress));
    let ask = Ask::Save {
        message_id,
        index: attachment.index,
        transfer,
    };
    let done = match app.ask_for_file(ask).await {
        Ok((Answer::File { name }, Some(file))) => match browser::download(&file, &file_name(&name)) {
            Some(()) => {
                app.notices.say(t!(SAVED_FILE, name = Theirs(&name)));
                browser::after(copying_ms(attachment.size_bytes), move || {
                    app.tell(Ask::Saved { transfer });
                });
                Saving::Saved
            }
            None => {
                app.tell(Ask::Saved { transfer });
                Saving::Failed(Trouble::from(&Error::FileUnwritable))
            }
        },
        Ok(_) => Saving::Failed(Trouble::from(&Error::BadAnswer(String::new()))),
        Err(Error::Cancelled) => Saving::Not,
        Err(error) => Saving::Failed(Trouble::from(&error)),
    };
    app.transfers.end(transfer);
    saving.set(done);
}

/// How long a saved file is kept for the browser, which copies it into its downloads and does not say when it is done:
/// a minute, and as long as a slow disk takes.
fn copying_ms(size_bytes: u64) -> i32 {
    i32::try_from(60_000 + size_bytes / SLOW_DISK_BYTES_A_MS).unwrap_or(i32::MAX)
}
