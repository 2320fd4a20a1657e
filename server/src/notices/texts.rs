//! The sentences, from `server/texts`. Read anew for each notice: that takes a fraction of a millisecond, and nothing is
//! shared between threads.

use super::language::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use time::OffsetDateTime;

/// One language's sentences.
pub(super) struct Texts(FluentBundle<FluentResource>);

/// What stands in a sentence's gaps, by name.
pub(super) type Gaps<'a> = FluentArgs<'a>;

impl Texts {
    /// Those of a language.
    pub(super) fn of(language: Language) -> Self {
        let tag = language.tag().parse().expect("the tags are well-formed");
        let mut bundle = FluentBundle::new(vec![tag]);
        // The marks that keep directions of writing apart would end up in what people copy.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source(language).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self(bundle)
    }

    /// The message's own value, or the one of its attribute, with its gaps filled. `None` where there is none.
    pub(super) fn find(&self, key: &str, attribute: Option<&str>, gaps: &Gaps<'_>) -> Option<String> {
        let message = self.0.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut faults = Vec::new();
        let text = self.0.format_pattern(pattern, Some(gaps), &mut faults);
        faults.is_empty().then(|| text.into_owned())
    }

    /// A moment in words, in UTC.
    pub(super) fn time(&self, at_ms: u64) -> Option<String> {
        let at = OffsetDateTime::from_unix_timestamp(i64::try_from(at_ms / 1000).ok()?).ok()?;
        let mut gaps = Gaps::new();
        gaps.set("day", at.day());
        gaps.set("month", u8::from(at.month()));
        gaps.set("year", at.year().to_string());
        gaps.set("hour", format!("{:02}", at.hour()));
        gaps.set("minute", format!("{:02}", at.minute()));
        self.find("time", None, &gaps)
    }
}

/// What somebody wrote, as a gap's content: one line without anything that could be taken for an address or a link.
pub(super) fn name(written: &str) -> FluentValue<'static> {
    const CHARS_MAX: usize = 40;
    let harmless = |char: char| {
        if char.is_alphanumeric() || matches!(char, ' ' | ',' | '-' | '\'' | '(' | ')' | '+') {
            char
        } else {
            ' '
        }
    };
    let words: String = written.chars().take(CHARS_MAX).map(harmless).collect();
    FluentValue::from(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn source(language: Language) -> &'static str {
    match language {
        Language::Sv => include_str!("../../texts/sv.ftl"),
        Language::Da => include_str!("../../texts/da.ftl"),
        Language::En => include_str!("../../texts/en.ftl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
    use std::collections::{BTreeMap, BTreeSet};

    fn gaps_of(pattern: &Pattern<&str>, gaps: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let inline = match element {
                PatternElement::TextElement { .. } => continue,
                PatternElement::Placeable {
                    expression: Expression::Inline(inline),
                } => inline,
                PatternElement::Placeable {
                    expression: Expression::Select { selector, variants },
                } => {
                    variants.iter().for_each(|variant| gaps_of(&variant.value, gaps));
                    selector
                }
            };
            let InlineExpression::VariableReference { id } = inline else {
                panic!("only gaps are used: {inline:?}");
            };
            gaps.insert(id.name.to_owned());
        }
    }

    /// Every value and attribute of a language, with the names of its gaps.
    fn inventory(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let resource = fluent_syntax::parser::parse(source(language)).unwrap();
        let mut all = BTreeMap::new();
        let mut note = |key: String, pattern: &Pattern<&str>| {
            let mut gaps = BTreeSet::new();
            gaps_of(pattern, &mut gaps);
            assert!(all.insert(key.clone(), gaps).is_none(), "{key} stands twice");
        };
        for entry in &resource.body {
            match entry {
                Entry::Message(message) => {
                    note(message.id.name.to_owned(), message.value.as_ref().unwrap());
                    for attribute in &message.attributes {
                        let key = format!("{}.{}", message.id.name, attribute.id.name);
                        note(key, &attribute.value);
                    }
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("not a message: {other:?}"),
            }
        }
        all
    }

    #[test]
    fn every_language_has_the_same_texts_with_the_same_gaps() {
        let english = inventory(Language::En);
        assert!(english.len() > 60);
        assert_eq!(inventory(Language::Sv), english);
        assert_eq!(inventory(Language::Da), english);
    }

    #[test]
    fn a_moment_is_told_in_words_and_in_utc() {
        let at_ms = 1_795_543_083_000;
        for (language, words) in [
            (Language::Sv, "24 november 2026 kl. 17.58 UTC"),
            (Language::Da, "24. november 2026 kl. 17.58 UTC"),
            (Language::En, "24 November 2026 at 17:58 UTC"),
        ] {
            assert_eq!(Texts::of(language).time(at_ms).unwrap(), words);
        }
    }

    #[test]
    fn a_gap_that_stays_empty_is_no_text() {
        let texts = Texts::of(Language::En);
        assert_eq!(texts.find("phone-code-sms", None, &Gaps::new()), None);
        assert_eq!(texts.find("nothing", None, &Gaps::new()), None);
    }

    #[test]
    fn a_name_is_one_line_without_links_or_marks() {
        let FluentValue::String(name) = name("Log in:\r\nhttps://evil.example/<b>\u{202e} æøå") else {
            panic!("text");
        };
        assert_eq!(name, "Log in https evil example b æøå");
    }
}
