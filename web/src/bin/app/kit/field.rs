//! Fields: the label above, a hint between, what is wrong below with a way out.

use super::{icon, icon_small};
use crate::draw::{Draw, El, View, button, el, group};
use crate::signals::{Memo, RwSignal};
use crate::texts::{t, text};

/// A field.
pub(crate) struct Field {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) value: RwSignal<String>,
    /// What is wrong with it.
    pub(crate) fault: Memo<Option<String>>,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) optional: bool,
}

fn described_by(id: &str, hint: bool) -> String {
    if hint {
        format!("{id}-hint {id}-fault")
    } else {
        format!("{id}-fault")
    }
}

/// The line below a field. It is there from the start, so that screen readers notice when it fills.
fn fault_line(id: &str, fault: Memo<Option<String>>) -> View {
    el("div")
        .attr("id", format!("{id}-fault"))
        .attr("aria-live", "polite")
        .add(move || {
            fault.get().map(|text| {
                el("p")
                    .class("err")
                    .add(icon_small("circle-alert"))
                    .add(el("span").add(text))
            })
        })
        .view()
}

fn hint_line(id: &str, hint: Option<String>) -> Option<View> {
    hint.map(|hint| {
        el("p")
            .class("hint")
            .attr("id", format!("{id}-hint"))
            .add(hint)
            .view()
    })
}

/// A line of text.
pub(crate) fn field(shape: Field) -> View {
    let Field {
        id,
        label,
        hint,
        value,
        fault,
        kind,
        autocomplete,
        optional,
    } = shape;
    let described = described_by(id, hint.is_some());
    el("div")
        .class("field")
        .class_if("bad", move || fault.get().is_some())
        .add(el("label").attr("for", id).add(label).add(optional.then(|| {
            group()
                .add(" ")
                .add(el("span").class("opt").words(text!(OPTIONAL)))
        })))
        .add(
            el("input")
                .class("input big")
                .attr("id", id)
                .attr("name", id)
                .attr("type", kind)
                .attr("autocomplete", autocomplete)
                .attr("autocapitalize", "none")
                .attr("spellcheck", "false")
                .attr("aria-describedby", described)
                .attr("aria-invalid", move || fault.get().is_some().then_some("true"))
                .typed(value),
        )
        .add(hint_line(id, hint))
        .add(fault_line(id, fault))
        .view()
}

/// A password, which can be looked at.
pub(crate) fn password_field(shape: Field, below: impl Draw) -> View {
    let Field {
        id,
        label,
        hint,
        value,
        fault,
        autocomplete,
        ..
    } = shape;
    let shown = RwSignal::new(false);
    let described = described_by(id, hint.is_some());
    let label_of_eye = move || {
        if shown.get() {
            t!(PASSWORD_HIDE)
        } else {
            t!(PASSWORD_SHOW)
        }
    };
    el("div")
        .class("field")
        .class_if("bad", move || fault.get().is_some())
        .add(el("label").attr("for", id).add(label))
        .add(
            el("div")
                .class("affix")
                .add(
                    el("input")
                        .class("input big")
                        .attr("id", id)
                        .attr("name", id)
                        .attr("type", move || if shown.get() { "text" } else { "password" })
                        .attr("autocomplete", autocomplete)
                        .attr("autocapitalize", "none")
                        .attr("spellcheck", "false")
                        .attr("aria-describedby", described)
                        .attr("aria-invalid", move || fault.get().is_some().then_some("true"))
                        .typed(value),
                )
                .add(
                    button("btn icon-only small")
                        .attr("aria-label", label_of_eye)
                        .attr("title", label_of_eye)
                        .on("click", move |_| shown.update(|shown| *shown = !*shown))
                        .add(move || icon(if shown.get() { "eye-off" } else { "eye" })),
                ),
        )
        .add(hint_line(id, hint))
        .add(fault_line(id, fault))
        .add(below)
        .view()
}

/// A code of six digits. Spaces in what is pasted do not matter.
pub(crate) fn code_field(
    id: &'static str,
    hint: String,
    value: RwSignal<String>,
    fault: Memo<Option<String>>,
) -> View {
    digits_field(id, t!(CODE_LABEL), "input code-one", hint, value, fault)
}

/// As [`code_field`], for the eight digits of a mail.
pub(crate) fn mailed_code_field(
    id: &'static str,
    hint: String,
    value: RwSignal<String>,
    fault: Memo<Option<String>>,
) -> View {
    digits_field(
        id,
        t!(REGISTER_CODE_LABEL),
        "input code-one long",
        hint,
        value,
        fault,
    )
}

fn digits_field(
    id: &'static str,
    label: String,
    class: &'static str,
    hint: String,
    value: RwSignal<String>,
    fault: Memo<Option<String>>,
) -> View {
    let described = described_by(id, true);
    el("div")
        .class("field")
        .class_if("bad", move || fault.get().is_some())
        .add(el("label").attr("for", id).add(label))
        .add(
            el("input")
                .class(class)
                .attr("id", id)
                .attr("name", id)
                .attr("type", "text")
                .attr("inputmode", "numeric")
                .attr("autocomplete", "one-time-code")
                .attr("maxlength", "12")
                .attr("aria-describedby", described)
                .attr("aria-invalid", move || fault.get().is_some().then_some("true"))
                .typed(value),
        )
        .add(
            el("p")
                .class("hint row")
                .attr("id", format!("{id}-hint"))
                .add(icon_small("timer"))
                .add(el("span").add(hint)),
        )
        .add(fault_line(id, fault))
        .view()
}

/// The button that sends a form. It stays where the focus is while the answer is awaited, and says what is being done.
pub(crate) fn submit_button(
    class: &'static str,
    busy: RwSignal<bool>,
    words: fn() -> String,
    busy_words: impl Fn() -> String + 'static,
) -> El {
    el("button")
        .attr("type", "submit")
        .class(class)
        .attr("aria-disabled", move || busy.get().then_some("true"))
        .add(move || if busy.get() { busy_words() } else { words() })
}
