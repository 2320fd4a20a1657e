//! Fluent to Rust. All languages must have the keys of the reference, with the same arguments; anything else is a
//! fault, and so is any part of Fluent that nothing here needs (functions, terms, attributes).
//!
//! A message becomes one string. Control characters, which no text holds, mark what is not literal:
//!
//! | marks | meaning |
//! | --- | --- |
//! | `\u{1}` letter | the argument with that place (`a` is the first, in alphabetical order of their names) |
//! | `\u{2}` letter | begins a choice by that argument |
//! | `\u{3}` key `\u{4}` text | one variant; the default one's key begins with `*` |
//! | `\u{5}` | ends the choice |

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// One language's file.
pub(crate) struct Source {
    /// Such as `sv`.
    pub(crate) code: String,
    /// What stands in it.
    pub(crate) ftl: String,
}

/// Messages by key.
type Messages = BTreeMap<String, Compiled>;

#[derive(Default)]
struct Compiled {
    arguments: BTreeSet<String>,
    text: String,
}

/// The Rust file, or everything that is wrong.
pub(crate) fn compile(sources: &[Source], reference: &str) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let languages: BTreeMap<&str, Messages> = sources
        .iter()
        .map(|source| (source.code.as_str(), messages(source, &mut faults)))
        .collect();
    let Some(wanted) = languages.get(reference) else {
        return Err(vec![format!("there is no language {reference}")]);
    };
    for (code, messages) in &languages {
        compare(code, messages, wanted, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(rust(wanted, &languages))
}

fn compare(code: &str, messages: &Messages, wanted: &Messages, faults: &mut Vec<String>) {
    for (key, message) in wanted {
        match messages.get(key) {
            None => faults.push(format!("{code}: {key} is missing")),
            Some(other) if other.arguments != message.arguments => faults.push(format!(
                "{code}: {key} has the arguments {:?}, it should have {:?}",
                other.arguments, message.arguments
            )),
            Some(_) => {}
        }
    }
    for key in messages.keys().filter(|key| !wanted.contains_key(*key)) {
        faults.push(format!("{code}: {key} exists in no other language"));
    }
}

fn messages(source: &Source, faults: &mut Vec<String>) -> Messages {
    let resource = parser::parse(source.ftl.as_str()).unwrap_or_else(|(resource, errors)| {
        faults.extend(errors.iter().map(|error| format!("{}: {error}", source.code)));
        resource
    });
    let mut messages = Messages::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => match message_of(message) {
                Ok(compiled) => {
                    let key = message.id.name.to_owned();
                    if messages.insert(key.clone(), compiled).is_some() {
                        faults.push(format!("{}: {key} stands there twice", source.code));
                    }
                }
                Err(fault) => faults.push(format!("{}: {}: {fault}", source.code, message.id.name)),
            },
            Entry::Term(term) => {
                faults.push(format!(
                    "{}: -{}: terms are not supported",
                    source.code, term.id.name
                ));
            }
            Entry::Junk { content } => faults.push(format!("{}: not Fluent: {content}", source.code)),
            _ => {}
        }
    }
    messages
}

fn message_of(message: &Message<&str>) -> Result<Compiled, String> {
    let pattern = message.value.as_ref().ok_or("has no text")?;
    if !message.attributes.is_empty() {
        return Err("attributes are not supported".to_owned());
    }
    let mut arguments = BTreeSet::new();
    arguments_of(pattern, &mut arguments)?;
    let mut text = String::new();
    write_pattern(pattern, &arguments, &mut text)?;
    Ok(Compiled { arguments, text })
}

fn arguments_of(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) -> Result<(), String> {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => found.extend(argument(inline)?),
            Expression::Select { selector, variants } => {
                found.extend(argument(selector)?);
                for variant in variants {
                    arguments_of(&variant.value, found)?;
                }
            }
        }
    }
    Ok(())
}

/// The name of an argument; none where a literal stands.
fn argument(inline: &InlineExpression<&str>) -> Result<Option<String>, String> {
    match inline {
        InlineExpression::VariableReference { id } => Ok(Some(id.name.to_owned())),
        InlineExpression::StringLiteral { .. } => Ok(None),
        _ => Err("only arguments and literals may stand in braces".to_owned()),
    }
}

fn write_pattern(
    pattern: &Pattern<&str>,
    arguments: &BTreeSet<String>,
    text: &mut String,
) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression } => write_placeable(expression, arguments, text)?,
        }
    }
    Ok(())
}

fn write_placeable(
    expression: &Expression<&str>,
    arguments: &BTreeSet<String>,
    text: &mut String,
) -> Result<(), String> {
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => text.push_str(value),
        Expression::Inline(inline) => {
            text.push('\u{1}');
            text.push(place(inline, arguments)?);
        }
        Expression::Select { selector, variants } => {
            text.push('\u{2}');
            text.push(place(selector, arguments)?);
            for variant in variants {
                let (VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name }) =
                    variant.key;
                let star = if variant.default { "*" } else { "" };
                let _never_fails = write!(text, "\u{3}{star}{name}\u{4}");
                write_pattern(&variant.value, arguments, text)?;
            }
            text.push('\u{5}');
        }
    }
    Ok(())
}

fn place(inline: &InlineExpression<&str>, arguments: &BTreeSet<String>) -> Result<char, String> {
    let name = argument(inline)?.ok_or("a literal chooses nothing")?;
    ('a'..='z')
        .zip(arguments)
        .find_map(|(letter, argument)| (*argument == name).then_some(letter))
        .ok_or_else(|| "too many arguments".to_owned())
}

/// Constants for the keys, a table of their arguments, and a table of texts for each language.
fn rust(wanted: &Messages, languages: &BTreeMap<&str, Messages>) -> String {
    let mut rust = String::from("pub(crate) mod keys {\nuse super::Text;\n");
    for (place, key) in wanted.keys().enumerate() {
        let constant = key.to_uppercase().replace('-', "_");
        let _never_fails = writeln!(rust, "pub(crate) const {constant}: Text = Text({place});");
    }
    rust.push_str("}\npub(crate) const ARGUMENTS: &[&[&str]] = &[\n");
    for message in wanted.values() {
        let names: Vec<_> = message.arguments.iter().collect();
        let _never_fails = writeln!(rust, "&{names:?},");
    }
    rust.push_str("];\npub(crate) static LANGUAGES: &[Language] = &[\n");
    for (code, messages) in languages {
        let _never_fails = writeln!(rust, "Language {{ code: {code:?}, texts: &[");
        for message in messages.values() {
            let _never_fails = writeln!(rust, "{:?},", message.text);
        }
        rust.push_str("] },\n");
    }
    rust.push_str("];\n");
    rust
}
