//! The files a browser loads: each under a name that holds its hash, so that it can be cached for ever.

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Letters of the hash that stand in a name: 64 bits.
const HASH_LETTERS: usize = 16;

/// All of them, by the names they have in the sources.
#[derive(Default)]
pub(crate) struct Assets(BTreeMap<String, Asset>);

/// One of them.
pub(crate) struct Asset {
    /// Where it lies: `/assets/`, then name and hash.
    pub(crate) url: String,
    /// For an `integrity` attribute.
    pub(crate) integrity: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

impl Assets {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let url = format!("/assets/{}", hashed_name(name, &bytes));
        let integrity = integrity(&bytes);
        if self
            .0
            .insert(
                name.to_owned(),
                Asset {
                    url,
                    integrity,
                    bytes,
                },
            )
            .is_some()
        {
            bail!("two files are called {name}");
        }
        Ok(())
    }

    /// Finds one by its name in the sources.
    pub(crate) fn get(&self, name: &str) -> Result<&Asset> {
        self.0.get(name).with_context(|| {
            format!(
                "there is no {name}; there are: {}",
                self.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
            )
        })
    }

    /// All of them, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(name, asset)| (name.as_str(), asset))
    }
}

/// `fonts/text.woff2` becomes `fonts/text-0123456789abcdef.woff2`.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash: String = sha256_hex(bytes).chars().take(HASH_LETTERS).collect();
    let (folder, file) = name
        .rsplit_once('/')
        .map_or(("", name), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, extension)) => format!("{folder}{slash}{stem}-{hash}.{extension}"),
        None => format!("{folder}{slash}{file}-{hash}"),
    }
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _never_fails = write!(text, "{byte:02x}");
            text
        })
}

/// Subresource integrity: `sha384-` and base64.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::{Assets, hashed_name, integrity};

    #[test]
    fn the_hash_stands_before_the_extension() {
        assert_eq!(hashed_name("app.js", b"abc"), "app-ba7816bf8f01cfea.js");
        assert_eq!(
            hashed_name("fonts/a.b.woff2", b"abc"),
            "fonts/a.b-ba7816bf8f01cfea.woff2"
        );
        assert_eq!(
            hashed_name("v1.2/LICENCE", b"abc"),
            "v1.2/LICENCE-ba7816bf8f01cfea"
        );
    }

    #[test]
    fn integrity_is_what_browsers_compare() {
        let abc = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(integrity(b"abc"), abc);
    }

    #[test]
    fn a_name_is_taken_once() {
        let mut assets = Assets::default();
        assets.add("a.css", b"1".to_vec()).unwrap();
        assert!(assets.add("a.css", b"2".to_vec()).is_err());
    }
}
