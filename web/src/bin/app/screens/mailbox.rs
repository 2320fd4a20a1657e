//! Every folder but the bin: the list and, beside it, the letter.

use super::{list, reading};
use crate::draw::{View, button, el};
use crate::kit::icon;
use crate::state::App;
use crate::state::writing::Begin;
use crate::texts::{t, text};
use api::messages::Folder;

/// A folder's name.
pub(super) fn folder_name(folder: Folder) -> String {
    match folder {
        Folder::Inbox => t!(INBOX),
        Folder::Sent => t!(SENT),
        Folder::Archive => t!(ARCHIVE),
        Folder::Starred => t!(STARRED),
        Folder::Bin => t!(BIN),
    }
}

/// The way back to a folder.
pub(super) fn back_words(folder: Folder) -> String {
    match folder {
        Folder::Inbox => t!(BACK_TO_INBOX),
        Folder::Sent => t!(BACK_TO_SENT),
        Folder::Archive => t!(BACK_TO_ARCHIVE),
        Folder::Starred => t!(BACK_TO_STARRED),
        Folder::Bin => t!(BACK_TO_BIN),
    }
}

/// The view.
pub(super) fn mailbox(app: App, folder: Folder) -> View {
    app.open_folder(folder);
    el("main")
        .attr("id", "main")
        .class("contents")
        .add(list::list(app, folder))
        .add(reading::pane(app, folder))
        .add(
            button("btn primary fab")
                .on("click", move |_| app.write(Begin::Blank))
                .add(icon("square-pen"))
                .words(text!(WRITE)),
        )
        .view()
}
