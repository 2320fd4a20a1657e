//! Language, day or night, time to think again, keys.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::icon;
use crate::prefs::{Theme, UNDO_S};
use crate::screens::keys;
use crate::state::App;
use crate::texts::{LANGUAGES, keys as texts, t, text};
use crate::trouble::Trouble;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The section.
pub(super) fn look(app: App) -> View {
    group()
        .add(
            el("div")
                .class("card")
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("globe"))
                        .add(
                            el("div")
                                .add(
                                    el("h2")
                                        .class("h-row")
                                        .add(el("label").attr("for", "language").words(text!(LANGUAGE))),
                                )
                                .add(el("p").words(text!(LANGUAGE_HINT))),
                        )
                        .add(language(app)),
                )
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("moon"))
                        .add(
                            el("div")
                                .add(el("h2").class("h-row").words(text!(LOOK)))
                                .add(el("p").words(text!(LOOK_HINT))),
                        )
                        .add(theme(app)),
                )
                .add(
                    el("div")
                        .class("set-row")
                        .add(icon("undo-2"))
                        .add(
                            el("div")
                                .add(el("h2").class("h-row").words(text!(UNDO_TIME)))
                                .add(el("p").words(text!(UNDO_TIME_HINT))),
                        )
                        .add(undo(app)),
                ),
        )
        .add(
            el("div")
                .class("card padded")
                .add(keys::switch(app, "keys-switch")),
        )
        .add(
            el("p").add(
                button("btn quiet")
                    .on("click", move |_| app.help.set(true))
                    .add(icon("keyboard"))
                    .words(text!(KEYS_SHOW)),
            ),
        )
        .view()
}

fn language(app: App) -> View {
    let options = LANGUAGES
        .iter()
        .map(|language| {
            let selected = language.code == app.prefs.language();
            el("option")
                .attr("value", language.code)
                .attr("lang", language.code)
                .attr("selected", selected)
                .add(language.text(texts::LANGUAGE_NAME))
        })
        .collect::<Vec<_>>();
    let change = move |code: String| {
        app.prefs.choose_language(&code);
        browser::focus_soon("language");
        spawn_local(async move {
            match app.ask(Ask::SetLanguage { language: code }).await {
                Ok(Answer::Me(me)) => app.session.me.set(Some(me)),
                Ok(_) => {}
                Err(error) => app.notices.tell(Trouble::from(&error).line()),
            }
        });
    };
    el("select")
        .class("input fit")
        .attr("id", "language")
        .on("change", move |event| change(browser::value_of(&event)))
        .add(options)
        .view()
}

fn undo(app: App) -> View {
    let buttons = UNDO_S
        .into_iter()
        .map(|seconds| {
            let words = match seconds {
                0 => t!(UNDO_TIME_NONE),
                seconds => t!(SPAN_SECONDS, count = seconds),
            };
            el("button")
                .attr("type", "button")
                .attr("aria-pressed", move || {
                    (app.prefs.undo_s.get() == seconds).to_string()
                })
                .on("click", move |_| app.prefs.choose_undo(seconds))
                .add(words)
        })
        .collect::<Vec<_>>();
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", text!(UNDO_TIME))
        .add(buttons)
        .view()
}

fn theme(app: App) -> View {
    let buttons = Theme::ALL
        .into_iter()
        .map(|theme| {
            let words = match theme {
                Theme::System => t!(LOOK_SYSTEM),
                Theme::Light => t!(LOOK_LIGHT),
                Theme::Dark => t!(LOOK_DARK),
            };
            el("button")
                .attr("type", "button")
                .attr("aria-pressed", move || {
                    (app.prefs.theme.get() == theme).to_string()
                })
                .on("click", move |_| app.prefs.choose_theme(theme))
                .add(words)
        })
        .collect::<Vec<_>>();
    el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", text!(LOOK))
        .add(buttons)
        .view()
}
