//! What the person reads: texts of `locales/*/app.ftl`, compiled by the build script, in the language that is chosen.
//!
//! `t!(SOME_KEY, name = value)` says one. A key that does not exist, or an argument too many or too few, does not compile.

pub(crate) mod intl;
pub(crate) mod times;

use crate::plain::{clean, isolate};
use std::borrow::Cow;
use std::cell::Cell;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A text in all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(usize);

/// One language.
pub(crate) struct Language {
    /// Such as `sv`; for `<html lang>`, the settings and the server.
    pub(crate) code: &'static str,
    texts: &'static [&'static str],
}

impl Language {
    /// The language of this code.
    pub(crate) fn of(code: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.code == code)
    }

    /// The first that fits of what the browser prefers; English, if none does.
    pub(crate) fn preferred(tags: impl Iterator<Item = String>) -> &'static Self {
        tags.filter_map(|tag| tag.split('-').next().and_then(Self::of))
            .next()
            .or_else(|| Self::of("en"))
            .unwrap_or(FIRST)
    }

    /// One of its texts.
    pub(crate) fn text(&self, text: Text) -> &'static str {
        self.texts.get(text.0).copied().unwrap_or_default()
    }
}

/// What is spoken until a language is chosen.
#[expect(
    clippy::indexing_slicing,
    reason = "there is a first, or this does not compile"
)]
const FIRST: &Language = &LANGUAGES[0];

thread_local! {
    static SPOKEN: Cell<&'static Language> = const { Cell::new(FIRST) };
}

/// The language in use.
pub(crate) fn spoken() -> &'static Language {
    SPOKEN.get()
}

/// Changes it. What is on the screen must be drawn anew.
pub(crate) fn speak(language: &'static Language) {
    SPOKEN.set(language);
    intl::forget();
}

/// What stands in place of an argument.
pub(crate) enum Argument<'a> {
    /// Text of ours, such as a time.
    Text(Cow<'a, str>),
    /// A number, also to choose a form by.
    Number(u32),
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<usize> for Argument<'_> {
    fn from(number: usize) -> Self {
        Self::Number(u32::try_from(number).unwrap_or(u32::MAX))
    }
}

impl From<u64> for Argument<'_> {
    fn from(number: u64) -> Self {
        Self::Number(u32::try_from(number).unwrap_or(u32::MAX))
    }
}

impl From<u32> for Argument<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// A text that somebody else wrote, such as a name: without control characters, and kept from turning the sentence
/// around it.
pub(crate) struct Theirs<'a>(pub(crate) &'a str);

impl From<Theirs<'_>> for Argument<'_> {
    fn from(theirs: Theirs<'_>) -> Self {
        Self::Text(Cow::Owned(isolate(&clean(theirs.0))))
    }
}

impl Text {
    /// The text in the language in use. Use `text!`, which checks that it takes no arguments.
    pub(crate) fn in_use(self) -> &'static str {
        spoken().text(self)
    }
}

/// Says a text. Use `t!`, which checks the arguments.
pub(crate) fn say(text: Text, arguments: &[Argument<'_>]) -> String {
    fill(spoken().text(text), arguments, &intl::plural)
}

/// Fills in arguments and makes choices. The marks are explained in `build/fluent.rs`.
fn fill(template: &str, arguments: &[Argument<'_>], plural: &dyn Fn(u32) -> String) -> String {
    let mut said = String::new();
    fill_until(&mut template.chars(), arguments, plural, &mut said);
    said
}

/// Stops at the end of a variant or a choice, and says which it was.
fn fill_until(
    rest: &mut std::str::Chars<'_>,
    arguments: &[Argument<'_>],
    plural: &dyn Fn(u32) -> String,
    said: &mut String,
) -> Option<char> {
    while let Some(letter) = rest.next() {
        match letter {
            '\u{1}' => match argument(rest, arguments) {
                Some(Argument::Text(text)) => said.push_str(text),
                Some(Argument::Number(number)) => said.push_str(&intl::number(*number)),
                None => {}
            },
            '\u{2}' => choose(rest, arguments, plural, said),
            '\u{3}' | '\u{5}' => return Some(letter),
            letter => said.push(letter),
        }
    }
    None
}

fn choose(
    rest: &mut std::str::Chars<'_>,
    arguments: &[Argument<'_>],
    plural: &dyn Fn(u32) -> String,
    said: &mut String,
) {
    let (exact, form) = match argument(rest, arguments) {
        Some(Argument::Number(number)) => (number.to_string(), plural(*number)),
        Some(Argument::Text(text)) => (text.to_string(), String::new()),
        None => (String::new(), String::new()),
    };
    let mut chosen: Option<(u8, String)> = None;
    let mut more = rest.next() == Some('\u{3}');
    while more {
        let key: String = rest.by_ref().take_while(|letter| *letter != '\u{4}').collect();
        let mut variant = String::new();
        more = fill_until(rest, arguments, plural, &mut variant) == Some('\u{3}');
        let name = key.trim_start_matches('*');
        let rank = match () {
            () if name == exact => 3,
            () if name == form => 2,
            () if key.starts_with('*') => 1,
            () => 0,
        };
        if rank > chosen.as_ref().map_or(0, |(rank, _)| *rank) {
            chosen = Some((rank, variant));
        }
    }
    said.push_str(&chosen.map(|(_, variant)| variant).unwrap_or_default());
}

fn argument<'a, 'b>(
    rest: &mut std::str::Chars<'_>,
    arguments: &'b [Argument<'a>],
) -> Option<&'b Argument<'a>> {
    let letter = rest.next()?;
    ('a'..='z')
        .zip(arguments)
        .find_map(|(place, argument)| (place == letter).then_some(argument))
}

/// Stops the compiler where the arguments are not the text's own, in alphabetical order.
#[expect(
    clippy::indexing_slicing,
    reason = "it runs in the compiler, which stops at a place that is not there"
)]
pub(crate) const fn check(text: Text, given: &[&str]) {
    let wanted = ARGUMENTS[text.0];
    assert!(
        wanted.len() == given.len(),
        "the text takes another number of arguments"
    );
    let mut place = 0;
    while place < wanted.len() {
        assert!(
            same(wanted[place].as_bytes(), given[place].as_bytes()),
            "the text's arguments have other names, or stand in alphabetical order"
        );
        place += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "it runs in the compiler, which stops at a place that is not there"
)]
const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}

macro_rules! t {
    ($key:ident $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = $crate::texts::check($crate::texts::keys::$key, &[$(stringify!($name)),*]);
        $crate::texts::say($crate::texts::keys::$key, &[$($crate::texts::Argument::from($value)),*])
    }};
}
pub(crate) use t;

/// A text without arguments, for whoever says it later.
macro_rules! text {
    ($key:ident) => {{
        const _: () = $crate::texts::check($crate::texts::keys::$key, &[]);
        $crate::texts::keys::$key
    }};
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::{Argument, LANGUAGES, Language, fill};

    fn english(number: u32) -> String {
        if number == 1 { "one" } else { "other" }.to_owned()
    }

    #[test]
    fn arguments_stand_where_the_text_wants_them() {
        let said = fill("\u{1}b and \u{1}a", &["x".into(), "y".into()], &english);
        assert_eq!(said, "y and x");
    }

    #[test]
    fn the_number_itself_wins_over_its_form_and_the_form_over_the_default() {
        let template = "<\u{2}a\u{3}0\u{4}none\u{3}one\u{4}one\u{3}*other\u{4}many\u{5}>";
        for (number, wanted) in [(0_u32, "<none>"), (1, "<one>"), (7, "<many>")] {
            assert_eq!(fill(template, &[Argument::Number(number)], &english), wanted);
        }
    }

    #[test]
    fn a_choice_stands_in_a_choice() {
        let template = "\u{2}a\u{3}x\u{4}[\u{2}b\u{3}*y\u{4}\u{1}b\u{5}]\u{3}*z\u{4}no\u{5}!";
        assert_eq!(fill(template, &["x".into(), "q".into()], &english), "[q]!");
        assert_eq!(fill(template, &["w".into(), "q".into()], &english), "no!");
    }

    #[test]
    fn the_browsers_wishes_are_followed_in_their_order() {
        let of = |tags: &[&str]| Language::preferred(tags.iter().map(ToString::to_string)).code;
        assert_eq!(of(&["nb-NO", "da-DK", "sv"]), "da");
        assert_eq!(of(&["sv-FI", "en"]), "sv");
        assert_eq!(of(&["fi"]), "en");
    }

    #[test]
    fn every_language_has_every_text() {
        let counts: Vec<_> = LANGUAGES.iter().map(|language| language.texts.len()).collect();
        assert!(
            LANGUAGES.len() >= 3 && counts.windows(2).all(|pair| pair[0] == pair[1]),
            "{counts:?}"
        );
        for language in LANGUAGES {
            assert!(
                language.texts.iter().all(|text| !text.trim().is_empty()),
                "{}",
                language.code
            );
        }
    }
}
