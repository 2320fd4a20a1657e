//! Dialogs: the browser's own element, which keeps the focus inside and gives it back.

use crate::browser;
use crate::draw::{View, el};
use crate::signals::{Memo, follow};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlDialogElement;

/// What a dialog is like.
pub(crate) struct Dialog {
    /// Whether it is open.
    pub(crate) open: Memo<bool>,
    /// Runs when it has closed, by whatever means.
    pub(crate) closed: Box<dyn Fn()>,
    /// Its look.
    pub(crate) class: &'static str,
    /// `alertdialog` where something has to be decided.
    pub(crate) role: &'static str,
    /// The id of its heading.
    pub(crate) labelled_by: &'static str,
}

/// A dialog. What it holds is made anew each time it opens; an element with `autofocus` in it gets the focus.
pub(crate) fn dialog(shape: Dialog, inside: impl Fn() -> View + 'static) -> View {
    let open = shape.open;
    let dialog = el("dialog")
        .class(shape.class)
        .attr("role", shape.role)
        .attr("aria-labelledby", shape.labelled_by)
        .on("close", move |_| (shape.closed)())
        .add(move || open.get().then(&inside));
    let element: HtmlDialogElement = dialog.element().clone().unchecked_into();
    follow(Box::new(move || {
        let (element, wanted) = (element.clone(), open.get());
        // What it holds is drawn in the same turn; after it, the browser finds what to focus.
        browser::next_frame(move || {
            if wanted && !element.open() {
                let _shown = element.show_modal();
            } else if !wanted && element.open() {
                element.close();
            }
        });
    }));
    dialog.view()
}
