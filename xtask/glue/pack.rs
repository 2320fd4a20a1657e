//! Packing: the compiled programs and the files of `web/` become the folder that the server hands out.
//!
//! Every file is named by its hash, and whoever loads it knows that hash: `index.html` the boot script's and the
//! styles', the boot script the programs'. So the page's hash stands for the whole app.

use crate::assets::Assets;
use crate::{bindings, css, dist, html, template};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What wasm-bindgen calls the function that starts a module; `web/worker.js` calls it.
const INIT: &str = "__wbg_init";

/// Packs the programs `app`, `worker` and `meter` into `dist`.
pub(crate) fn pack([app, worker, meter]: [&Path; 3], web: &Path, dist: &Path) -> Result<()> {
    let mut assets = Assets::default();
    add_static(&web.join("static"), &mut assets)?;
    let app = bindings::module(app)?;
    assets.add("app_bg.wasm", app.wasm)?;
    assets.add("app.js", app.js.into_bytes())?;
    let meter = bindings::within(meter, "meter")?;
    assets.add("meter_bg.wasm", meter.wasm)?;
    let worker = bindings::module(worker)?;
    assets.add("worker_bg.wasm", worker.wasm)?;
    let start = filled(&web.join("worker.js"), &assets)?;
    if !worker.js.contains(&format!("function {INIT}(")) {
        bail!("wasm-bindgen's glue has no {INIT} any more; see what web/worker.js should call");
    }
    // One file instead of three: a browser asks for an import only after the first arrived, and checks none in a worker.
    let all = [worker.js, meter.js, start].join("\n");
    assets.add("worker.js", all.into_bytes())?;
    let boot = filled(&web.join("boot.js"), &assets)?;
    assets.add("boot.js", boot.into_bytes())?;
    let page = filled(&web.join("index.html"), &assets)?;
    html::check(&page).context("web/index.html")?;
    dist::write(dist, &page, &assets)
}

/// Adds `web/static`: style sheets and the web manifest last, since they name other files.
fn add_static(folder: &Path, assets: &mut Assets) -> Result<()> {
    let mut names = Vec::new();
    list(folder, "", &mut names)?;
    names.sort_by_key(|name| (refers_to_others(name), name.clone()));
    for name in names {
        let path = folder.join(&name);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let bytes = match extension(&name) {
            "css" => css::rewrite(&name, &text(bytes, &path)?, assets)?.into_bytes(),
            "webmanifest" => template::fill(&text(bytes, &path)?, assets)?.into_bytes(),
            _ => bytes,
        };
        assets.add(&name, bytes)?;
    }
    Ok(())
}

/// Every file below a folder, by its path from there with `/`. A folder that is not there has none.
fn list(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .ok()
            .context("a file name under web/static is not UTF-8")?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{prefix}{name}/"), names)?;
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

fn filled(path: &Path, assets: &Assets) -> Result<String> {
    let template = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    template::fill(&template, assets).with_context(|| format!("{}", path.display()))
}

fn text(bytes: Vec<u8>, path: &Path) -> Result<String> {
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))
}

fn refers_to_others(name: &str) -> bool {
    ["css", "webmanifest"].contains(&extension(name))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
