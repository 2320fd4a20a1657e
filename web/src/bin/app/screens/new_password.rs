//! Choosing a password: written twice, and good enough by the judge's word.

use crate::browser;
use crate::draw::{View, el, group};
use crate::kit::{Field, icon_small, password_field};
use crate::signals::{Memo, RwSignal, StoredValue, follow};
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::password as fault_words;
use client::view::{PasswordFault, PasswordGrade};
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// From this grade on a password is accepted.
const SCORE_MIN: u8 = 3;

/// What is being typed, and what is thought of it.
#[derive(Clone, Copy)]
pub(super) struct NewPassword {
    pub(super) password: RwSignal<String>,
    again: RwSignal<String>,
    grade: RwSignal<Option<PasswordGrade>>,
    checked: RwSignal<bool>,
}

impl NewPassword {
    pub(super) fn new() -> Self {
        Self {
            password: RwSignal::new(String::new()),
            again: RwSignal::new(String::new()),
            grade: RwSignal::new(None),
            checked: RwSignal::new(false),
        }
    }

    /// Whether it can be taken; if not, says why and puts the focus where something is to be done.
    pub(super) fn check(self) -> bool {
        self.checked.set(true);
        if !is_good(self.grade.get_untracked()) {
            browser::focus_soon("new-password");
        } else if self.password.get_untracked() != self.again.get_untracked() {
            browser::focus_soon("again");
        } else {
            return true;
        }
        false
    }

    /// Says nothing of what is wrong, until the next [`Self::check`].
    pub(super) fn uncheck(self) {
        self.checked.set(false);
    }

    pub(super) fn clear(self) {
        self.password.set(String::new());
        self.again.set(String::new());
        self.uncheck();
    }

    /// Both fields, the meter, and what the password needs. `about` is the person's address and name.
    pub(super) fn fields(self, app: App, about: impl Fn() -> (String, String) + Copy + 'static) -> View {
        self.judge(app, about);
        let fault = Memo::new(move || {
            let grade = self.grade.get();
            (self.checked.get() && !is_good(grade)).then(|| match grade.and_then(|grade| grade.fault) {
                Some(fault) => fault_words(fault),
                None => t!(PASSWORD_TOO_WEAK),
            })
        });
        let again_fault = Memo::new(move || {
            (self.checked.get() && self.password.get() != self.again.get()).then(|| t!(PASSWORDS_DIFFER))
        });
        group()
            .add(password_field(
                Field {
                    id: "new-password",
                    label: t!(PASSWORD_NEW),
                    hint: None,
                    value: self.password,
                    fault,
                    kind: "password",
                    autocomplete: "new-password",
                    optional: false,
                },
                self.meter(),
            ))
            .add(self.requirements())
            .add(password_field(
                Field {
                    id: "again",
                    label: t!(PASSWORD_AGAIN),
                    hint: None,
                    value: self.again,
                    fault: again_fault,
                    kind: "password",
                    autocomplete: "new-password",
                    optional: false,
                },
                (),
            ))
            .view()
    }

    /// Asks the worker how good the password is, a moment after the last letter.
    fn judge(self, app: App, about: impl Fn() -> (String, String) + Copy + 'static) {
        let asked = StoredValue::new(0_u32);
        follow(Box::new(move || {
            let password = self.password.get();
            let number = asked.get_value().wrapping_add(1);
            asked.set_value(number);
            if password.is_empty() {
                self.grade.set(None);
                return;
            }
            spawn_local(async move {
                browser::sleep(120).await;
                if asked.try_get_value() != Some(number) {
                    return;
                }
                let (address, name) = about();
                let ask = Ask::Grade {
                    password,
                    address,
                    name,
                };
                if let Ok(Answer::Grade(grade)) = app.ask(ask).await
                    && asked.try_get_value() == Some(number)
                {
                    self.grade.set(Some(grade));
                }
            });
        }));
    }

    fn meter(self) -> View {
        // A password with a fault is never more than fair, however long it is.
        let value = move || {
            self.grade.get().map(|grade| {
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

    fn requirements(self) -> View {
        let fault = move || self.grade.get().map(|grade| grade.fault);
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
            is_good(self.grade.get()) || matches!(fault(), Some(Some(PasswordFault::Personal)))
        });
        let impersonal = Memo::new(move || {
            is_good(self.grade.get()) || matches!(fault(), Some(Some(PasswordFault::TooCommon)))
        });
        let same = Memo::new(move || {
            self.password
                .with(|one| !one.is_empty() && self.again.with(|again| one == again))
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
}

fn is_good(grade: Option<PasswordGrade>) -> bool {
    grade.is_some_and(|grade| grade.fault.is_none() && grade.score >= SCORE_MIN)
}
