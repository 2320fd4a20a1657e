//! Passkeys that open the mailbox without the password: which do, one more, one less.

use super::again::{Purpose, again};
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Tone, banner, letter_skeleton, trouble_in};
use crate::passkey;
use crate::plain::clean;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::{self, Trouble};
use client::Error;
use client::view::Passkey;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

const TROUBLE: &str = "opening-trouble";
const CHOOSE: &str = "opening-choose";

/// What there is and what came of it.
#[derive(Clone, Copy)]
struct Panel {
    known: RwSignal<Option<Vec<Passkey>>>,
    /// What a passkey is to be asked, once password and code were right.
    asked: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The panel; `close` when it has done its work or is not wanted.
pub(super) fn opening(app: App, close: impl Fn() + Copy + 'static) -> View {
    let panel = Panel {
        known: RwSignal::new(None),
        asked: RwSignal::new(None),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    spawn_local(async move {
        match app.ask(Ask::Passkeys).await.and_then(read) {
            Ok(known) => panel.known.set(Some(known)),
            Err(error) => panel.trouble.set(Some(Trouble::from(&error))),
        }
    });
    el("div")
        .class("padded stack loose")
        .add(banner(
            Tone::Warn,
            "triangle-alert",
            t!(OPENING_WARNING),
            el("p").words(text!(OPENING_WARNING_MORE)),
        ))
        .add(trouble_in(TROUBLE, panel.trouble))
        .add(move || match panel.known.get() {
            None if panel.trouble.with(Option::is_some) => View::none(),
            None => letter_skeleton(t!(LOADING)),
            Some(known) => list(app, panel, known, close),
        })
        .add(move || match panel.asked.get() {
            Some(options) => choose(app, panel, options, close),
            None => allow(app, panel, close),
        })
        .view()
}

fn list(app: App, panel: Panel, known: Vec<Passkey>, close: impl Fn() + Copy + 'static) -> View {
    let rows: Vec<_> = known
        .into_iter()
        .filter_map(|passkey| row(app, panel, passkey, close))
        .collect();
    if rows.is_empty() {
        return View::none();
    }
    el("ul")
        .class("stack near")
        .attr("aria-label", t!(OPENING))
        .add(rows)
        .view()
}

fn row(app: App, panel: Panel, passkey: Passkey, close: impl Fn() + Copy + 'static) -> Option<View> {
    let (name, passkey_id) = (clean(&passkey.name), passkey.passkey_id);
    let since = times::day(passkey.opens_since_ms?);
    let end = move |_| {
        if !panel.busy.get_untracked() {
            let ending = async move {
                let ended = app.ask(Ask::EndOpening { passkey_id }).await.and_then(read);
                ended.map_err(|error| Trouble::from(&error))
            };
            spawn_local(change(app, panel, t!(OPENING_ENDED), close, ending));
        }
    };
    let row = el("li")
        .class("row wrap between")
        .add(
            el("div")
                .add(el("bdi").add(name.clone()))
                .add(el("p").class("small muted").add(t!(OPENING_SINCE, since = since))),
        )
        .add(
            button("btn secondary small")
                .attr("aria-label", t!(OPENING_END_NAMED, name = Theirs(&name)))
                .on("click", end)
                .words(text!(OPENING_END)),
        );
    Some(row.view())
}

/// First password and code.
fn allow(app: App, panel: Panel, close: impl Fn() + Copy + 'static) -> View {
    let done = move |answer| match answer {
        Answer::PasskeyAsked(options) => {
            panel.trouble.set(None);
            panel.asked.set(Some(options));
            browser::focus_soon(CHOOSE);
            true
        }
        _ => false,
    };
    let purpose = Purpose {
        lead: t!(OPENING_LEAD),
        label: t!(PASSWORD),
        between: View::none(),
        ready: || true,
        ask: Ask::StartOpening,
        done,
        class: "btn primary",
        words: || t!(CONTINUE),
        busy_words: || t!(CODE_CHECKING),
        cancel: (t!(CLOSE), close),
    };
    again(app, purpose).class("stack loose").view()
}

/// Then the passkey, by a press of its own: browsers want one for each question.
fn choose(app: App, panel: Panel, options: String, close: impl Fn() + Copy + 'static) -> View {
    let press = move |_| {
        if !panel.busy.get_untracked() {
            let allowing = answer(app, panel, options.clone());
            spawn_local(change(app, panel, t!(OPENING_ALLOWED), close, allowing));
        }
    };
    let words = move || {
        if panel.busy.get() {
            t!(PASSKEY_WAITING)
        } else {
            t!(OPENING_CHOOSE)
        }
    };
    group()
        .add(el("p").words(text!(OPENING_CHOOSE_LEAD)))
        .add(
            el("div")
                .class("row wrap")
                .add(
                    button("btn primary")
                        .attr("id", CHOOSE)
                        .attr("aria-disabled", move || panel.busy.get().then_some("true"))
                        .on("click", press)
                        .add(words),
                )
                .add(
                    button("btn quiet")
                        .on("click", move |_| close())
                        .words(text!(NOT_NOW)),
                ),
        )
        .view()
}

/// Where no passkey answered, it can be asked again; where one answered wrongly, all begins anew.
async fn answer(app: App, panel: Panel, options: String) -> Result<Vec<Passkey>, Trouble> {
    let answer = passkey::get(&options).await.map_err(trouble::opening_passkey)?;
    let allowed = app.ask(Ask::FinishOpening { answer }).await.and_then(read);
    allowed.map_err(|error| {
        panel.asked.set(None);
        Trouble::from(&error)
    })
}

/// Carries a change out, and says what came of it.
async fn change(
    app: App,
    panel: Panel,
    done: String,
    close: impl Fn(),
    changing: impl Future<Output = Result<Vec<Passkey>, Trouble>>,
) {
    panel.busy.set(true);
    panel.trouble.set(None);
    let changed = changing.await;
    panel.busy.set(false);
    match changed {
        Ok(known) => {
            let count = known.iter().filter(|one| one.opens_since_ms.is_some()).count();
            app.session.me.update(|me| {
                if let Some(me) = me {
                    me.opening_passkeys = u32::try_from(count).unwrap_or_default();
                }
            });
            app.notices.tell(done);
            close();
        }
        Err(trouble) => {
            panel.trouble.set(Some(trouble));
            browser::focus_soon(TROUBLE);
        }
    }
}

fn read(answer: Answer) -> Result<Vec<Passkey>, Error> {
    match answer {
        Answer::Passkeys(known) => Ok(known),
        _ => Err(Error::BadAnswer(String::new())),
    }
}
