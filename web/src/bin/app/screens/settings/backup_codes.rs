//! New backup codes, on the page for as long as the person needs to put them on paper. Where there are some already, it is
//! said first that these stop working.

use crate::browser;
use crate::draw::{View, button, el, group};
use crate::kit::{icon_small, letter_skeleton, trouble_banner};
use crate::screens::enrol::in_fours;
use crate::signals::RwSignal;
use crate::state::App;
use crate::texts::{t, text};
use crate::trouble::Trouble;
use client::Error;
use wasm_bindgen_futures::spawn_local;
use web::bridge::{Answer, Ask};

/// Makes the codes and shows them; `close` when they have been put away, or are not wanted.
pub(super) fn backup_codes(app: App, close: impl Fn() + Copy + 'static) -> View {
    let left = app
        .session
        .me
        .with_untracked(|me| me.as_ref().map_or(0, |me| me.backup_codes_left));
    let agreed = RwSignal::new(left == 0);
    let go_on = move |_| {
        agreed.set(true);
        browser::focus_soon("change");
    };
    group()
        .add(move || {
            if agreed.get() {
                return make(app, close);
            }
            el("div")
                .class("padded stack")
                .add(el("p").words(text!(BACKUP_CODES_VOID)))
                .add(
                    el("div")
                        .class("row wrap")
                        .add(
                            button("btn primary")
                                .on("click", go_on)
                                .words(text!(BACKUP_CODES_MAKE_NEW)),
                        )
                        .add(
                            button("btn quiet")
                                .on("click", move |_| close())
                                .words(text!(NOT_NOW)),
                        ),
                )
                .view()
        })
        .view()
}

fn make(app: App, close: impl Fn() + Copy + 'static) -> View {
    let made = RwSignal::new(None::<Result<Vec<String>, Trouble>>);
    spawn_local(async move {
        let answer = match app.ask(Ask::MakeBackupCodes).await {
            Ok(Answer::BackupCodes(codes)) => {
                let count = u32::try_from(codes.len()).unwrap_or_default();
                app.session.me.update(|me| {
                    if let Some(me) = me {
                        me.backup_codes_left = count;
                    }
                });
                Ok(codes)
            }
            Ok(_) => Err(Trouble::from(&Error::BadAnswer(String::new()))),
            Err(error) => Err(Trouble::from(&error)),
        };
        // The confirmation is used up, or was not there.
        app.session.confirmation_is_used_up();
        let focus = if answer.is_ok() {
            "backup-codes-heading"
        } else {
            "backup-codes-trouble"
        };
        // Whoever has closed this meanwhile makes new ones.
        made.set(Some(answer));
        browser::focus_soon(focus);
    });
    el("div")
        .class("padded stack")
        .add(move || match made.get() {
            None => letter_skeleton(t!(LOADING)),
            Some(Err(trouble)) => trouble_banner(
                "backup-codes-trouble",
                trouble,
                el("p").class("acts").add(
                    button("btn secondary small")
                        .on("click", move |_| close())
                        .words(text!(CLOSE)),
                ),
            ),
            Some(Ok(codes)) => show(app, &codes, close),
        })
        .view()
}

fn show(app: App, codes: &[String], close: impl Fn() + 'static) -> View {
    let lines: Vec<String> = codes.iter().map(|code| in_fours(code)).collect();
    let all = lines.join("\n");
    let copy = move |_| app.notices.copy(all.clone());
    group()
        .add(
            el("h3")
                .class("h-card")
                .attr("id", "backup-codes-heading")
                .attr("tabindex", "-1")
                .add(t!(BACKUP_CODES_FOR, address = app.session.address())),
        )
        .add(el("p").class("muted").words(text!(BACKUP_CODES_LEAD)))
        .add(
            el("ol")
                .class("backup-codes")
                .attr("translate", "no")
                .attr("aria-labelledby", "backup-codes-heading")
                .add(
                    lines
                        .into_iter()
                        .map(|line| el("li").add(line))
                        .collect::<Vec<_>>(),
                ),
        )
        .add(
            el("div")
                .class("row wrap no-print")
                .add(
                    button("btn secondary small")
                        .on("click", |_| browser::print())
                        .add(icon_small("printer"))
                        .words(text!(PRINT)),
                )
                .add(
                    button("btn secondary small")
                        .on("click", copy)
                        .add(icon_small("copy"))
                        .words(text!(COPY)),
                )
                .add(
                    button("btn primary small")
                        .on("click", move |_| close())
                        .words(text!(BACKUP_CODES_DONE)),
                ),
        )
        .view()
}
