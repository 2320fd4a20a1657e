//! Settings.

mod again;
mod backup_codes;
mod compromised;
mod confirm;
mod contacts;
mod devices;
mod ending;
mod events;
mod look;
mod opening;
mod passkeys;
mod password;
mod phones;
mod profile;
mod security;
mod words;

use super::{ending_banner, work};
use crate::draw::{View, el};
use crate::place::{Place, Section};
use crate::signals::Memo;
use crate::state::App;
use crate::texts::{t, text};

fn name(section: Section) -> String {
    match section {
        Section::Profile => t!(SETTINGS_PROFILE),
        Section::Look => t!(SETTINGS_LOOK),
        Section::Security => t!(SETTINGS_SECURITY),
        Section::Devices => t!(DEVICES),
        Section::Contacts => t!(CONTACTS),
    }
}

/// The view.
pub(super) fn settings(app: App) -> View {
    let section = Memo::new(move || match app.place() {
        Place::Settings(section) => section,
        _ => Section::Profile,
    });
    let links = Section::ALL
        .into_iter()
        .map(|one| {
            let current = move || (section.get() == one).then_some("page");
            el("a")
                .attr("href", Place::Settings(one).path())
                .attr("aria-current", current)
                .add(name(one))
        })
        .collect::<Vec<_>>();
    el("main")
        .attr("id", "main")
        .class("main-scroll")
        .add(
            el("div").class("inner").add(
                el("div")
                    .class("with-nav")
                    .add(
                        el("nav")
                            .class("subnav")
                            .attr("aria-label", text!(SETTINGS))
                            .add(links),
                    )
                    .add(
                        el("div")
                            .class("stack far")
                            .add(
                                el("h1")
                                    .class("h-page")
                                    .attr("tabindex", "-1")
                                    .add(move || name(section.get())),
                            )
                            .add(ending_banner::banner(app))
                            .add(work::line(app))
                            .add(move || match section.get() {
                                Section::Profile => profile::profile(app),
                                Section::Look => look::look(app),
                                Section::Security => security::security(app),
                                Section::Devices => devices::devices(app),
                                Section::Contacts => contacts::contacts(app),
                            }),
                    ),
            ),
        )
        .view()
}
