//! Where the account is signed in, signing out there, and what happened to the access to it.

use super::events::{Events, events};
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Tone, banner, icon, letter_skeleton, trouble_banner};
use crate::plain::clean;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::Trouble;
use client::Error;
use client::view::OpenSession;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// Where the focus goes when the button that had it is gone.
const LIST: &str = "devices-list";
/// What the server calls a client that is no browser.
const PROGRAM: &str = "program";
/// Systems of things that lie in a hand.
const HANDHELD: [&str; 3] = ["Android", "iOS", "iPadOS"];

/// The two lists: each stands where the other does not come.
#[derive(Clone, Copy)]
struct Lists {
    app: App,
    sessions: RwSignal<Option<Result<Vec<OpenSession>, Trouble>>>,
    events: Events,
}

/// The section.
pub(super) fn devices(app: App) -> View {
    let lists = Lists {
        app,
        sessions: RwSignal::new(None),
        events: Events::new(app),
    };
    fetch(lists);
    group()
        .add(move || match lists.sessions.get() {
            None => letter_skeleton(t!(LOADING)),
            Some(Err(trouble)) => trouble_banner(
                "devices-trouble",
                trouble,
                el("p").class("acts").add(
                    button("btn secondary small")
                        .on("click", move |_| fetch(lists))
                        .words(text!(TRY_AGAIN)),
                ),
            ),
            Some(Ok(sessions)) => list(lists, sessions),
        })
        .add(events(lists.events))
        .view()
}

fn fetch(lists: Lists) {
    spawn_local(async move {
        let answer = match lists.app.ask(Ask::Sessions).await {
            Ok(Answer::Sessions(sessions)) => Ok(sessions),
            Ok(_) => Err(Error::BadAnswer(String::new())),
            Err(error) => Err(error),
        };
        lists
            .sessions
            .set(Some(answer.map_err(|error| Trouble::from(&error))));
    });
}

fn list(lists: Lists, sessions: Vec<OpenSession>) -> View {
    let others = sessions.iter().any(|session| !session.is_this);
    let rows = sessions
        .into_iter()
        .map(|session| row(lists, session))
        .collect::<Vec<_>>();
    let act = if others {
        el("p").class("acts").add(
            button("btn secondary small")
                .on("click", move |_| {
                    end(lists, Ask::EndOtherSessions, t!(DEVICES_ENDED_OTHERS));
                })
                .add(icon("log-out"))
                .words(text!(DEVICES_END_OTHERS)),
        )
    } else {
        el("p").words(text!(DEVICES_ONLY))
    };
    group()
        .add(el("p").class("muted").words(text!(DEVICES_LEAD)))
        .add(
            el("div")
                .class("card")
                .attr("id", LIST)
                .attr("role", "group")
                .attr("aria-label", text!(DEVICES))
                .attr("tabindex", "-1")
                .add(rows),
        )
        .add(banner(
            Tone::Plain,
            "shield-check",
            t!(DEVICES_LOST),
            group().add(el("p").words(text!(DEVICES_LOST_MORE))).add(act),
        ))
        .view()
}

fn row(lists: Lists, session: OpenSession) -> View {
    let device = called(&session.device);
    let since = times::moment(session.created_ms);
    let handheld = HANDHELD.iter().any(|system| session.device.ends_with(system));
    let act = if session.is_this {
        el("span")
    } else {
        let label = t!(DEVICE_END_NAMED, device = Theirs(&device), since = since.as_str());
        let ended = t!(DEVICE_ENDED, device = Theirs(&device));
        button("btn secondary small")
            .attr("aria-label", label)
            .on("click", move |_| {
                let session_id = session.session_id;
                end(lists, Ask::EndSession { session_id }, ended.clone());
            })
            .words(text!(DEVICE_END))
    };
    let this = session
        .is_this
        .then(|| el("span").class("badge info").words(text!(DEVICE_THIS)));
    let used = times::moment(session.seen_ms);
    let net = (!session.net.is_empty()).then(|| {
        el("p")
            .class("small")
            .add(t!(DEVICE_NET, net = Theirs(&session.net)))
    });
    el("div")
        .class("set-row")
        .add(icon(if handheld { "smartphone" } else { "monitor" }))
        .add(
            el("div")
                .add(
                    el("h2")
                        .class("h-row")
                        .add(el("bdi").add(device))
                        .add(this.map(|this| group().add(" ").add(this))),
                )
                .add(el("p").add(t!(DEVICE_TIMES, since = since, used = used)))
                .add(net),
        )
        .add(act)
        .view()
}

/// Ends what was asked for, says so, and draws what is left.
fn end(lists: Lists, ask: Ask, done: String) {
    spawn_local(async move {
        match lists.app.ask(ask).await {
            Ok(_) => {
                lists.app.notices.tell(done);
                fetch(lists);
                lists.events.renew();
                browser::focus_soon(LIST);
            }
            Err(error) => lists.app.notices.tell(Trouble::from(&error).line()),
        }
    });
}

/// A device as people call it.
fn called(device: &str) -> String {
    match device {
        "" => t!(DEVICE_UNKNOWN),
        PROGRAM => t!(DEVICE_PROGRAM),
        device => clean(device),
    }
}
