//! Letters and their attachments: sending, listing, opening, moving.

pub(crate) mod amend;
pub(crate) mod amend_rows;
pub(crate) mod download;
pub(crate) mod folders;
pub(crate) mod held;
pub(crate) mod held_rows;
pub(crate) mod holds;
pub(crate) mod list;
pub(crate) mod moving;
pub(crate) mod open;
pub(crate) mod quota;
pub(crate) mod release;
pub(crate) mod room;
pub(crate) mod rows;
pub(crate) mod send;
mod submission;
pub(crate) mod upload;
pub(crate) mod upload_rows;
