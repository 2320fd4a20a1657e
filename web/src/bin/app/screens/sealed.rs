//! A letter that tells its sender when it is opened: that is said before, and opening is a choice.

use super::row;
use crate::draw::{View, button, el, group};
use crate::kit::{icon, symbol, trust_mark};
use crate::place::Place;
use crate::plain::{called, clean};
use crate::signals::RwSignal;
use crate::texts::{Theirs, t, text, times};
use client::view::Row;

/// The view. Without a row nothing is known of the letter, and the words say so.
pub(super) fn sealed(row: Option<Row>, opened: RwSignal<bool>) -> View {
    let sender = row.as_ref().and_then(|row| row.people.first().cloned());
    let name = sender
        .as_ref()
        .map(|sender| called(&sender.name, &sender.address).to_owned());
    let who = name.clone().map_or_else(
        || t!(SEALED_SOMEONE),
        |name| t!(SEALED_TOLD, name = Theirs(&name)),
    );
    let facts = row.as_ref().map(|row| {
        let sent = t!(SENT_AT, moment = times::moment(row.arrived_ms));
        match row.expires_ms {
            0 => sent,
            until => format!("{sent} · {}", t!(READABLE_UNTIL, day = times::day(until))),
        }
    });
    let subject = row.as_ref().map(row::subject);
    el("div")
        .class("sealed")
        .add(symbol("env", "a-letter"))
        .add(
            el("div")
                .class("stack tight middle")
                .add(sender.map(|sender| {
                    el("p")
                        .class("row wrap middle")
                        .add(el("b").add(el("bdi").add(clean(called(&sender.name, &sender.address)))))
                        .add(trust_mark(&sender))
                }))
                .add(el("h1").class("display").add(subject.map_or_else(
                    || group().words(text!(SEALED)).view(),
                    |subject| el("bdi").add(subject).view(),
                )))
                .add(facts.map(|facts| el("p").class("muted").add(facts))),
        )
        .add(
            el("div")
                .class("announce")
                .add(
                    el("p")
                        .class("row strong")
                        .add(icon("bell-ring"))
                        .add(el("span").add(who)),
                )
                .add(
                    el("ul")
                        .class("bullets mid muted")
                        .add(el("li").words(text!(SEALED_WHEN)))
                        .add(el("li").words(text!(SEALED_HOW)))
                        .add(el("li").words(text!(SEALED_NOT_WHERE))),
                ),
        )
        .add(
            el("div")
                .class("row wrap middle")
                .add(
                    button("btn primary big")
                        .on("click", move |_| {
                            opened.set(true);
                            super::letter::focus_heading();
                        })
                        .add(icon("mail-open"))
                        .words(text!(BREAK_SEAL)),
                )
                .add(
                    el("a")
                        .class("btn secondary big")
                        .attr("href", Place::INBOX.path())
                        .words(text!(NOT_NOW)),
                ),
        )
        .add(
            el("p")
                .class("small muted narrow")
                .words(text!(SEALED_TERMS))
                .add(" ")
                .add(
                    el("a")
                        .attr("href", "/settings/security")
                        .words(text!(SEALED_SETTING)),
                ),
        )
        .view()
}
