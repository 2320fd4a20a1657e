//! The parts that views are made of. Each is a function from values to a view; none knows where it is used.

mod art;
mod banner;
mod bits;
mod chip;
mod dialog;
mod field;
mod file;
mod person;
mod toast;

pub(crate) use art::{icon, icon_small, icon_with, mark, seal_mark, symbol};
pub(crate) use banner::{Tone, banner, trouble_banner, trouble_in};
pub(crate) use bits::{after_a_moment, icon_button, letter_skeleton, list_skeleton, rule, switch_row};
pub(crate) use chip::chip;
pub(crate) use dialog::{Dialog, dialog};
pub(crate) use field::{Field, code_field, field, mailed_code_field, password_field, submit_button};
pub(crate) use file::{file_icon, progress_words};
pub(crate) use person::{Reads, avatar, read_mark, trust_mark};
pub(crate) use toast::{live_region, toast};
