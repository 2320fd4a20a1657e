//! Small things: icon buttons, switches, rules, and what stands in for something that is on its way.

use super::icon;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::signals::{Memo, RwSignal};

/// Nothing is shown for a wait shorter than this.
const MOMENT_MS: i32 = 300;

/// A button that is an icon. Its words are its label and its title.
pub(crate) fn icon_button(
    class: &'static str,
    name: &'static str,
    label: String,
    run: impl Fn() + 'static,
) -> View {
    button(format!("btn icon-only {class}"))
        .attr("aria-label", label.clone())
        .attr("title", label)
        .on("click", move |_| run())
        .add(icon(name))
        .view()
}

/// A line between things.
pub(crate) fn rule() -> View {
    el("hr").class("rule").view()
}

/// A setting that is on or off.
pub(crate) fn switch_row(
    id: &'static str,
    label: String,
    hint: String,
    on: Memo<bool>,
    change: impl Fn(bool) + 'static,
) -> View {
    let hint_id = format!("{id}-hint");
    el("div")
        .class("opt-row")
        .add(el("label").attr("for", id).add(label))
        .add(el("span").class("hint").attr("id", hint_id.clone()).add(hint))
        .add(
            el("input")
                .class("switch")
                .attr("type", "checkbox")
                .attr("role", "switch")
                .attr("id", id)
                .attr("aria-describedby", hint_id)
                .checked(move || on.get())
                .on("change", move |event| change(browser::is_checked(&event))),
        )
        .view()
}

/// Shows something after a moment, if it is still wanted then.
pub(crate) fn after_a_moment(what: impl Fn() -> View + 'static) -> View {
    let now = RwSignal::new(false);
    browser::after_if_still_here(MOMENT_MS, move || now.set(true));
    group().add(move || now.get().then(&what)).view()
}

fn bone(class: &'static str) -> View {
    el("span").class(format!("sk {class}")).view()
}

/// The shape of a list.
pub(crate) fn list_skeleton(label: String) -> View {
    let rows = (0..8)
        .map(|_| {
            el("div")
                .class("mail bones")
                .add(el("span"))
                .add(bone("w34 tall"))
                .add(bone("w12"))
                .add(bone("w80 sub"))
        })
        .collect::<Vec<_>>();
    el("div")
        .attr("role", "status")
        .attr("aria-label", label)
        .add(rows)
        .view()
}

/// The shape of a letter's text.
pub(crate) fn letter_skeleton(label: String) -> View {
    el("div")
        .class("stack bones")
        .attr("role", "status")
        .attr("aria-label", label)
        .add(bone("w96"))
        .add(bone("w92"))
        .add(bone("w98"))
        .add(bone("w60"))
        .add(bone("gap"))
        .add(bone("w92"))
        .add(bone("w96"))
        .add(bone("w34"))
        .view()
}
