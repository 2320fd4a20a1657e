//! What stands around the views before one is signed in: the envelope, the language, a quiet page.

use crate::browser;
use crate::draw::{Draw, View, el};
use crate::kit::{icon_small, mark, symbol};
use crate::state::App;
use crate::texts::{LANGUAGES, keys, t, text};

/// The choice of language.
pub(super) fn language_choice(app: App, id: &'static str) -> View {
    let options = LANGUAGES
        .iter()
        .map(|language| {
            let name = language.text(keys::LANGUAGE_NAME);
            el("option")
                .attr("value", language.code)
                .attr("lang", language.code)
                .attr("selected", language.code == app.prefs.language())
                .add(name)
        })
        .collect::<Vec<_>>();
    el("span")
        .class("row small muted language")
        .add(icon_small("globe"))
        .add(el("label").class("vh").attr("for", id).words(text!(LANGUAGE)))
        .add(
            el("select")
                .class("small")
                .attr("id", id)
                .on("change", move |event| {
                    app.prefs.choose_language(&browser::value_of(&event));
                    browser::focus_soon(id);
                })
                .add(options),
        )
        .view()
}

/// Two halves: a form, and the envelope with what the product promises.
pub(super) fn envelope_page(app: App, inside: impl Draw) -> View {
    let promise = |title: String, text: String| el("li").add(el("b").add(title)).add(text);
    el("div")
        .class("signin")
        .add(
            el("div")
                .class("flap-band")
                .attr("aria-hidden", "true")
                .add(symbol("art", "a-flap"))
                .add(el("span").class("wordmark").add("Forsegla"))
                .add(symbol("seal", "f-seal")),
        )
        .add(
            el("div")
                .class("form")
                .add(
                    el("header")
                        .class("row between head")
                        .add(
                            el("a")
                                .class("brand")
                                .attr("href", "/")
                                .attr("aria-label", "Forsegla")
                                .add(mark()),
                        )
                        .add(language_choice(app, "language-top")),
                )
                .add(
                    el("main")
                        .attr("id", "main")
                        .class("box")
                        .add(super::work::line(app))
                        .add(inside),
                )
                .add(
                    el("footer").class("row wrap small muted").add(
                        el("span")
                            .class("phone-only push")
                            .add(language_choice(app, "language-bottom")),
                    ),
                ),
        )
        .add(
            el("aside")
                .class("envelope")
                .attr("aria-label", text!(PROMISES))
                .add(symbol("art", "a-envelope"))
                .add(
                    el("ul")
                        .class("promise")
                        .add(promise(t!(PROMISE_ONE), t!(PROMISE_ONE_MORE)))
                        .add(promise(t!(PROMISE_TWO), t!(PROMISE_TWO_MORE)))
                        .add(promise(t!(PROMISE_THREE), t!(PROMISE_THREE_MORE))),
                ),
        )
        .view()
}

/// A quiet column.
pub(super) fn quiet_page(app: App, inside: impl Draw) -> View {
    el("div")
        .class("page")
        .add(
            el("header")
                .add(
                    el("a")
                        .class("brand")
                        .attr("href", "/sign-in")
                        .attr("aria-label", "Forsegla")
                        .add(mark()),
                )
                .add(el("span").class("push").add(language_choice(app, "language-top"))),
        )
        .add(
            el("main")
                .attr("id", "main")
                .class("col reg")
                .add(super::work::line(app))
                .add(inside),
        )
        .view()
}
