//! The folder that is handed out: each file also compressed, and a list of all with sizes and hashes.

use crate::assets::{Assets, sha256_hex};
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use serde_json::{Map, Value, json};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// What a file weighs.
struct Sizes {
    path: String,
    raw: usize,
    brotli: Option<usize>,
    gzip: Option<usize>,
    sha256: String,
}

/// Writes the folder anew, beside the old one, then takes its place.
pub(crate) fn write(dist: &Path, page: &str, assets: &Assets) -> Result<()> {
    let fresh = dist.with_extension("new");
    remove(&fresh)?;
    let mut all = vec![write_file(&fresh, "index.html", page.as_bytes())?];
    for (_, asset) in assets.iter() {
        all.push(write_file(
            &fresh,
            asset.url.trim_start_matches('/'),
            &asset.bytes,
        )?);
    }
    fs::write(fresh.join("manifest.json"), manifest(&all)?)?;
    remove(dist)?;
    fs::rename(&fresh, dist).with_context(|| format!("cannot write {}", dist.display()))?;
    show(&all);
    Ok(())
}

fn write_file(folder: &Path, path: &str, bytes: &[u8]) -> Result<Sizes> {
    let target = folder.join(path);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&target, bytes)?;
    let brotli = keep_if_smaller(&target, "br", bytes, &brotli(bytes)?)?;
    let gzip = keep_if_smaller(&target, "gz", bytes, &gzip(bytes)?)?;
    Ok(Sizes {
        path: path.to_owned(),
        raw: bytes.len(),
        brotli,
        gzip,
        sha256: sha256_hex(bytes),
    })
}

/// Fonts and pictures are compressed already; a second time would only make them larger.
fn keep_if_smaller(target: &Path, suffix: &str, raw: &[u8], packed: &[u8]) -> Result<Option<usize>> {
    if packed.len() >= raw.len() {
        return Ok(None);
    }
    fs::write(format!("{}.{suffix}", target.display()), packed)?;
    Ok(Some(packed.len()))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
    Ok(packed)
}

/// Without a time in the header, so that the same bytes pack alike.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn manifest(all: &[Sizes]) -> Result<String> {
    let files: Map<_, _> = all
        .iter()
        .map(|file| {
            let sizes = json!({ "raw": file.raw, "br": file.brotli, "gz": file.gzip });
            (
                file.path.clone(),
                json!({ "sha256": file.sha256, "bytes": sizes }),
            )
        })
        .collect();
    Ok(serde_json::to_string_pretty(&Value::Object(files))? + "\n")
}

fn show(all: &[Sizes]) {
    println!("{:>10} {:>10}  web/dist", "raw", "brotli");
    for file in all {
        println!(
            "{:>10} {:>10}  {}",
            file.raw,
            file.brotli.unwrap_or(file.raw),
            file.path
        );
    }
    let brotli: usize = all.iter().map(|file| file.brotli.unwrap_or(file.raw)).sum();
    println!(
        "{:>10} {brotli:>10}  in all",
        all.iter().map(|file| file.raw).sum::<usize>()
    );
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{brotli, gzip, write};
    use crate::assets::Assets;
    use std::fs;
    use std::io::Read as _;

    #[test]
    fn what_was_compressed_comes_back() {
        let text = b"sealed ".repeat(1000);
        let mut opened = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text).unwrap(), &mut opened).unwrap();
        assert_eq!(opened, text);
        let mut opened = Vec::new();
        flate2::read::GzDecoder::new(&*gzip(&text).unwrap())
            .read_to_end(&mut opened)
            .unwrap();
        assert_eq!(opened, text);
    }

    #[test]
    fn writing_twice_gives_the_same_bytes_and_leaves_nothing_old() {
        let dist = std::env::temp_dir().join(format!("glue-dist-{}", std::process::id()));
        let mut assets = Assets::default();
        assets.add("a.css", b"body{margin:0}".repeat(20)).unwrap();
        write(&dist, "<p>", &assets).unwrap();
        let first = fs::read(dist.join("manifest.json")).unwrap();
        fs::write(dist.join("old.js"), "").unwrap();
        write(&dist, "<p>", &assets).unwrap();
        assert_eq!(fs::read(dist.join("manifest.json")).unwrap(), first);
        assert!(!dist.join("old.js").exists());
        assert!(
            dist.join("assets").read_dir().unwrap().count() == 3,
            "the sheet, and it packed twice"
        );
        fs::remove_dir_all(&dist).unwrap();
    }
}
