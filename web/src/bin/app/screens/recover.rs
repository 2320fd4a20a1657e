//! Getting in again with the recovery words: address and words, then a code or a waiting period, then a new password.

use super::code_input::{Asking, CodeInput};
use super::front::quiet_page;
use super::new_password::NewPassword;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, Tone, banner, field, icon_small, submit_button, trouble_in};
use crate::place::Place;
use crate::plain::looks_like_address;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{t, text, times};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, WordsProven};
use web_sys::Event;

/// How far the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Words,
    /// A code beside the words, and the new password.
    Code(WordsProven),
    /// Somebody without an authenticator: the new password, when the time is over.
    Time(WordsProven),
    /// Until when.
    Waiting(u64),
}

#[derive(Clone, Copy)]
struct Form {
    step: RwSignal<Step>,
    address: RwSignal<String>,
    words: RwSignal<String>,
    code: CodeInput,
    new: NewPassword,
    busy: RwSignal<bool>,
    checked: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The view.
pub(super) fn recover(app: App) -> View {
    let form = Form {
        step: RwSignal::new(Step::Words),
        address: RwSignal::new(String::new()),
        words: RwSignal::new(String::new()),
        code: CodeInput::new(false),
        new: NewPassword::new(),
        busy: RwSignal::new(false),
        checked: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let step = Memo::new(move || form.step.get());
    quiet_page(
        app,
        group().add(move || match step.get() {
            Step::Words => words_step(app, form),
            Step::Code(proven) => code_step(app, form, proven),
            Step::Time(proven) => time_step(app, form, proven),
            Step::Waiting(ends_ms) => waiting_step(ends_ms),
        }),
    )
}

fn heading(title: String, lead: String) -> View {
    el("div")
        .class("stack tight")
        .add(el("h1").class("display").attr("tabindex", "-1").add(title))
        .add(el("p").class("lead muted").add(lead))
        .view()
}

fn go(form: Form, step: Step) {
    form.trouble.set(None);
    form.checked.set(false);
    form.step.set(step);
    browser::after(40, || {
        if let Some(heading) = browser::find("main h1") {
            browser::focus(&heading);
        }
    });
}

fn to_sign_in() -> View {
    el("p")
        .add(
            el("a")
                .class("btn quiet")
                .attr("href", Place::SignIn.path())
                .add(icon_small("arrow-left"))
                .words(text!(RECOVER_BACK)),
        )
        .view()
}

fn words_step(app: App, form: Form) -> View {
    let fault = Memo::new(move || {
        (form.checked.get() && !looks_like_address(form.address.get().trim())).then(|| t!(ADDRESS_FAULT))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.checked.set(true);
        if fault.get_untracked().is_some() {
            browser::focus_soon("address");
        } else if !form.busy.get_untracked() {
            spawn_local(send_words(app, form));
        }
    };
    group()
        .add(heading(t!(RECOVER_HEADING), t!(RECOVER_LEAD)))
        .add(trouble_in("recover-trouble", form.trouble))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(field(Field {
                    id: "address",
                    label: t!(ADDRESS),
                    hint: None,
                    value: form.address,
                    fault,
                    kind: "email",
                    autocomplete: "username",
                    optional: false,
                }))
                .add(
                    el("div")
                        .class("field")
                        .add(el("label").attr("for", "words").words(text!(RECOVERY_WORDS)))
                        .add(
                            el("textarea")
                                .class("input words-in")
                                .attr("id", "words")
                                .attr("rows", "4")
                                .attr("lang", "en")
                                .attr("autocomplete", "off")
                                .attr("autocapitalize", "none")
                                .attr("spellcheck", "false")
                                .attr("aria-describedby", "words-hint")
                                .typed(form.words),
                        )
                        .add(
                            el("p")
                                .class("hint")
                                .attr("id", "words-hint")
                                .words(text!(RECOVER_WORDS_HINT)),
                        ),
                )
                .add(submit_button(
                    "btn primary big wide",
                    form.busy,
                    || t!(CONTINUE),
                    || t!(CODE_CHECKING),
                )),
        )
        .add(to_sign_in())
        .view()
}

async fn send_words(app: App, form: Form) {
    form.busy.set(true);
    form.trouble.set(None);
    let answer = app
        .ask(Ask::Recover {
            address: form.address.get_untracked().trim().to_owned(),
            words: form.words.get_untracked(),
        })
        .await;
    form.busy.set(false);
    match answer {
        Ok(Answer::WordsProven(proven)) if proven.has_authenticator && !is_due(proven) => {
            go(form, Step::Code(proven));
        }
        Ok(Answer::WordsProven(proven)) => go(form, Step::Time(proven)),
        answer => fail(form, &answer.err().unwrap_or(Error::BadAnswer(String::new()))),
    }
}

fn fail(form: Form, error: &Error) {
    form.trouble.set(Some(Trouble::from(error)));
    browser::focus_soon("recover-trouble");
}

/// Whether the waiting period is over, as far as this device knows; the server has the last word.
fn is_due(proven: WordsProven) -> bool {
    proven
        .wait_ends_ms
        .is_some_and(|ends_ms| ends_ms <= times::now_ms())
}

fn code_step(app: App, form: Form, proven: WordsProven) -> View {
    group()
        .add(heading(t!(RECOVER_CODE_HEADING), t!(RECOVER_CODE_LEAD)))
        .add(trouble_in("recover-trouble", form.trouble))
        .add(password_form(app, form, true))
        .add(
            el("section")
                .class("stack tight")
                .attr("aria-labelledby", "no-authenticator")
                .add(
                    el("h2")
                        .class("h-card")
                        .attr("id", "no-authenticator")
                        .words(text!(RECOVER_NO_APP)),
                )
                .add(wait_offer(app, form, proven)),
        )
        .add(to_sign_in())
        .view()
}

fn time_step(app: App, form: Form, proven: WordsProven) -> View {
    if is_due(proven) {
        return group()
            .add(heading(t!(RECOVER_DUE_HEADING), t!(RECOVER_DUE_LEAD)))
            .add(trouble_in("recover-trouble", form.trouble))
            .add(password_form(app, form, false))
            .add(to_sign_in())
            .view();
    }
    group()
        .add(heading(t!(RECOVER_NO_APP), String::new()))
        .add(trouble_in("recover-trouble", form.trouble))
        .add(wait_offer(app, form, proven))
        .add(to_sign_in())
        .view()
}

/// What waiting means, and its beginning; or how long it still takes.
fn wait_offer(app: App, form: Form, proven: WordsProven) -> View {
    if let Some(ends_ms) = proven.wait_ends_ms {
        return el("p")
            .add(t!(RECOVER_WAITING_LEAD, time = times::moment_ahead(ends_ms)))
            .view();
    }
    let begin = move |_| {
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        spawn_local(async move {
            let answer = app.ask(Ask::BeginWait).await;
            form.busy.set(false);
            match answer {
                Ok(Answer::Waits { ends_ms }) => {
                    form.words.set(String::new());
                    go(form, Step::Waiting(ends_ms));
                }
                answer => start_again(form, &answer.err().unwrap_or(Error::BadAnswer(String::new()))),
            }
        });
    };
    group()
        .add(el("p").words(text!(RECOVER_WAIT_EXPLAINED)))
        .add(
            el("p").add(
                button("btn secondary")
                    .on("click", begin)
                    .words(text!(RECOVER_WAIT_BEGIN)),
            ),
        )
        .view()
}

fn waiting_step(ends_ms: u64) -> View {
    group()
        .add(heading(
            t!(RECOVER_WAITING),
            t!(RECOVER_WAITING_LEAD, time = times::moment_ahead(ends_ms)),
        ))
        .add(banner(
            Tone::Plain,
            "info",
            t!(RECOVER_WAITING_THEN),
            el("p").words(text!(RECOVER_WAITING_THEN_MORE)),
        ))
        .add(to_sign_in())
        .view()
}

/// The new password, with a code or without.
fn password_form(app: App, form: Form, with_code: bool) -> View {
    let submit = move |event: Event| {
        event.prevent_default();
        if form.new.check() && !form.busy.get_untracked() {
            spawn_local(finish(app, form, with_code));
        }
    };
    let about = move || (form.address.get_untracked(), String::new());
    el("form")
        .class("stack loose")
        .attr("novalidate", "")
        .on("submit", submit)
        .add(with_code.then(|| form.code.field(app, asking(form))))
        .add(form.new.fields(app, about))
        .add(el("p").class("small muted").words(text!(RECOVER_ENDS)))
        .add(submit_button(
            "btn primary big wide",
            form.busy,
            || t!(RECOVER_DO),
            || t!(PASSWORD_CHANGE_BUSY),
        ))
        .view()
}

/// A code of the app or from paper; to send one to the reserve phone takes the password.
fn asking(form: Form) -> Asking<impl Fn() -> Ask + Copy + 'static> {
    Asking {
        id: "code",
        hint: t!(CODE_HINT),
        fault: Memo::new(|| None),
        phone: None,
        send: || Ask::SendCode { number: None },
        trouble: form.trouble,
    }
}

async fn finish(app: App, form: Form, with_code: bool) {
    form.busy.set(true);
    form.trouble.set(None);
    let ask = Ask::FinishRecovery {
        code: with_code.then(|| form.code.typed()),
        password: form.new.password.get_untracked(),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Done) => {
            form.words.set(String::new());
            form.new.clear();
            app.nav.go(Place::SignIn);
            app.notices.tell(t!(RECOVER_DONE));
        }
        Ok(_) => fail(form, &Error::BadAnswer(String::new())),
        Err(error) => {
            form.code.clear();
            start_again(form, &error);
        }
    }
}

/// Says what went wrong: where the words' right is over, above the words, which are to be given again.
fn start_again(form: Form, error: &Error) {
    let over = matches!(
        error.code(),
        Some(Code::RecoveryEnded | Code::RecoveryNotDue | Code::SecondFactorConflict)
    );
    if over || matches!(error, Error::OutOfTurn) {
        form.step.set(Step::Words);
    }
    fail(form, error);
}
