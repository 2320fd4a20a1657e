//! What this browser remembers: the language, the look, whether letters of the keyboard do something, and how long a letter can
//! be taken back. Nothing else is ever stored by the page, and none of it says who was here.

use crate::browser::{document, window};
use crate::signals::RwSignal;
use crate::texts::{LANGUAGES, Language, speak, spoken};

const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const SHORTCUTS: &str = "shortcuts";
const UNDO: &str = "undo";
/// Seconds in which a letter can be taken back, in the order of the buttons; 0 is not at all.
pub(crate) const UNDO_S: [u32; 4] = [0, 10, 30, 60];
/// Where nothing was chosen.
const UNDO_S_DEFAULT: u32 = 10;

/// Day or night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// In the order of the buttons.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// The choices.
pub(crate) struct Prefs {
    /// Changes when everything must be drawn in another language.
    language: RwSignal<&'static str>,
    /// The look.
    pub(crate) theme: RwSignal<Theme>,
    /// Whether single keys do something (they can get in the way of speech input).
    pub(crate) shortcuts: RwSignal<bool>,
    /// Seconds in which a letter can be taken back after sending: one of [`UNDO_S`].
    pub(crate) undo_s: RwSignal<u32>,
}

impl Prefs {
    /// Reads what is stored, and applies it.
    pub(crate) fn new() -> Self {
        let language = stored(LANGUAGE)
            .and_then(|code| Language::of(&code))
            .unwrap_or_else(|| {
                Language::preferred(
                    window()
                        .navigator()
                        .languages()
                        .iter()
                        .filter_map(|tag| tag.as_string()),
                )
            });
        let theme = stored(THEME)
            .and_then(|name| Theme::ALL.into_iter().find(|theme| theme.name() == Some(&name)))
            .unwrap_or(Theme::System);
        let prefs = Self {
            language: RwSignal::new(language.code),
            theme: RwSignal::new(theme),
            shortcuts: RwSignal::new(stored(SHORTCUTS).is_none()),
            undo_s: RwSignal::new(
                stored(UNDO)
                    .and_then(|seconds| UNDO_S.into_iter().find(|one| one.to_string() == seconds))
                    .unwrap_or(UNDO_S_DEFAULT),
            ),
        };
        speak(language);
        apply_language();
        apply_theme(theme);
        prefs
    }

    /// The language's code, followed by whoever reads it in a view.
    pub(crate) fn language(&'static self) -> &'static str {
        self.language.get()
    }

    /// Speaks another language from now on.
    pub(crate) fn choose_language(&'static self, code: &str) {
        if let Some(language) = LANGUAGES.iter().find(|language| language.code == code) {
            store(LANGUAGE, Some(language.code));
            speak(language);
            apply_language();
            self.language.set(language.code);
        }
    }

    /// Looks different from now on.
    pub(crate) fn choose_theme(&'static self, theme: Theme) {
        store(THEME, theme.name());
        apply_theme(theme);
        self.theme.set(theme);
    }

    /// Gives so many seconds to think again, from now on.
    pub(crate) fn choose_undo(&'static self, seconds: u32) {
        store(
            UNDO,
            (seconds != UNDO_S_DEFAULT)
                .then(|| seconds.to_string())
                .as_deref(),
        );
        self.undo_s.set(seconds);
    }

    /// Turns single keys on or off.
    pub(crate) fn choose_shortcuts(&'static self, on: bool) {
        store(SHORTCUTS, (!on).then_some("off"));
        self.shortcuts.set(on);
    }
}

fn apply_language() {
    if let Some(root) = document().document_element() {
        let _attribute = root.set_attribute("lang", spoken().code);
    }
}

fn apply_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _attribute = match theme.name() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn stored(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// A browser that stores nothing asks again next time; that is all.
fn store(name: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _stored = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}
