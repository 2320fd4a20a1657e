//! Asks for a fallback until there is one: whoever loses the authenticator app without backup codes and
//! recovery words loses the letters.

use crate::draw::{View, button, el, group};
use crate::kit::icon;
use crate::place::{Place, Section};
use crate::state::App;
use crate::texts::text;

/// The banner, where there is none and it was not put off for this visit.
pub(super) fn banner(app: App) -> View {
    let wanted = move || {
        let none = app.session.me.with(|me| {
            me.as_ref()
                .is_some_and(|me| me.backup_codes_left == 0 && me.recovery.words_made_ms.is_none())
        });
        none && !app.session.fallback_put_off.get()
    };
    group()
        .add(move || {
            wanted().then(|| {
                el("div").class("banner").add(icon("smartphone")).add(
                    el("div")
                        .add(el("p").class("t").words(text!(FALLBACK_WANTED)))
                        .add(el("p").words(text!(FALLBACK_WANTED_MORE)))
                        .add(
                            el("p")
                                .class("row wrap acts")
                                .add(
                                    el("a")
                                        .class("btn secondary small")
                                        .attr("href", Place::Settings(Section::Security).path())
                                        .words(text!(BACKUP_CODES_MAKE)),
                                )
                                .add(
                                    button("btn quiet small")
                                        .on("click", move |_| app.session.fallback_put_off.set(true))
                                        .words(text!(NOT_NOW)),
                                ),
                        ),
                )
            })
        })
        .view()
}
