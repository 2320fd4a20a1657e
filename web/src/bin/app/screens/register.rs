//! Opening a mailbox, step by step: the address and the code that is mailed to it, password, recovery words, keys, phone,
//! authenticator. Whoever leaves after the keys comes back by signing in; before, this window remembers.

use super::enrol::enrol;
use super::front::quiet_page;
use super::new_password::NewPassword;
use super::recovery_kit::Kit;
use super::register_code::code_step;
use super::register_phone::phone_step;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, icon_small, submit_button, trouble_in};
use crate::place::Place;
use crate::plain::looks_like_address;
use crate::signals::{Memo, RwSignal};
use crate::state::App;
use crate::texts::{spoken, t, text};
use crate::trouble::Trouble;
use api::Code;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Next, Proof};
use web_sys::Event;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Address,
    Code,
    Password,
    Words,
    Keys,
    Phone,
    Authenticator,
}

/// What is being typed, and how far it has come.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) step: RwSignal<Step>,
    pub(super) address: RwSignal<String>,
    /// The address shows, or has shown, the code that was mailed to it.
    pub(super) proof: RwSignal<Proof>,
    name: RwSignal<String>,
    new: NewPassword,
    pub(super) busy: RwSignal<bool>,
    kit: Kit,
    checked: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

/// The view.
pub(super) fn register(app: App) -> View {
    let resumes = app.session.next.get_untracked() == Some(Next::Enrol);
    let kept = browser::kept_registration();
    let step = match &kept {
        _ if resumes => Step::Phone,
        Some(kept) if kept.proven => Step::Password,
        Some(_) => Step::Code,
        None => Step::Address,
    };
    let (address, proof) = kept.map(|kept| (kept.address, kept.proof)).unwrap_or_default();
    let form = Form {
        step: RwSignal::new(step),
        address: RwSignal::new(address),
        proof: RwSignal::new(proof),
        busy: RwSignal::new(false),
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
                Step::Address => address_step(app, form),
                Step::Code => code_step(app, form),
                Step::Password => password_step(app, form),
                Step::Words => words_step(app, form),
                Step::Keys => keys_step(),
                Step::Phone => phone_step(app, form),
                Step::Authenticator => authenticator_step(app),
            }),
    )
}

fn steps(now: Step) -> View {
    let all = [
        (Step::Address, t!(STEP_ADDRESS)),
        (Step::Code, t!(STEP_CODE)),
        (Step::Password, t!(STEP_PASSWORD)),
        (Step::Words, t!(STEP_WORDS)),
        (Step::Keys, t!(STEP_KEYS)),
        (Step::Phone, t!(STEP_PHONE)),
        (Step::Authenticator, t!(STEP_AUTHENTICATOR)),
    ];
    let count = all.len();
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
                .add(t!(STEP_OF, step = place + 1, steps = count)),
        )
        .view()
}

pub(super) fn heading(title: String, lead: String) -> View {
    el("div")
        .class("stack tight")
        .add(el("h1").class("display").add(title))
        .add(el("p").class("lead muted").add(lead))
        .view()
}

/// Goes to another step, and puts the focus on its heading.
pub(super) fn go(form: Form, step: Step) {
    form.trouble.set(None);
    form.checked.set(false);
    form.new.uncheck();
    form.step.set(step);
    browser::after(40, || {
        if let Some(heading) = browser::find("main h1") {
            browser::focus(&heading);
        }
    });
}

fn address_step(app: App, form: Form) -> View {
    let fault = Memo::new(move || {
        (form.checked.get() && !looks_like_address(form.address.get().trim())).then(|| t!(ADDRESS_FAULT))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.checked.set(true);
        if fault.get_untracked().is_some() {
            browser::focus_soon("address");
        } else if !form.busy.get_untracked() {
            spawn_local(prove_address(app, form));
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
                        .add(submit_button(
                            "btn primary big",
                            form.busy,
                            || t!(CONTINUE),
                            || t!(REGISTER_MAILING),
                        )),
                ),
        )
        .view()
}

/// Has the code mailed.
async fn prove_address(app: App, form: Form) {
    form.busy.set(true);
    form.trouble.set(None);
    let address = form.address.get_untracked().trim().to_owned();
    let ask = Ask::ProveAddress {
        address: address.clone(),
        language: spoken().code.to_owned(),
    };
    let answer = app.ask(ask).await;
    form.busy.set(false);
    match answer {
        Ok(Answer::Proof(proof)) => {
            browser::keep_registration(&address, &proof, false);
            form.proof.set(proof);
            go(form, Step::Code);
        }
        Ok(_) => form
            .trouble
            .set(Some(Trouble::from(&Error::BadAnswer(String::new())))),
        Err(error) => {
            form.trouble.set(Some(Trouble::from(&error)));
            browser::focus_soon("register-trouble");
        }
    }
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
                .add(form.new.fields(app, move || {
                    (form.address.get_untracked(), form.name.get_untracked())
                }))
                .add(
                    el("div")
                        .class("row wrap between")
                        .add(
                            button("btn quiet")
                                .on("click", move |_| begin_again(form))
                                .add(icon_small("arrow-left"))
                                .words(text!(REGISTER_OTHER_ADDRESS)),
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
    let ask = Ask::Register {
        proof: form.proof.get_untracked(),
        name: form.name.get_untracked().trim().to_owned(),
        password: form.new.password.get_untracked(),
        language: spoken().code.to_owned(),
        words: form.kit.words(),
    };
    let failed = |error: &Error, step: Step| {
        go(form, step);
        form.trouble.set(Some(Trouble::from(error)));
    };
    match app.ask(ask).await {
        Ok(Answer::Next { next, phone, .. }) => {
            form.new.clear();
            browser::forget_registration();
            app.session.phone.set(phone);
            app.session.next.set(Some(next));
            if next == Next::Enrol {
                go(form, Step::Phone);
            } else {
                app.nav.go(Place::SignIn);
            }
        }
        Ok(_) => failed(&Error::BadAnswer(String::new()), Step::Password),
        Err(error) => {
            let about_address = matches!(
                error.code(),
                Some(Code::AddressTaken | Code::ProofEnded | Code::AddressUnproven)
            );
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

/// Another address: what was mailed counts no longer here.
pub(super) fn begin_again(form: Form) {
    browser::forget_registration();
    form.proof.set(Proof::new());
    go(form, Step::Address);
}

fn authenticator_step(app: App) -> View {
    group()
        .add(heading(t!(ENROL_HEADING), t!(ENROL_LEAD)))
        .add(enrol(app, Ask::EnrolSecret, true))
        .add(el("p").class("small muted").words(text!(ENROL_LEAVE)))
        .view()
}
