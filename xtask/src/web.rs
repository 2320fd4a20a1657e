//! `web`: builds the browser's programs and packs them, with everything else a browser loads, into `web/dist`.
//!
//! Cargo knows whether the programs are up to date; what was packed is remembered by a fingerprint.

use crate::setup::{Part, glue, system, wasm};
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// The page's program, the worker's, and the judge of passwords that the worker calls: binaries of the package `web`.
const PROGRAMS: [&str; 3] = ["app", "worker", "meter"];

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("web").about("Build the web app into web/dist")
}

/// Builds the web app, where something changed.
pub(crate) fn run(bench: &Workbench) -> Result<()> {
    system(bench, &[Part::Native, Part::Wasm])?;
    let toolchain = wasm::toolchain(bench)?;
    bench.run(&mut toolchain.cargo(
        bench,
        &["build", "--package", "web", "--bins", "--profile", "web"],
    ))?;
    let programs = PROGRAMS.map(|name| compiled(bench, name));
    let stamp = stamp(bench);
    let dist = dist(bench);
    let fingerprint = fingerprint(bench, &programs)?;
    if dist.join("manifest.json").exists()
        && fs::read_to_string(&stamp).is_ok_and(|packed| packed == fingerprint)
    {
        println!("web/dist is up to date");
        return Ok(());
    }
    let mut pack = bench.command(glue::program(bench)?);
    bench.run(
        pack.arg("pack")
            .args(&programs)
            .arg(bench.root.join("web"))
            .arg(&dist),
    )?;
    fs::write(stamp, fingerprint)?;
    Ok(())
}

/// Where the packed app lies.
pub(crate) fn dist(bench: &Workbench) -> PathBuf {
    bench.root.join("web/dist")
}

/// Holds the fingerprint of what was packed last.
pub(crate) fn stamp(bench: &Workbench) -> PathBuf {
    bench.target.join("web/packed")
}

fn compiled(bench: &Workbench, name: &str) -> PathBuf {
    bench
        .target
        .join("web")
        .join(wasm::TARGET)
        .join("web")
        .join(name)
        .with_extension("wasm")
}

/// Changes with everything that packing reads: the programs, the hand-written files, and the packer itself.
fn fingerprint(bench: &Workbench, programs: &[PathBuf]) -> Result<String> {
    let mut files = programs.to_vec();
    files.push(bench.root.join("Cargo.lock"));
    for folder in ["web", "web/static", "xtask/glue"] {
        let deep = folder != "web";
        collect(&bench.root.join(folder), deep, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.hash(&mut hasher);
        fs::read(file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The files of a folder; where `deep`, of its folders as well. A folder that is not there has none.
fn collect(folder: &Path, deep: bool, files: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        } else if deep {
            collect(&entry.path(), deep, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use crate::children::Children;
    use crate::workbench::Workbench;
    use std::fs;

    #[test]
    fn any_changed_file_changes_the_fingerprint() {
        let root = std::env::temp_dir().join(format!("xtask-fingerprint-{}", std::process::id()));
        fs::create_dir_all(root.join("web/static/fonts")).unwrap();
        fs::create_dir_all(root.join("web/dist")).unwrap();
        for file in [
            "Cargo.lock",
            "web/index.html",
            "web/static/fonts/a.woff2",
            "app.wasm",
        ] {
            fs::write(root.join(file), file).unwrap();
        }
        let bench = Workbench {
            target: root.join("target"),
            root: root.clone(),
            children: Children::new().unwrap(),
        };
        let now = || fingerprint(&bench, &[root.join("app.wasm")]).unwrap();
        let first = now();
        fs::write(root.join("web/dist/index.html"), "packed").unwrap();
        assert_eq!(now(), first, "what was packed is no input");
        for file in ["web/index.html", "web/static/fonts/a.woff2", "app.wasm"] {
            let before = now();
            fs::write(root.join(file), "changed").unwrap();
            assert_ne!(now(), before, "{file}");
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
