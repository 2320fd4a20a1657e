//! New backup codes, on the page for as long as the person needs to put them on paper.

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

/// Makes the codes and shows them; `close` when they have been put away.
pub(super) fn backup_codes(app: App, close: impl Fn() + Copy + 'static) -> View {
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
        // Whoever has closed this meanwhile makes new ones.
        made.set(Some(answer));
        browser::focus_soon("backup-codes-heading");
    });
    el("div")
        .class("padded stack")
        .add(move || match made.get() {
            None => letter_skeleton(t!(LOADING)),
            Some(Err(trouble)) => trouble_banner("backup-codes-trouble", trouble, ()),
            Some(Ok(codes)) => show(app, &codes, close),
        })
        .view()
}

fn show(app: App, codes: &[String], close: impl Fn() + 'static) -> View {
    let lines: Vec<String> = codes.iter().map(|code| in_fours(code)).collect();
    let all = lines.join("\n");
    let copy = move |_| {
        let all = all.clone();
        spawn_local(async move {
            let told = if browser::copy(&all).await {
                t!(COPIED)
            } else {
                t!(COPY_FAILED)
            };
            app.notices.tell(told);
        });
    };
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
