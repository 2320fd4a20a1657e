//! Opening a mailbox, in five steps: address, password, recovery words, keys, authenticator. Whoever leaves after the fourth comes back by
//! signing in.

use super::enrol::enrol;
use super::front::quiet_page;
use super::new_password::NewPassword;
use super::recovery_kit::Kit;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, icon_small, trouble_in};
use crate::place::Place;
use crate::plain::looks_like_address;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{spoken, t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Next};
use web_sys::Event;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Address,
    Password,
    Words,
    Keys,
    Authenticator,
}

#[derive(Clone, Copy)]
struct Form {
    step: RwSignal<Step>,
    address: RwSignal<String>,
    name: RwSignal<String>,
    new: NewPassword,
    kit: Kit,
    checked: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

/// The view.
pub(super) fn register(app: App) -> View {
    let resumes = app.session.next.get_untracked() == Some(Next::Enrol);
    let form = Form {
        step: RwSignal::new(if resumes {
            Step::Authenticator
        } else {
            Step::Address
        }),
        address: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        new: NewPassword::new(),
        kit: Kit::new(),
        checked: RwSignal::new(false),
        trouble: RwSignal::new(None),
    };
    let step = Memo::new(move || form.step.get());
    quiet_page(
        app,
        group()
            .add(move || steps(step.get()))
            .add(move || match step.get() {
                Step::Address => address_step(form),
                Step::Password => password_step(app, form),
                Step::Words => words_step(app, form),
                Step::Keys => keys_step(),
                Step::Authenticator => authenticator_step(app),
            }),
    )
}

fn steps(now: Step) -> View {
    let all = [
        (Step::Address, t!(STEP_ADDRESS)),
        (Step::Password, t!(STEP_PASSWORD)),
        (Step::Words, t!(STEP_WORDS)),
        (Step::Keys, t!(STEP_KEYS)),
        (Step::Authenticator, t!(STEP_AUTHENTICATOR)),
    ];
    let place = all.iter().position(|(step, _)| *step == now).unwrap_or(0);
    let items = all
        .into_iter()
        .enumerate()
        .map(|(number, (_, name))| {
            el("li")
                .class(if number < place { "done" } else { "" })
                .attr("aria-current", (number == place).then_some("step"))
                .add(el("span").add(name))
        })
        .collect::<Vec<_>>();
    el("div")
        .class("stack")
        .add(
            el("ol")
                .class("steps")
                .attr("aria-label", text!(STEPS))
                .add(items),
        )
        .add(
            el("p")
                .class("h-sect")
                .add(t!(STEP_OF, step = place + 1, steps = 5_usize)),
        )
        .view()
}

fn heading(title: String, lead: String) -> View {
    el("div")
        .class("stack tight")
        .add(el("h1").class("display").add(title))
        .add(el("p").class("lead muted").add(lead))
        .view()
}

/// Goes to another step, and puts the focus on its heading.
fn go(form: Form, step: Step) {
    form.checked.set(false);
    form.new.uncheck();
    form.step.set(step);
    browser::after(40, || {
        if let Some(heading) = browser::find("main h1") {
            browser::focus(&heading);
        }
    });
}

fn address_step(form: Form) -> View {
    let fault = Memo::new(move || {
        (form.checked.get() && !looks_like_address(form.address.get().trim())).then(|| t!(ADDRESS_FAULT))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.checked.set(true);
        if fault.get_untracked().is_some() {
            browser::focus_soon("address");
        } else {
            form.trouble.set(None);
            go(form, Step::Password);
        }
    };
    group()
        .add(heading(t!(REGISTER_ADDRESS_HEADING), t!(REGISTER_ADDRESS_LEAD)))
        .add(trouble_in("register-trouble", form.trouble))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(field(Field {
                    id: "address",
                    label: t!(ADDRESS),
                    hint: Some(t!(REGISTER_ADDRESS_HINT)),
                    value: form.address,
                    fault,
                    kind: "email",
                    autocomplete: "username",
                    optional: false,
                }))
                .add(field(Field {
                    id: "name",
                    label: t!(NAME),
                    hint: Some(t!(NAME_HINT)),
                    value: form.name,
                    fault: Memo::new(|| None),
                    kind: "text",
                    autocomplete: "name",
                    optional: true,
                }))
                .add(
                    el("div")
                        .class("row wrap between")
                        .add(
                            el("a")
                                .class("btn quiet")
                                .attr("href", Place::SignIn.path())
                                .add(icon_small("arrow-left"))
                                .words(text!(REGISTER_HAVE_ONE)),
                        )
                        .add(
                            el("button")
                                .attr("type", "submit")
                                .class("btn primary big")
                                .words(text!(CONTINUE)),
                        ),
                ),
        )
        .view()
}

fn password_step(app: App, form: Form) -> View {
    let submit = move |event: Event| {
        event.prevent_default();
        if !form.new.check() {
            return;
        }
        if form.kit.words().is_some() {
            to_keys(app, form);
        } else {
            go(form, Step::Words);
        }
    };
    group()
        .add(heading(t!(REGISTER_PASSWORD_HEADING), t!(REGISTER_PASSWORD_LEAD)))
        .add(trouble_in("register-trouble", form.trouble))
        .add(
            el("form")
                .class("stack loose")
                .attr("novalidate", "")
                .on("submit", submit)
                .add(
                    el("input")
                        .class("vh")
                        .attr("type", "email")
                        .attr("name", "username")
                        .attr("autocomplete", "username")
                        .attr("tabindex", "-1")
                        .attr("aria-hidden", "true")
                        .attr("readonly", true)
                        .value(move || form.address.get()),
                )
                .add(form.new.fields(app, move || {
                    (form.address.get_untracked(), form.name.get_untracked())
                }))
                .add(
                    el("div")
                        .class("row wrap between")
                        .add(
                            button("btn quiet")
                                .on("click", move |_| go(form, Step::Address))
                                .add(icon_small("arrow-left"))
                                .words(text!(BACK)),
                        )
                        .add(
                            el("button")
                                .attr("type", "submit")
                                .class("btn primary big")
                                .words(text!(CONTINUE)),
                        ),
                ),
        )
        .add(el("p").class("small muted").words(text!(NOBODY_ELSE_OPENS)))
        .view()
}

fn words_step(app: App, form: Form) -> View {
    let address = move || form.address.get_untracked().trim().to_owned();
    let go_on = move || to_keys(app, form);
    group()
        .add(heading(t!(REGISTER_WORDS_HEADING), t!(WORDS_LEAD)))
        .add(form.kit.view(app, address, go_on, (t!(WORDS_LATER), go_on)))
        .view()
}

/// From here on it goes by itself.
fn to_keys(app: App, form: Form) {
    go(form, Step::Keys);
    spawn_local(make_keys(app, form));
}

fn keys_step() -> View {
    group()
        .add(heading(t!(REGISTER_KEYS_HEADING), t!(REGISTER_KEYS_LEAD)))
        .add(
            el("div")
                .class("stack")
                .attr("role", "status")
                .add(
                    el("progress")
                        .class("wide")
                        .attr("aria-label", text!(REGISTER_KEYS_PROGRESS)),
                )
                .add(el("p").class("small muted").words(text!(REGISTER_KEYS_PROGRESS))),
        )
        .view()
}

async fn make_keys(app: App, form: Form) {
    form.trouble.set(None);
    let ask = Ask::Register {
        address: form.address.get_untracked().trim().to_owned(),
        name: form.name.get_untracked().trim().to_owned(),
        password: form.new.password.get_untracked(),
        language: spoken().code.to_owned(),
        words: form.kit.words(),
    };
    let failed = |error: &Error, step: Step| {
        form.trouble.set(Some(Trouble::from(error)));
        go(form, step);
    };
    match app.ask(ask).await {
        Ok(Answer::Next(next)) => {
            form.new.clear();
            app.session.next.set(Some(next));
            if next == Next::Enrol {
                go(form, Step::Authenticator);
            } else {
                app.nav.go(Place::SignIn);
            }
        }
        Ok(_) => failed(&Error::BadAnswer(String::new()), Step::Password),
        Err(error) => {
            let about_address = matches!(error.code(), Some(Code::AddressTaken | Code::InvalidAddress));
            failed(
                &error,
                if about_address {
                    Step::Address
                } else {
                    Step::Password
                },
            );
        }
    }
}

fn authenticator_step(app: App) -> View {
    group()
        .add(heading(t!(ENROL_HEADING), t!(ENROL_LEAD)))
        .add(enrol(app, Ask::EnrolSecret, true))
        .add(el("p").class("small muted").words(text!(ENROL_LEAVE)))
        .view()
}
