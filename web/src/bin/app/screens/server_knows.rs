//! What the server knows about a letter, and what it does not.

use crate::draw::{View, el};
use crate::kit::{icon, icon_small, rule};
use crate::plain::{called, clean};
use crate::texts::{Theirs, intl::size, t, text, times};
use client::view::{Letter, ReceiptState};

/// The panel.
pub(super) fn server_knows(letter: &Letter) -> View {
    let sender = called(&letter.from.name, &letter.from.address).to_owned();
    let readers = letter.to.len() + letter.cc.len();
    let whom = if letter.mine {
        t!(KNOWS_YOU_WROTE, count = readers)
    } else {
        t!(KNOWS_WROTE, name = Theirs(&sender))
    };
    let when = match letter.opened_ms {
        Some(opened) => t!(
            KNOWS_WHEN_OPENED,
            opened = times::moment(opened),
            sent = times::moment(letter.arrived_ms)
        ),
        None => t!(KNOWS_WHEN, sent = times::moment(letter.arrived_ms)),
    };
    let mut known = vec![
        ("at-sign", whom),
        ("clock", when),
        ("hard-drive", t!(KNOWS_SIZE, size = size(letter.size_bytes))),
    ];
    if !letter.attachments.is_empty() {
        known.push((
            "paperclip",
            t!(KNOWS_ATTACHMENTS, count = letter.attachments.len()),
        ));
    }
    if letter.receipt != ReceiptState::NotAsked {
        known.push(("bell-ring", t!(KNOWS_RECEIPT)));
    }
    if letter.expires_ms > 0 {
        known.push(("calendar", t!(KNOWS_EXPIRY, day = times::day(letter.expires_ms))));
    }
    if !letter.public_label.is_empty() {
        known.push((
            "tag",
            t!(KNOWS_LABEL, label = Theirs(&clean(&letter.public_label))),
        ));
    }
    known.push(("folder", t!(KNOWS_FOLDER)));
    let unknown = [t!(UNKNOWN_TEXT), t!(UNKNOWN_FILES), t!(UNKNOWN_NAMES)]
        .map(|text| ("lock", text))
        .to_vec();
    el("aside")
        .class("knows")
        .attr("aria-label", text!(SERVER_KNOWS))
        .add(
            el("div")
                .class("card")
                .add(
                    el("header")
                        .add(icon("server"))
                        .add(el("h2").class("h-card").words(text!(SERVER_KNOWS))),
                )
                .add(
                    el("div")
                        .class("body stack")
                        .add(facts("sees", known))
                        .add(rule())
                        .add(el("h3").class("h-sect").words(text!(SERVER_DOES_NOT_KNOW)))
                        .add(facts("sees hidden-from", unknown)),
                ),
        )
        .view()
}

fn facts(class: &'static str, facts: Vec<(&'static str, String)>) -> View {
    let items = facts
        .into_iter()
        .map(|(name, text)| el("li").add(icon_small(name)).add(el("span").add(text)))
        .collect::<Vec<_>>();
    el("ul").class(class).add(items).view()
}
