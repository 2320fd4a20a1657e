//! The people one has written with, and whether one has made sure that it is them.

use crate::draw::{El, View, button, el, group};
use crate::kit::{
    Tone, avatar, banner, icon, icon_with, letter_skeleton, symbol, trouble_banner, trust_mark,
};
use crate::plain::{called, clean};
use crate::signals::RwSignal;
use crate::state::App;
use crate::state::writing::Begin;
use crate::texts::{Theirs, t, text};
use crate::trouble::Trouble;
use client::Error;
use client::view::{Person, Trust};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// The section.
pub(super) fn contacts(app: App) -> View {
    let found = RwSignal::new(None::<Result<Vec<Person>, Trouble>>);
    let fetch = move || {
        spawn_local(async move {
            let answer = match app
                .ask(Ask::Contacts {
                    prefix: String::new(),
                })
                .await
            {
                Ok(Answer::Contacts(all)) => Ok(all),
                Ok(_) => Err(Trouble::from(&Error::BadAnswer(String::new()))),
                Err(error) => Err(Trouble::from(&error)),
            };
            found.set(Some(answer));
        });
    };
    fetch();
    group()
        .add(move || match found.get() {
            None => letter_skeleton(t!(LOADING)),
            Some(Err(trouble)) => trouble_banner(
                "contacts-trouble",
                trouble,
                el("p").class("acts").add(
                    button("btn secondary small")
                        .on("click", move |_| fetch())
                        .words(text!(TRY_AGAIN)),
                ),
            ),
            Some(Ok(all)) if all.is_empty() => el("div")
                .class("empty")
                .add(symbol("art-open", "a-open"))
                .add(el("p").class("display").words(text!(CONTACTS_NONE)))
                .add(el("p").words(text!(CONTACTS_NONE_MORE)))
                .view(),
            Some(Ok(all)) => group()
                .add(banner(
                    Tone::Info,
                    "badge-check",
                    t!(COMPARE),
                    el("p").words(text!(COMPARE_MORE)),
                ))
                .add(
                    el("div")
                        .class("stack near")
                        .add(all.into_iter().map(|one| person(app, one)).collect::<Vec<_>>()),
                )
                .view(),
        })
        .view()
}

fn person(app: App, of: Person) -> View {
    let person = RwSignal::new(of.clone());
    let number = RwSignal::new(None::<Result<String, Trouble>>);
    let wanted = of.address.clone();
    // The number takes some computing, and is wanted of one person at a time.
    let find_number = move || {
        let address = wanted.clone();
        number.set(None);
        spawn_local(async move {
            number.set(Some(match app.ask(Ask::Contact { address }).await {
                Ok(Answer::Contact(contact)) => Ok(contact.safety_number),
                Ok(_) => Err(Trouble::from(&Error::BadAnswer(String::new()))),
                Err(error) => Err(Trouble::from(&error)),
            }));
        });
    };
    let name = called(&of.name, &of.address).to_owned();
    let shown = clean(&name);
    let address = of.address.clone();
    let set = move |verified: bool| {
        let ask = Ask::SetVerified {
            address: address.clone(),
            compared: number.get_untracked().and_then(Result::ok).filter(|_| verified),
        };
        let name = name.clone();
        spawn_local(async move {
            match app.ask(ask).await {
                Ok(_) => {
                    person.update(|person| {
                        person.trust = if verified { Trust::Verified } else { Trust::Known }
                    });
                    let words = if verified {
                        t!(NOW_VERIFIED, name = Theirs(&name))
                    } else {
                        t!(NOT_VERIFIED, name = Theirs(&name))
                    };
                    app.notices.tell(words);
                }
                Err(error) => app.notices.tell(Trouble::from(&error).line()),
            }
        });
    };
    let mark = move || {
        let set = set.clone();
        if person.with(|person| person.trust == Trust::Verified) {
            button("btn quiet small")
                .on("click", move |_| set(false))
                .words(text!(UNVERIFY))
                .view()
        } else {
            button("btn secondary small")
                .on("click", move |_| set(true))
                .add(icon("badge-check"))
                .words(text!(VERIFY))
                .view()
        }
    };
    let to = of.address.clone();
    el("details")
        .class("person")
        .on("toggle", move |_| {
            if number.with_untracked(|number| !matches!(number, Some(Ok(_)))) {
                find_number();
            }
        })
        .add(
            el("summary")
                .add(avatar("", &of.name, &of.address))
                .add(
                    el("span")
                        .class("grow")
                        .add(el("b").class("ell line").add(el("bdi").add(shown.clone())))
                        .add(el("bdi").class("small muted ell line").add(clean(&of.address))),
                )
                .add(move || trust_mark(&person.get()))
                .add(icon_with("icon chev", "chevron-down")),
        )
        .add(
            el("div")
                .class("inside")
                .add(
                    el("p")
                        .class("mid muted")
                        .add(t!(SAFETY_NUMBER_LEAD, name = Theirs(&shown))),
                )
                .add(move || match number.get() {
                    None => el("p").class("safety-number").attr("aria-busy", "true").add("…"),
                    Some(Ok(number)) => el("p")
                        .class("safety-number")
                        .attr("translate", "no")
                        .attr("role", "group")
                        .attr("aria-label", text!(SAFETY_NUMBER))
                        .add(fives(&number)),
                    Some(Err(trouble)) => el("p").class("muted").add(trouble.line()),
                })
                .add(
                    el("div").class("row wrap").add(mark).add(
                        button("btn quiet small")
                            .on("click", move |_| app.write(Begin::To(to.clone())))
                            .add(icon("square-pen"))
                            .words(text!(WRITE)),
                    ),
                ),
        )
        .view()
}

/// Sixty digits in groups that can be read aloud.
fn fives(number: &str) -> View {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits
        .chunks(5)
        .map(|five| {
            group()
                .add(el("span").add(five.iter().collect::<String>()))
                .add(" ")
        })
        .fold(group(), El::add)
        .view()
}
