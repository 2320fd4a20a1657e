//! The JavaScript packages of the tests: foreign peers, a browser driver, an accessibility checker.

use super::once;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// Where the JavaScript tests live, with their packages.
pub(crate) fn folder(bench: &Workbench) -> PathBuf {
    bench.root.join("tests/js")
}

/// Installs exactly what the lock file says.
pub(crate) fn modules(bench: &Workbench) -> Result<()> {
    super::system(bench, &[super::Part::Node])?;
    let folder = folder(bench);
    let lock = folder.join("package-lock.json");
    let lock = fs::read_to_string(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-from");
    once(
        &stamp,
        &lock,
        "installing the JavaScript packages of the tests",
        || {
            bench.run_logged(
                bench
                    .command("npm")
                    .args(["ci", "--no-audit", "--no-fund"])
                    .current_dir(&folder),
                "npm",
            )
        },
    )
}
