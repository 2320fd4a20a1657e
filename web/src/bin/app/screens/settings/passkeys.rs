//! Passkeys of the account: which there are, one more, one less. Each change uses the confirmation up, and closes this.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, letter_skeleton, submit_button, trouble_in};
use crate::passkey;
use crate::plain::clean;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{Theirs, t, text, times};
use crate::trouble::{self, Trouble};
use api::limits::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX};
use client::Error;
use client::view::Passkey;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};
use web_sys::Event;

const NAME: &str = "passkey-name";
const TROUBLE: &str = "passkeys-trouble";

/// What is being typed, and what there is.
#[derive(Clone, Copy)]
struct Form {
    known: RwSignal<Option<Vec<Passkey>>>,
    name: RwSignal<String>,
    checked: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The panel; `close` when it has done its work or is not wanted.
pub(super) fn passkeys(app: App, close: impl Fn() + Copy + 'static) -> View {
    let form = Form {
        known: RwSignal::new(None),
        name: RwSignal::new(String::new()),
        checked: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    spawn_local(async move {
        match app.ask(Ask::Passkeys).await.and_then(read) {
            Ok(known) => form.known.set(Some(known)),
            Err(error) => form.trouble.set(Some(Trouble::from(&error))),
        }
    });
    el("div")
        .class("padded stack")
        .add(trouble_in(TROUBLE, form.trouble))
        .add(move || match form.known.get() {
            None if form.trouble.with(Option::is_some) => View::none(),
            None => letter_skeleton(t!(LOADING)),
            Some(known) => inside(app, form, known, close),
        })
        .add(
            el("p").add(
                button("btn quiet")
                    .on("click", move |_| close())
                    .words(text!(CLOSE)),
            ),
        )
        .view()
}

fn inside(app: App, form: Form, known: Vec<Passkey>, close: impl Fn() + Copy + 'static) -> View {
    let is_full = known.len() >= PASSKEYS_MAX;
    let rows: Vec<_> = known
        .into_iter()
        .map(|passkey| row(app, form, passkey, close))
        .collect();
    let list = (!rows.is_empty()).then(|| {
        el("ul")
            .class("stack near")
            .attr("aria-label", t!(PASSKEYS))
            .add(rows)
    });
    let more = if is_full {
        el("p").class("muted").words(text!(PASSKEYS_FULL)).view()
    } else {
        add_form(app, form, close)
    };
    group().add(list).add(more).view()
}

fn row(app: App, form: Form, passkey: Passkey, close: impl Fn() + Copy + 'static) -> View {
    let (name, passkey_id) = (clean(&passkey.name), passkey.passkey_id);
    let since = times::day(passkey.created_ms);
    let state = match passkey.used_ms {
        Some(used_ms) => t!(PASSKEY_TIMES, since = since, used = times::moment(used_ms)),
        None => t!(PASSKEY_UNUSED, since = since),
    };
    let remove = move |_| {
        if !form.busy.get_untracked() {
            let removing = async move { app.ask(Ask::RemovePasskey { passkey_id }).await.and_then(read) };
            spawn_local(change(app, form, t!(PASSKEY_REMOVED), close, async move {
                removing.await.map_err(|error| Trouble::from(&error))
            }));
        }
    };
    el("li")
        .class("row wrap between")
        .add(
            el("div")
                .add(el("bdi").add(name.clone()))
                .add(el("p").class("small muted").add(state)),
        )
        .add(
            button("btn secondary small")
                .attr("aria-label", t!(PASSKEY_REMOVE_NAMED, name = Theirs(&name)))
                .on("click", remove)
                .words(text!(PASSKEY_REMOVE)),
        )
        .view()
}

fn add_form(app: App, form: Form, close: impl Fn() + Copy + 'static) -> View {
    let fault = Memo::new(move || {
        let chars = form.name.with(|name| name.trim().chars().count());
        let fits = (1..=PASSKEY_NAME_CHARS_MAX).contains(&chars);
        (form.checked.get() && !fits).then(|| t!(PASSKEY_NAME_FAULT, max = PASSKEY_NAME_CHARS_MAX))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.checked.set(true);
        if fault.get_untracked().is_some() {
            browser::focus_soon(NAME);
        } else if !form.busy.get_untracked() {
            spawn_local(change(app, form, t!(PASSKEY_ADDED), close, add(app, form)));
        }
    };
    el("form")
        .class("stack")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(field(Field {
            id: NAME,
            label: t!(PASSKEY_NAME),
            hint: Some(t!(PASSKEY_NAME_HINT)),
            value: form.name,
            fault,
            kind: "text",
            autocomplete: "off",
            optional: false,
        }))
        .add(el("div").class("row wrap").add(submit_button(
            "btn primary",
            form.busy,
            || t!(PASSKEY_ADD),
            || t!(PASSKEY_WAITING),
        )))
        .view()
}

/// Has the browser make one, and the server take it.
async fn add(app: App, form: Form) -> Result<Vec<Passkey>, Trouble> {
    let in_words = |error: Error| Trouble::from(&error);
    let started = app.ask(Ask::StartPasskey).await.map_err(in_words)?;
    let Answer::PasskeyAsked(options) = started else {
        return Err(in_words(Error::BadAnswer(String::new())));
    };
    let credential = passkey::create(&options).await.map_err(trouble::passkey)?;
    let name = form.name.get_untracked();
    let added = app.ask(Ask::AddPasskey { credential, name }).await;
    added.and_then(read).map_err(in_words)
}

/// Carries a change out, and says what came of it.
async fn change(
    app: App,
    form: Form,
    done: String,
    close: impl Fn(),
    changing: impl Future<Output = Result<Vec<Passkey>, Trouble>>,
) {
    form.busy.set(true);
    form.trouble.set(None);
    let changed = changing.await;
    form.busy.set(false);
    match changed {
        Ok(known) => {
            let count = u32::try_from(known.len()).unwrap_or_default();
            let opening = known.iter().filter(|one| one.opens_since_ms.is_some()).count();
            app.session.me.update(|me| {
                if let Some(me) = me {
                    me.passkeys = count;
                    me.opening_passkeys = u32::try_from(opening).unwrap_or_default();
                }
            });
            app.session.confirmation_is_used_up();
            app.notices.tell(done);
            close();
        }
        Err(trouble) => {
            form.trouble.set(Some(trouble));
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
