//! What `index.html` may not hold: anything that the content security policy would block, or that loads unchecked.

use anyhow::{Result, bail};

/// Refuses inline scripts and styles, and scripts and sheets without `integrity`.
pub(crate) fn check(html: &str) -> Result<()> {
    for tag in tags(html) {
        let lower = tag.to_lowercase();
        let name = lower.split_whitespace().next().unwrap_or_default();
        let attribute = |wanted: &str| lower.split_whitespace().any(|word| word.starts_with(wanted));
        let loads_code = name == "script"
            || lower.contains("rel=\"stylesheet\"")
            || lower.contains("rel=\"modulepreload\"");
        if name == "style" || attribute("style=") || (name == "script" && !attribute("src=")) {
            bail!("<{tag}> is inline; the content security policy blocks it: use a file");
        }
        if lower
            .split_whitespace()
            .skip(1)
            .any(|word| word.starts_with("on") && word.contains('='))
        {
            bail!("<{tag}> has an event handler; the content security policy blocks it");
        }
        if loads_code && !attribute("integrity=\"sha384-") {
            bail!("<{tag}> loads code without a check: give it integrity=\"{{{{integrity:NAME}}}}\"");
        }
    }
    Ok(())
}

/// The insides of all opening tags. Comments count as well: what is wrong in one is wrong.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<')
        .skip(1)
        .filter(|part| part.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        .filter_map(|part| part.split_once('>').map(|(tag, _)| tag))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_page_of_checked_files_passes() {
        check(
            "<!doctype html><html lang=\"en\"><link rel=\"stylesheet\" href=\"/a.css\" integrity=\"sha384-x\">\
             <link rel=\"icon\" href=\"/i.svg\"><script type=\"module\" src=\"/b.js\" integrity=\"sha384-x\"></script></html>",
        )
        .unwrap();
    }

    #[test]
    fn what_the_browser_would_block_is_refused() {
        for html in [
            "<script>go()</script>",
            "<style>a{}</style>",
            "<p style=\"color:red\">",
            "<button type=\"button\" onclick=\"go()\">",
            "<script src=\"/a.js\"></script>",
            "<link\n  rel=\"stylesheet\" href=\"/a.css\">",
            "<link rel=\"modulepreload\" href=\"/a.js\">",
        ] {
            assert!(check(html).is_err(), "{html}");
        }
    }
}
