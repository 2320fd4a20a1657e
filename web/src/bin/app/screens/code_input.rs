//! The code that follows a password: of the authenticator app, or, for whoever is without it, one from paper or one that is
//! sent to the reserve phone. Or a passkey instead.

use super::sign_in::digits;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, code_field, field, icon};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Given};

/// Where a code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    App,
    Paper,
    Phone,
    /// None is typed: the passkey is asked when the form is sent.
    Passkey,
}

/// What is being typed.
#[derive(Clone, Copy)]
pub(super) struct CodeInput {
    value: RwSignal<String>,
    source: RwSignal<Source>,
    sending: RwSignal<bool>,
    by_passkey: bool,
}

/// What a code is asked for with.
pub(super) struct Asking<F> {
    pub(super) id: &'static str,
    pub(super) hint: String,
    pub(super) fault: Memo<Option<String>>,
    /// The last digits of the reserve phone, where there is one.
    pub(super) phone: Option<String>,
    /// Has a code sent there.
    pub(super) send: F,
    /// Where it is said that none was.
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

impl CodeInput {
    /// `by_passkey`: a passkey may be used instead, and is what is offered first.
    pub(super) fn new(by_passkey: bool) -> Self {
        let first = if by_passkey { Source::Passkey } else { Source::App };
        Self {
            value: RwSignal::new(String::new()),
            source: RwSignal::new(first),
            sending: RwSignal::new(false),
            by_passkey,
        }
    }

    /// Whether a passkey is to be asked.
    pub(super) fn is_passkey(self) -> bool {
        self.source.get_untracked() == Source::Passkey
    }

    /// What was typed, as the worker takes it.
    pub(super) fn given(self) -> Given {
        match self.source.get_untracked() {
            Source::Phone => Given::Phone(self.typed()),
            Source::App | Source::Paper | Source::Passkey => Given::Own(self.typed()),
        }
    }

    /// What was typed, without what is no part of a code.
    pub(super) fn typed(self) -> String {
        let typed = self.value.get_untracked();
        match self.source.get_untracked() {
            Source::Paper => typed,
            Source::App | Source::Phone | Source::Passkey => digits(&typed),
        }
    }

    pub(super) fn clear(self) {
        self.value.set(String::new());
    }

    fn turn(self, id: &'static str, source: Source) {
        self.clear();
        self.source.set(source);
        browser::focus_soon(id);
    }

    /// The field, and the ways to other kinds of codes.
    pub(super) fn field(self, app: App, asking: Asking<impl Fn() -> Ask + Copy + 'static>) -> View {
        let Asking {
            id,
            hint,
            fault,
            phone,
            send,
            trouble,
        } = asking;
        let number = phone.clone().unwrap_or_default();
        let by_phone = move |_| {
            if self.sending.get_untracked() {
                return;
            }
            self.sending.set(true);
            trouble.set(None);
            spawn_local(async move {
                let answer = app.ask(send()).await;
                self.sending.set(false);
                match answer {
                    Ok(Answer::CodeSent(_)) => self.turn(id, Source::Phone),
                    Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
                    Err(error) => trouble.set(Some(Trouble::from(&error))),
                }
            });
        };
        let way = move |source: Source, words: fn() -> String| {
            move || {
                (self.source.get() != source).then(|| {
                    button("btn quiet small")
                        .on("click", move |_| self.turn(id, source))
                        .add(words)
                })
            }
        };
        group()
            .add(move || match self.source.get() {
                Source::App => code_field(id, hint.clone(), self.value, fault),
                Source::Phone => code_field(
                    id,
                    t!(PHONE_CODE_HINT, number = number.clone()),
                    self.value,
                    fault,
                ),
                Source::Paper => field(Field {
                    id,
                    label: t!(BACKUP_CODE_LABEL),
                    hint: Some(t!(BACKUP_CODE_HINT)),
                    value: self.value,
                    fault,
                    kind: "text",
                    autocomplete: "off",
                    optional: false,
                }),
                Source::Passkey => el("p")
                    .class("row")
                    .attr("id", id)
                    .attr("tabindex", "-1")
                    .add(icon("key-round"))
                    .add(el("span").words(text!(PASSKEY_IN_PLACE)))
                    .view(),
            })
            .add(
                el("div")
                    .class("row wrap")
                    .add(self.by_passkey.then(|| way(Source::Passkey, || t!(PASSKEY_USE))))
                    .add(way(Source::App, || t!(USE_APP)))
                    .add(way(Source::Paper, || t!(USE_BACKUP_CODE)))
                    .add(phone.map(|number| {
                        button("btn quiet small").on("click", by_phone).add(move || {
                            if self.source.get() == Source::Phone {
                                t!(SEND_AGAIN)
                            } else {
                                t!(USE_RESERVE_PHONE, number = number.clone())
                            }
                        })
                    })),
            )
            .view()
    }
}
