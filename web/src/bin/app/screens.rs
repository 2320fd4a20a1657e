//! The views. Each takes what the page knows and gives what there is to see.

mod backup_nag;
mod bin;
mod by_passkey;
mod code_input;
mod compose;
mod compose_files;
mod compose_options;
mod compose_to;
mod drafts;
mod ending_banner;
mod enrol;
mod erasure;
mod front;
mod held;
mod idle;
mod keys;
mod later;
mod letter;
mod letter_files;
mod list;
mod log_banner;
mod mailbox;
mod new_letter;
mod new_password;
mod offline;
mod proof;
mod reading;
mod recover;
mod recovery_kit;
mod recovery_watch;
mod register;
mod register_code;
mod register_phone;
mod restored_banner;
mod row;
mod sealed;
mod second_thoughts;
mod server_knows;
mod settings;
mod shell;
mod sign_in;
mod stop_recovery;
mod tracker;
mod use_passkey;
mod work;

use crate::browser::document;
use crate::draw::{View, button, el, group};
use crate::kit::{after_a_moment, live_region, mark, symbol, toast};
use crate::place::Place;
use crate::signals::{Memo, follow};
use crate::state::App;
use crate::state::session::Phase;
use crate::texts::{t, text};
use crate::trouble::Trouble;

/// Which view, as far as a change of place needs another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    Waiting,
    Leaving,
    Unreachable,
    SignIn,
    Register,
    Recover,
    StopRecovery,
    Mailbox,
}

/// Everything. It is drawn anew when the language changes; what must outlast that stands in the state.
pub(crate) fn root(app: App) -> View {
    let screen = Memo::new(move || match app.session.phase.get() {
        Phase::Starting => Screen::Waiting,
        Phase::Leaving => Screen::Leaving,
        Phase::Unreachable(_) => Screen::Unreachable,
        Phase::Out | Phase::In if app.place() == Place::StopRecovery => Screen::StopRecovery,
        Phase::Out if app.place() == Place::Register => Screen::Register,
        Phase::Out if app.place() == Place::Recover => Screen::Recover,
        Phase::Out => Screen::SignIn,
        Phase::In => Screen::Mailbox,
    });
    follow(Box::new(move || {
        app.prefs.language();
        document().set_title(&title(app));
    }));
    keys::listen(app);
    group()
        .add(move || {
            app.prefs.language();
            group()
                .add(el("a").class("skip btn").attr("href", "#main").words(text!(SKIP)))
                .add(move || match screen.get() {
                    Screen::Waiting => after_a_moment(|| waiting(t!(OPENING_MAILBOX))),
                    Screen::Leaving => after_a_moment(|| waiting(t!(SIGNING_OUT))),
                    Screen::Unreachable => unreachable(app),
                    Screen::SignIn => sign_in::sign_in(app),
                    Screen::Register => register::register(app),
                    Screen::Recover => recover::recover(app),
                    Screen::StopRecovery => stop_recovery::stop_recovery(app),
                    Screen::Mailbox => shell::shell(app),
                })
                .add(toast(&app.notices))
                .add(live_region(&app.notices))
                .view()
        })
        .view()
}

/// The title never holds anything of a letter: it stands in the window's list, the history and on shared screens.
fn title(app: App) -> String {
    let view = match (app.session.phase.get(), app.place()) {
        (Phase::In, Place::Folder(folder, _)) => mailbox::folder_name(folder),
        (Phase::In, Place::Held) => t!(HELD),
        (Phase::In, Place::Drafts) => t!(DRAFTS),
        (Phase::In, Place::Write(_)) => t!(COMPOSE_TITLE),
        (Phase::In, Place::Settings(_)) => t!(SETTINGS),
        (Phase::Out | Phase::In, Place::StopRecovery) => t!(STOP_HEADING),
        (Phase::Out, Place::Register) => t!(REGISTER_TITLE),
        (Phase::Out, Place::Recover) => t!(RECOVER_HEADING),
        (Phase::Out, _) => t!(SIGN_IN_TITLE),
        _ => return "Forsegla".to_owned(),
    };
    match app.mailbox.counts.with(|counts| counts.unread) {
        0 => format!("{view} · Forsegla"),
        unread => format!("({unread}) {view} · Forsegla"),
    }
}

fn waiting(words: String) -> View {
    el("main")
        .attr("id", "main")
        .class("waiting")
        .attr("aria-busy", "true")
        .add(el("h1").class("brand").add(mark()))
        .add(el("p").class("muted").add(words))
        .view()
}

fn unreachable(app: App) -> View {
    let trouble = move || match app.session.phase.get() {
        Phase::Unreachable(trouble) => trouble,
        _ => Trouble::from(&client::Error::Offline),
    };
    el("div")
        .class("page")
        .add(
            el("header").add(
                el("a")
                    .class("brand")
                    .attr("href", "/")
                    .attr("aria-label", "Forsegla")
                    .add(mark()),
            ),
        )
        .add(
            el("main")
                .attr("id", "main")
                .class("col state")
                .add(symbol("art-open", "a-open"))
                .add(
                    el("div")
                        .class("stack")
                        .add(el("h1").class("display").add(move || trouble().title))
                        .add(el("p").class("lead muted").add(move || trouble().more)),
                )
                .add(
                    el("div").class("row wrap").add(
                        button("btn primary big")
                            .on("click", move |_| app.begin())
                            .words(text!(TRY_AGAIN)),
                    ),
                ),
        )
        .view()
}
