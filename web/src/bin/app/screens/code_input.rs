//! The code that follows a password: of the authenticator app, or, for whoever is without it, one from paper.

use super::sign_in::digits;
use crate::browser;
use crate::draw::{View, button, group};
use crate::kit::{Field, code_field, field};
use crate::signals::{Memo, RwSignal};
use crate::texts::t;

/// What is being typed.
#[derive(Clone, Copy)]
pub(super) struct CodeInput {
    value: RwSignal<String>,
    on_paper: RwSignal<bool>,
}

impl CodeInput {
    pub(super) fn new() -> Self {
        Self {
            value: RwSignal::new(String::new()),
            on_paper: RwSignal::new(false),
        }
    }

    /// What was typed, as the worker takes it.
    pub(super) fn typed(self) -> String {
        let typed = self.value.get_untracked();
        if self.on_paper.get_untracked() {
            typed
        } else {
            digits(&typed)
        }
    }

    pub(super) fn clear(self) {
        self.value.set(String::new());
    }

    /// The field, and the way to the other kind of code.
    pub(super) fn field(self, id: &'static str, hint: String, fault: Memo<Option<String>>) -> View {
        let other = move |_| {
            self.clear();
            self.on_paper.update(|on_paper| *on_paper = !*on_paper);
            browser::focus_soon(id);
        };
        group()
            .add(move || {
                if self.on_paper.get() {
                    field(Field {
                        id,
                        label: t!(BACKUP_CODE_LABEL),
                        hint: Some(t!(BACKUP_CODE_HINT)),
                        value: self.value,
                        fault,
                        kind: "text",
                        autocomplete: "off",
                        optional: false,
                    })
                } else {
                    code_field(id, hint.clone(), self.value, fault)
                }
            })
            .add(button("btn quiet small").on("click", other).add(move || {
                if self.on_paper.get() {
                    t!(USE_APP)
                } else {
                    t!(USE_BACKUP_CODE)
                }
            }))
            .view()
    }
}
