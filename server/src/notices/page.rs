//! A notice as HTML and as text. The template escapes whatever it is given, and fetches nothing.

use super::language::Language;
use askama::Template;

/// One piece of a notice, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A paragraph.
    Words(String),
    /// What is to be typed.
    Code(String),
    /// Where to go. Never to a sign-in.
    Link(String),
}

/// All of it.
#[derive(Template)]
#[template(path = "notice.html")]
pub(super) struct Page<'a> {
    language: &'static str,
    subject: &'a str,
    parts: &'a [Part],
    footer: &'a [String],
}

impl<'a> Page<'a> {
    /// A page in a language.
    pub(super) fn new(language: Language, subject: &'a str, parts: &'a [Part], footer: &'a [String]) -> Self {
        Self {
            language: language.tag(),
            subject,
            parts,
            footer,
        }
    }

    /// For programs that show HTML. `None` only if the template fails.
    pub(super) fn html(&self) -> Option<String> {
        self.render().ok()
    }

    /// For all others: the same words.
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Code(code) => format!("    {code}"),
            Part::Link(link) => link.clone(),
        });
        let blocks: Vec<String> = std::iter::once(self.subject.to_owned())
            .chain(parts)
            .chain(self.footer.iter().cloned())
            .collect();
        let mut text = blocks.join("\n\n");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_looks_like_html_is_escaped() {
        let wild = r#"<script>&"'"#;
        let parts = [
            Part::Words(wild.into()),
            Part::Code(wild.into()),
            Part::Link(wild.into()),
        ];
        let footer = [wild.to_owned()];
        let html = Page::new(Language::Da, wild, &parts, &footer).html().unwrap();
        assert!(!html.contains("<script>"), "{html}");
        assert!(!html.contains(wild));
        assert_eq!(html.matches("&#60;script&#62;&#38;&#34;&#39;").count(), 7);
    }

    #[test]
    fn the_page_names_its_language_and_fetches_nothing() {
        let html = Page::new(Language::Da, "Emne", &[], &[]).html().unwrap();
        assert!(html.contains(r#"<html lang="da">"#), "{html}");
        for fetching in ["src=", "url(", "<img", "<link", "@import", "http"] {
            assert!(!html.contains(fetching), "{fetching}");
        }
    }
}
