//! Templates: text with `{{url:NAME}}`, `{{integrity:NAME}}` and `{{assets}}` in it.

use crate::assets::Assets;
use anyhow::{Context, Result, bail};

/// Fills in what stands between double braces. An unknown word or name is an error.
pub(crate) fn fill(template: &str, assets: &Assets) -> Result<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (word, after) = after.split_once("}}").context("a {{ has no }}")?;
        text.push_str(before);
        text.push_str(&value(word.trim(), assets)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn value(word: &str, assets: &Assets) -> Result<String> {
    match word.split_once(':') {
        Some(("url", name)) => Ok(assets.get(name)?.url.clone()),
        Some(("integrity", name)) => Ok(assets.get(name)?.integrity.clone()),
        None if word == "assets" => Ok(map(assets)),
        _ => bail!("{{{{{word}}}}} is none of {{{{url:NAME}}}}, {{{{integrity:NAME}}}}, {{{{assets}}}}"),
    }
}

/// Every asset so far, as a JSON object that is also a JavaScript one: name → address and integrity.
fn map(assets: &Assets) -> String {
    let entries = assets.iter().map(|(name, asset)| {
        (
            name.to_owned(),
            serde_json::json!({ "url": asset.url, "integrity": asset.integrity }),
        )
    });
    serde_json::Value::Object(entries.collect()).to_string()
}

#[cfg(test)]
mod tests {
    use super::fill;
    use crate::assets::Assets;

    fn assets() -> Assets {
        let mut assets = Assets::default();
        assets.add("app.js", b"abc".to_vec()).unwrap();
        assets
    }

    #[test]
    fn addresses_and_hashes_are_filled_in() {
        let text = fill(
            "<script src=\"{{url:app.js}}\" integrity=\"{{ integrity:app.js }}\">",
            &assets(),
        )
        .unwrap();
        assert!(
            text.starts_with("<script src=\"/assets/app-ba7816bf8f01cfea.js\" integrity=\"sha384-ywB1"),
            "{text}"
        );
        assert!(!text.contains('{'));
    }

    #[test]
    fn the_map_holds_every_asset() {
        let text = fill("{{assets}}", &assets()).unwrap();
        assert!(
            text.contains("\"app.js\":{") && text.contains("\"url\":\"/assets/app-ba7816bf8f01cfea.js\""),
            "{text}"
        );
    }

    #[test]
    fn what_is_unknown_fails_and_is_named() {
        for (template, named) in [
            ("{{url:no.js}}", "no.js"),
            ("{{title}}", "title"),
            ("{{url:app.js", "}}"),
        ] {
            let error = fill(template, &assets()).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
