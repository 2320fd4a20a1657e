//! Where in the app the person is, as it stands in the address bar. No secret and no text of a letter ever stands there.

use api::messages::Folder;
use api::{MessageId, ObjectId};

/// A view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `/`: the inbox or signing in, whichever fits.
    Start,
    /// `/sign-in`
    SignIn,
    /// `/register`
    Register,
    /// `/recover`: in again with the recovery words.
    Recover,
    /// `/recovery/stop`: where the notice of a recovery leads, whoever is signed in.
    StopRecovery,
    /// `/inbox`, `/sent`, `/archive`, `/starred`, `/bin`, and a letter in all but the last.
    Folder(Folder, Option<MessageId>),
    /// `/scheduled`: letters that wait for their time.
    Held,
    /// `/drafts`
    Drafts,
    /// `/write`, and a draft.
    Write(Option<ObjectId>),
    /// `/settings/…`
    Settings(Section),
    /// Any other address.
    Nowhere,
}

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Profile,
    Look,
    Security,
    Devices,
    Contacts,
}

impl Section {
    /// In the order of the menu.
    pub(crate) const ALL: [Self; 5] = [
        Self::Profile,
        Self::Look,
        Self::Security,
        Self::Devices,
        Self::Contacts,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Look => "look",
            Self::Security => "security",
            Self::Devices => "devices",
            Self::Contacts => "contacts",
        }
    }
}

impl Place {
    /// The inbox.
    pub(crate) const INBOX: Self = Self::Folder(Folder::Inbox, None);

    /// Reads the path of an address.
    pub(crate) fn of(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let place = match (parts.next(), parts.next()) {
            (None, _) => Self::Start,
            (Some("sign-in"), None) => Self::SignIn,
            (Some("register"), None) => Self::Register,
            (Some("recover"), None) => Self::Recover,
            (Some("recovery"), Some("stop")) => Self::StopRecovery,
            (Some("inbox"), letter) => letter_in(Folder::Inbox, letter),
            (Some("sent"), letter) => letter_in(Folder::Sent, letter),
            (Some("archive"), letter) => letter_in(Folder::Archive, letter),
            (Some("starred"), letter) => letter_in(Folder::Starred, letter),
            (Some("bin"), None) => Self::Folder(Folder::Bin, None),
            (Some("scheduled"), None) => Self::Held,
            (Some("drafts"), None) => Self::Drafts,
            (Some("write"), None) => Self::Write(None),
            (Some("write"), Some(draft)) => draft
                .parse()
                .map_or(Self::Nowhere, |draft| Self::Write(Some(draft))),
            (Some("settings"), None) => Self::Settings(Section::Profile),
            (Some("settings"), Some(name)) => Section::ALL
                .into_iter()
                .find(|section| section.name() == name)
                .map_or(Self::Nowhere, Self::Settings),
            _ => Self::Nowhere,
        };
        if parts.next().is_some() {
            Self::Nowhere
        } else {
            place
        }
    }

    /// The path of an address.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Start | Self::Nowhere => "/".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::Register => "/register".to_owned(),
            Self::Recover => "/recover".to_owned(),
            Self::StopRecovery => "/recovery/stop".to_owned(),
            Self::Folder(folder, None) => format!("/{}", folder_name(folder)),
            Self::Folder(folder, Some(letter)) => format!("/{}/{letter}", folder_name(folder)),
            Self::Held => "/scheduled".to_owned(),
            Self::Drafts => "/drafts".to_owned(),
            Self::Write(None) => "/write".to_owned(),
            Self::Write(Some(draft)) => format!("/write/{draft}"),
            Self::Settings(section) => format!("/settings/{}", section.name()),
        }
    }

    /// Whether one must be signed in to be there.
    pub(crate) fn is_private(self) -> bool {
        !matches!(
            self,
            Self::Start | Self::SignIn | Self::Register | Self::Recover | Self::StopRecovery | Self::Nowhere
        )
    }

    /// The open letter.
    pub(crate) fn letter(self) -> Option<MessageId> {
        match self {
            Self::Folder(_, letter) => letter,
            _ => None,
        }
    }
}

fn folder_name(folder: Folder) -> &'static str {
    match folder {
        Folder::Inbox => "inbox",
        Folder::Sent => "sent",
        Folder::Archive => "archive",
        Folder::Starred => "starred",
        Folder::Bin => "bin",
    }
}

fn letter_in(folder: Folder, letter: Option<&str>) -> Place {
    match letter.map(str::parse) {
        None => Place::Folder(folder, None),
        Some(Ok(letter)) => Place::Folder(folder, Some(letter)),
        Some(Err(_)) => Place::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Section};
    use api::messages::Folder;
    use api::{MessageId, ObjectId};

    #[test]
    fn every_place_finds_back_from_its_address() {
        let letter = MessageId([3; 16]);
        let mut places = vec![
            Place::Start,
            Place::SignIn,
            Place::Register,
            Place::Recover,
            Place::StopRecovery,
            Place::Held,
            Place::Drafts,
            Place::Write(None),
            Place::Write(Some(ObjectId([4; 16]))),
        ];
        places.extend(Section::ALL.map(Place::Settings));
        for folder in [Folder::Inbox, Folder::Sent, Folder::Archive, Folder::Starred] {
            places.extend([Place::Folder(folder, None), Place::Folder(folder, Some(letter))]);
        }
        places.push(Place::Folder(Folder::Bin, None));
        for place in places {
            assert_eq!(Place::of(&place.path()), place, "{}", place.path());
        }
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in [
            "/x",
            "/inbox/x",
            "/inbox/msg_1",
            "/settings/x",
            "/write/1",
            "/drafts/1",
            "/inbox/msg_paWlpaWlpaWlpaWlpaWlpQ/2",
        ] {
            assert_eq!(Place::of(path), Place::Nowhere, "{path}");
        }
    }
}
