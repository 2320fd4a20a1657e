//! An open letter: who wrote, to whom, what, and what can be done with it.

use super::letter_files::files;
use super::server_knows::server_knows;
use crate::browser;
use crate::draw::{El, View, button, el, group};
use crate::kit::{Tone, avatar, banner, icon, rule, trust_mark};
use crate::plain::{Piece, called, clean, clean_text, pieces};
use crate::signals::StoredValue;
use crate::state::App;
use crate::state::writing::Begin;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::log_fault;
use client::view::{Letter, Person, ReceiptState, Trust};

/// The view.
pub(super) fn letter(app: App, letter: Letter) -> View {
    let letter = StoredValue::new(letter);
    el("div")
        .class("read-grid")
        .add(
            el("article")
                .class("letter")
                .add(letter.with_value(|letter| {
                    group()
                        .add(
                            el("div")
                                .class("stack tight")
                                .add(
                                    el("h1")
                                        .attr("tabindex", "-1")
                                        .add(el("bdi").add(subject(letter))),
                                )
                                .add(expiry(letter)),
                        )
                        .add(from(app, letter))
                        .add(receipt(letter))
                        .add(first_contact(letter))
                        .add(prose(&letter.body))
                        .add(files(app, letter))
                }))
                .add(rule())
                .add(answers(app, letter)),
        )
        .add(letter.with_value(server_knows))
        .view()
}

/// Puts the focus on the letter's heading, once it is drawn.
pub(super) fn focus_heading() {
    browser::after(40, || {
        if let Some(heading) = browser::find(".reading h1") {
            browser::focus(&heading);
        }
    });
}

fn subject(letter: &Letter) -> String {
    let subject = clean(&letter.subject);
    if subject.trim().is_empty() {
        t!(NO_SUBJECT)
    } else {
        subject
    }
}

fn expiry(letter: &Letter) -> Option<View> {
    let until = (letter.expires_ms > 0).then(|| t!(READABLE_UNTIL, day = times::day(letter.expires_ms)));
    let changed = letter.expiry_changed.then(|| t!(LAST_DAY_WAS_CHANGED));
    let recalled = letter
        .recalled_ms
        .map(|moment| t!(LETTER_RECALLED, moment = times::moment(moment)));
    let facts: Vec<_> = [until, changed, recalled].into_iter().flatten().collect();
    (!facts.is_empty()).then(|| el("p").class("small muted").add(facts.join(" · ")).view())
}

fn name_of(person: &Person) -> String {
    called(&person.name, &person.address).to_owned()
}

fn from(app: App, letter: &Letter) -> View {
    let sender = &letter.from;
    let shown = clean(&name_of(sender));
    let address =
        (shown != sender.address).then(|| el("bdi").class("muted small address").add(clean(&sender.address)));
    el("header")
        .class("from")
        .add(avatar("l", &sender.name, &sender.address))
        .add(
            el("div")
                .add(
                    el("p")
                        .class("who")
                        .add(el("b").add(el("bdi").add(shown)))
                        .add(address)
                        .add(trust_mark(sender)),
                )
                .add(el("p").class("to").add(recipients(app, letter)))
                .add(el("p").class("to").add(who_can_read(app, letter))),
        )
        .add(el("time").add(times::moment(letter.arrived_ms)))
        .view()
}

/// `to you and Anna, copy to Bo`
fn recipients(app: App, letter: &Letter) -> String {
    let own = app.session.address();
    let names = |people: &[Person]| {
        let names: Vec<_> = people
            .iter()
            .map(|person| {
                if person.address == own {
                    t!(YOU)
                } else {
                    crate::plain::isolate(&clean(&name_of(person)))
                }
            })
            .collect();
        names.join(", ")
    };
    let to = t!(LETTER_TO, names = names(&letter.to));
    if letter.cc.is_empty() {
        to
    } else {
        format!("{to} · {}", t!(LETTER_CC, names = names(&letter.cc)))
    }
}

fn who_can_read(app: App, letter: &Letter) -> String {
    let own = app.session.address();
    let mut others: Vec<&Person> = Vec::new();
    for person in std::iter::once(&letter.from).chain(&letter.to).chain(&letter.cc) {
        if person.address != own && others.iter().all(|other| other.address != person.address) {
            others.push(person);
        }
    }
    match others.as_slice() {
        [] => t!(ONLY_YOU),
        [one] => t!(ONLY_YOU_AND, name = Theirs(&name_of(one))),
        [one, two] => t!(
            ONLY_YOU_AND_TWO,
            first = Theirs(&name_of(one)),
            second = Theirs(&name_of(two))
        ),
        [one, rest @ ..] => t!(
            ONLY_YOU_AND_MORE,
            count = rest.len(),
            first = Theirs(&name_of(one))
        ),
    }
}

fn receipt(letter: &Letter) -> Option<View> {
    let name = name_of(&letter.from);
    match letter.receipt {
        ReceiptState::NotAsked => None,
        ReceiptState::Withheld => Some(banner(
            Tone::Plain,
            "eye-off",
            t!(RECEIPT_WITHHELD, name = Theirs(&name)),
            el("p").words(text!(RECEIPT_WITHHELD_MORE)),
        )),
        ReceiptState::Given { logged_ms } => Some(banner(
            Tone::Plain,
            "eye",
            t!(RECEIPT_GIVEN, name = Theirs(&name)),
            el("p").add(t!(RECEIPT_GIVEN_MORE, moment = times::moment(logged_ms))),
        )),
        ReceiptState::Refused(fault) => {
            let trouble = log_fault(fault);
            Some(banner(
                Tone::Bad,
                "triangle-alert",
                t!(RECEIPT_REFUSED, name = Theirs(&name)),
                el("p").add(trouble.line()),
            ))
        }
    }
}

fn first_contact(letter: &Letter) -> Option<View> {
    (letter.from.trust == Trust::New && !letter.mine).then(|| {
        banner(
            Tone::Plain,
            "user-plus",
            t!(FIRST_CONTACT, address = Theirs(&letter.from.address)),
            el("p").words(text!(FIRST_CONTACT_MORE)).add(" ").add(
                el("a")
                    .attr("href", "/settings/contacts")
                    .words(text!(FIRST_CONTACT_LINK)),
            ),
        )
    })
}

/// The text as paragraphs. Nothing in it acts but web addresses, which are shown in full.
fn prose(body: &str) -> View {
    let body = clean_text(body);
    let paragraphs = body
        .split("\n\n")
        .map(|paragraph| paragraph.trim_matches('\n'))
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| {
            let quote = paragraph.lines().all(|line| line.starts_with('>'));
            let lines = paragraph
                .lines()
                .enumerate()
                .map(|(number, line)| group().add((number > 0).then(|| el("br"))).add(words(line)));
            let lines = lines.collect::<Vec<_>>();
            if quote {
                el("blockquote").attr("dir", "auto").add(lines).view()
            } else {
                el("p").attr("dir", "auto").add(lines).view()
            }
        })
        .collect::<Vec<_>>();
    el("div").class("prose").add(paragraphs).view()
}

fn words(line: &str) -> View {
    pieces(line)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => group().add(words).view(),
            Piece::Link(address) => el("a")
                .attr("href", address.to_owned())
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer nofollow")
                .add(address.to_owned())
                .view(),
        })
        .fold(group(), El::add)
        .view()
}

fn answers(app: App, letter: StoredValue<Letter>) -> View {
    let boxed = move || Box::new(letter.get_value());
    let several = letter.with_value(|letter| letter.to.len() + letter.cc.len() > 1);
    el("div")
        .class("reply-bar fixed")
        .add(
            button("btn primary")
                .on("click", move |_| app.write(Begin::Reply(boxed())))
                .add(icon("reply"))
                .words(text!(REPLY)),
        )
        .add(several.then(|| {
            button("btn secondary")
                .on("click", move |_| app.write(Begin::ReplyAll(boxed())))
                .add(icon("reply-all"))
                .words(text!(REPLY_ALL))
        }))
        .add(
            button("btn secondary")
                .on("click", move |_| app.write(Begin::Forward(boxed())))
                .add(icon("forward"))
                .words(text!(FORWARD)),
        )
        .add(
            button("btn quiet wide-only")
                .on("click", move |_| browser::print())
                .add(icon("printer"))
                .words(text!(PRINT)),
        )
        .view()
}
