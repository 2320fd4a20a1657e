//! Style sheets: what they refer to gets its hashed name.

use crate::assets::Assets;
use anyhow::{Context, Result, bail};

/// Rewrites every `url(…)` that is a file of ours. `name` is the sheet's own, from which relative references start.
pub(crate) fn rewrite(name: &str, css: &str, assets: &Assets) -> Result<String> {
    if css.contains("@import") {
        bail!("{name} has an @import, which loads without a check: link both sheets from index.html");
    }
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("url(") {
        let (reference, after) = after
            .split_once(')')
            .with_context(|| format!("{name}: a url( has no )"))?;
        let reference = reference.trim().trim_matches(['"', '\'']);
        text.push_str(before);
        text.push_str("url(\"");
        text.push_str(&target(name, reference, assets)?);
        text.push_str("\")");
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn target(sheet: &str, reference: &str, assets: &Assets) -> Result<String> {
    if reference.starts_with("data:") || reference.starts_with('#') {
        return Ok(reference.to_owned());
    }
    if reference.contains(':') || reference.starts_with("//") {
        bail!("{sheet} loads {reference}: everything must come from this site");
    }
    let (file, fragment) = reference
        .split_once('#')
        .map_or((reference, None), |(file, part)| (file, Some(part)));
    let url = &assets
        .get(&resolve(sheet, file))
        .with_context(|| format!("{sheet}: {reference}"))?
        .url;
    Ok(fragment.map_or_else(|| url.clone(), |part| format!("{url}#{part}")))
}

/// `../fonts/a.woff2` in `css/b.css` is `fonts/a.woff2`.
fn resolve(sheet: &str, reference: &str) -> String {
    let mut parts: Vec<_> = sheet.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{resolve, rewrite};
    use crate::assets::Assets;

    fn assets() -> Assets {
        let mut assets = Assets::default();
        assets.add("fonts/a.woff2", b"abc".to_vec()).unwrap();
        assets
    }

    #[test]
    fn references_to_our_files_get_the_hashed_names() {
        let css =
            "@font-face{src:url(\"fonts/a.woff2\") format(\"woff2\")} b{background:url( 'fonts/a.woff2#x' )}";
        let text = rewrite("site.css", css, &assets()).unwrap();
        assert_eq!(
            text,
            "@font-face{src:url(\"/assets/fonts/a-ba7816bf8f01cfea.woff2\") format(\"woff2\")} \
             b{background:url(\"/assets/fonts/a-ba7816bf8f01cfea.woff2#x\")}"
        );
    }

    #[test]
    fn references_start_from_the_sheets_own_folder() {
        assert_eq!(resolve("css/site.css", "../fonts/a.woff2"), "fonts/a.woff2");
        assert_eq!(resolve("css/site.css", "./b.svg"), "css/b.svg");
        assert_eq!(resolve("site.css", "fonts/a.woff2"), "fonts/a.woff2");
    }

    #[test]
    fn what_is_missing_foreign_or_imported_is_refused() {
        for css in [
            "a{b:url(none.svg)}",
            "a{b:url(https://example.org/x.png)}",
            "@import \"b.css\";",
            "a{b:url(x",
        ] {
            assert!(rewrite("site.css", css, &assets()).is_err(), "{css}");
        }
    }
}
