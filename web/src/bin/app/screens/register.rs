//! Opening a mailbox, in four steps: address, password, keys, authenticator. Whoever leaves after the third comes back by
//! signing in.

use super::enrol::enrol;
use super::front::quiet_page;
use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{Field, field, icon_small, password_field, trouble_in};
use crate::place::Place;
use crate::plain::looks_like_address;
use crate::signals::{Memo, RwSignal, StoredValue, follow};
use crate::state::App;
use crate::texts::{spoken, t, text};
use crate::trouble::{Trouble, password as fault_words};
use api::Code;
use client::Error;
use client::view::{PasswordFault, PasswordGrade};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask, Next};
use web_sys::Event;

/// From this grade on a password is accepted.
const SCORE_MIN: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Address,
    Password,
    Keys,
    Authenticator,
}

#[derive(Clone, Copy)]
struct Form {
    step: RwSignal<Step>,
    address: RwSignal<String>,
    name: RwSignal<String>,
    password: RwSignal<String>,
    again: RwSignal<String>,
    grade: RwSignal<Option<PasswordGrade>>,
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
        password: RwSignal::new(String::new()),
        again: RwSignal::new(String::new()),
        grade: RwSignal::new(None),
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
                Step::Keys => keys_step(),
                Step::Authenticator => authenticator_step(app),
            }),
    )
}

fn steps(now: Step) -> View {
    let all = [
        (Step::Address, t!(STEP_ADDRESS)),
        (Step::Password, t!(STEP_PASSWORD)),
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
                .add(t!(STEP_OF, step = place + 1, steps = 4_usize)),
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

/// Asks the worker how good the password is, a moment after the last letter.
fn grade(app: App, form: Form) {
    let asked = StoredValue::new(0_u32);
    follow(Box::new(move || {
        let password = form.password.get();
        let number = asked.get_value().wrapping_add(1);
        asked.set_value(number);
        if password.is_empty() {
            form.grade.set(None);
            return;
        }
        spawn_local(async move {
            browser::sleep(120).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            let ask = Ask::Grade {
                password,
                address: form.address.get_untracked(),
                name: form.name.get_untracked(),
            };
            if let Ok(Answer::Grade(grade)) = app.ask(ask).await
                && asked.try_get_value() == Some(number)
            {
                form.grade.set(Some(grade));
            }
        });
    }));
}

fn is_good(grade: Option<PasswordGrade>) -> bool {
    grade.is_some_and(|grade| grade.fault.is_none() && grade.score >= SCORE_MIN)
}

fn password_step(app: App, form: Form) -> View {
    grade(app, form);
    let fault = Memo::new(move || {
        let grade = form.grade.get();
        (form.checked.get() && !is_good(grade)).then(|| match grade.and_then(|grade| grade.fault) {
            Some(fault) => fault_words(fault),
            None => t!(PASSWORD_TOO_WEAK),
        })
    });
    let again_fault = Memo::new(move || {
        (form.checked.get() && form.password.get() != form.again.get()).then(|| t!(PASSWORDS_DIFFER))
    });
    let submit = move |event: Event| {
        event.prevent_default();
        form.checked.set(true);
        if fault.get_untracked().is_some() {
            browser::focus_soon("new-password");
        } else if again_fault.get_untracked().is_some() {
            browser::focus_soon("again");
        } else {
            go(form, Step::Keys);
            spawn_local(make_keys(app, form));
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
                .add(password_field(
                    Field {
                        id: "new-password",
                        label: t!(PASSWORD),
                        hint: None,
                        value: form.password,
                        fault,
                        kind: "password",
                        autocomplete: "new-password",
                        optional: false,
                    },
                    meter(form),
                ))
                .add(requirements(form))
                .add(password_field(
                    Field {
                        id: "again",
                        label: t!(PASSWORD_AGAIN),
                        hint: None,
                        value: form.again,
                        fault: again_fault,
                        kind: "password",
                        autocomplete: "new-password",
                        optional: false,
                    },
                    (),
                ))
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

fn meter(form: Form) -> View {
    // A password with a fault is never more than fair, however long it is.
    let value = move || {
        form.grade.get().map(|grade| {
            if grade.fault.is_some() {
                grade.score.clamp(1, 2)
            } else {
                grade.score.max(1)
            }
        })
    };
    let words = move || match value() {
        None => String::new(),
        Some(1) => t!(METER_WEAK),
        Some(2) => t!(METER_FAIR),
        Some(3) => t!(METER_GOOD),
        Some(_) => t!(METER_STRONG),
    };
    el("div")
        .class("meter")
        .attr("role", "status")
        .attr("data-v", move || value().map(|value| value.to_string()))
        .add(
            el("span")
                .class("bars")
                .attr("aria-hidden", "true")
                .add(el("i"))
                .add(el("i"))
                .add(el("i"))
                .add(el("i")),
        )
        .add(el("b").class("small").add(words))
        .view()
}

fn requirements(form: Form) -> View {
    let fault = move || form.grade.get().map(|grade| grade.fault);
    let requirement = |text: String, met: Memo<bool>| {
        el("li")
            .class_if("ok", move || met.get())
            .add(move || icon_small(if met.get() { "check" } else { "circle-dashed" }))
            .add(el("span").add(text).add(el("span").class("vh").add(move || {
                if met.get() {
                    t!(REQUIREMENT_MET)
                } else {
                    t!(REQUIREMENT_NOT_MET)
                }
            })))
    };
    let long = Memo::new(move || fault().is_some_and(|fault| fault != Some(PasswordFault::TooShort)));
    let uncommon = Memo::new(move || {
        is_good(form.grade.get()) || matches!(fault(), Some(Some(PasswordFault::Personal)))
    });
    let impersonal = Memo::new(move || {
        is_good(form.grade.get()) || matches!(fault(), Some(Some(PasswordFault::TooCommon)))
    });
    let same = Memo::new(move || {
        form.password
            .with(|one| !one.is_empty() && form.again.with(|again| one == again))
    });
    el("ul")
        .class("reqs")
        .attr("aria-label", text!(REQUIREMENTS))
        .add(requirement(t!(REQUIREMENT_LONG), long))
        .add(requirement(t!(REQUIREMENT_UNCOMMON), uncommon))
        .add(requirement(t!(REQUIREMENT_IMPERSONAL), impersonal))
        .add(requirement(t!(REQUIREMENT_SAME), same))
        .view()
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
        password: form.password.get_untracked(),
        language: spoken().code.to_owned(),
    };
    let failed = |error: &Error, step: Step| {
        form.trouble.set(Some(Trouble::from(error)));
        go(form, step);
    };
    match app.ask(ask).await {
        Ok(Answer::Next(next)) => {
            form.password.set(String::new());
            form.again.set(String::new());
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
