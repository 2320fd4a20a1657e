//! Adding an authenticator app: the secret as a square and as letters, then its first code. Used when a mailbox is opened
//! and when the app is replaced.

use super::sign_in::digits;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Tone, banner, code_field, icon_small, letter_skeleton, submit_button, trouble_banner};
use crate::place::{Place, Section};
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use client::view::TotpSecret;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Given};
use web_sys::Event;

/// The steps. `fetch` asks for the secret; `first` is the one of a new mailbox.
pub(super) fn enrol(app: App, fetch: Ask, first: bool) -> View {
    let secret = RwSignal::new(None::<Result<TotpSecret, Trouble>>);
    spawn_local(async move {
        let answer = match app.ask(fetch).await {
            Ok(Answer::Secret(found)) => Ok(found),
            Ok(_) => Err(Trouble::from(&Error::BadAnswer(String::new()))),
            Err(error) => {
                // The right to go on came with the password, and it is over.
                if first
                    && matches!(error, Error::OutOfTurn) | (error.code() == Some(Code::SecondFactorEnded))
                {
                    app.session.next.set(None);
                }
                Err(Trouble::from(&error))
            }
        };
        secret.set(Some(answer));
    });
    group()
        .add(move || match secret.get() {
            None => letter_skeleton(t!(LOADING)),
            Some(Err(trouble)) => trouble_banner(
                "enrol-trouble",
                trouble,
                el("p").add(
                    el("a")
                        .attr("href", Place::SignIn.path())
                        .words(text!(SIGN_IN_AGAIN)),
                ),
            ),
            Some(Ok(found)) => steps(app, found, first),
        })
        .view()
}

fn steps(app: App, secret: TotpSecret, first: bool) -> View {
    group()
        .add(
            el("ol")
                .class("numbered")
                .add(
                    el("li").add(
                        el("div")
                            .class("stack")
                            .add(el("h2").class("h-card").words(text!(ENROL_SCAN)))
                            .add(secret_view(app, secret)),
                    ),
                )
                .add(el("li").add(code_form(app, first))),
        )
        .add(banner(
            Tone::Plain,
            "smartphone",
            t!(ENROL_LOST),
            el("p").words(text!(ENROL_LOST_MORE)),
        ))
        .view()
}

fn secret_view(app: App, secret: TotpSecret) -> View {
    let spaced = in_fours(&secret.base32);
    let copied = secret.base32.clone();
    let copy = move || app.notices.copy(copied.clone());
    group()
        .add(
            el("div")
                .class("qr")
                .add(el("div").class("tile").add(square(&secret.uri)))
                .add(
                    el("div")
                        .class("stack")
                        .add(el("p").class("muted mid").words(text!(ENROL_TYPE_INSTEAD)))
                        .add(el("p").class("secret").attr("translate", "no").add(spaced))
                        .add(
                            el("div")
                                .class("row wrap")
                                .add(
                                    button("btn secondary small")
                                        .on("click", move |_| copy())
                                        .add(icon_small("copy"))
                                        .words(text!(ENROL_COPY)),
                                )
                                .add(
                                    el("a")
                                        .class("btn quiet small")
                                        .attr("href", secret.uri)
                                        .add(icon_small("smartphone"))
                                        .words(text!(ENROL_OPEN_APP)),
                                ),
                        ),
                ),
        )
        .add(el("p").class("hint").words(text!(ENROL_SHOWN_ONCE)))
        .view()
}

/// The square, drawn from the address that authenticator apps read.
fn square(uri: &str) -> View {
    const QUIET: i32 = 1;
    let Ok(code) = QrCode::encode_text(uri, QrCodeEcc::Medium) else {
        return View::none();
    };
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _never_fails = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let side = code.size() + 2 * QUIET;
    el("svg")
        .attr("viewBox", format!("0 0 {side} {side}"))
        .attr("role", "img")
        .attr("aria-label", text!(ENROL_SQUARE))
        .attr("shape-rendering", "crispEdges")
        .add(el("path").attr("d", path))
        .view()
}

/// In groups of four, which people read and type with less effort.
pub(super) fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

fn code_form(app: App, first: bool) -> View {
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Trouble>);
    let fault = Memo::new(move || trouble.get().map(|trouble| trouble.line()));
    let submit = move |event: Event| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let code = digits(&code.get_untracked());
            let ask = if first {
                Ask::Code {
                    code: Given::Own(code),
                    keep: true,
                }
            } else {
                Ask::ConfirmTotp { code }
            };
            let answer = app.ask(ask).await;
            busy.set(false);
            match answer {
                Ok(Answer::Who(Some((me, times)))) => {
                    app.enter(me, times);
                    app.notices.tell(t!(WELCOME));
                }
                Ok(Answer::Me(me)) => {
                    app.session.me.set(Some(me));
                    app.session.confirmation_is_used_up();
                    app.notices.tell(t!(TOTP_REPLACED));
                    app.nav.go(Place::Settings(Section::Security));
                }
                Ok(_) => trouble.set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
                Err(error) => {
                    trouble.set(Some(Trouble::from(&error)));
                    browser::focus_soon("code");
                }
            }
        });
    };
    el("form")
        .class("stack")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(el("h2").class("h-card").words(text!(ENROL_TYPE_CODE)))
        .add(code_field("code", t!(CODE_HINT), code, fault))
        .add(el("div").class("row wrap").add(submit_button(
            "btn primary big",
            busy,
            || t!(ENROL_CONFIRM),
            || t!(CODE_CHECKING),
        )))
        .view()
}

#[cfg(test)]
mod tests {
    use super::in_fours;

    #[test]
    fn a_secret_is_written_in_fours() {
        assert_eq!(in_fours("K7QF2MXD5Z"), "K7QF 2MXD 5Z");
    }
}
