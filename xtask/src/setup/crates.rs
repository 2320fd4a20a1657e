//! Tools of the Rust world, compiled from crates.io into `target/tools`.
//!
//! They are run, not shipped: built without the slow optimisations, cargo-deny takes 75 s instead of 5 min.

use super::tool;
use crate::workbench::{Workbench, on_path};
use anyhow::Result;
use std::fs;
use std::path::PathBuf;

struct Tool {
    name: &'static str,
    version: &'static str,
    features: &'static str,
}

const NEXTEST: Tool = Tool {
    name: "cargo-nextest",
    version: "0.9.151",
    features: "default-no-update",
};
const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
    features: "",
};

/// The test runner: the user's own where there is one.
pub(crate) fn nextest(bench: &Workbench) -> Result<PathBuf> {
    on_path(NEXTEST.name).map_or_else(|| install(bench, &NEXTEST), Ok)
}

/// The licence, source and ban checker.
pub(crate) fn deny(bench: &Workbench) -> Result<PathBuf> {
    on_path(DENY.name).map_or_else(|| install(bench, &DENY), Ok)
}

fn install(bench: &Workbench, what: &Tool) -> Result<PathBuf> {
    let stamp = tool(bench, what.name).with_extension("version");
    super::once(
        &stamp,
        what.version,
        &format!("building {} {}", what.name, what.version),
        || {
            bench.run_logged(&mut command(bench, what), what.name)?;
            Ok(fs::remove_dir_all(build_folder(bench))?)
        },
    )?;
    Ok(tool(bench, what.name))
}

fn command(bench: &Workbench, what: &Tool) -> std::process::Command {
    let mut command = bench.cargo(&[
        "install",
        what.name,
        "--version",
        what.version,
        "--locked",
        "--force",
    ]);
    command
        .args(["--no-default-features", "--features", what.features, "--root"])
        .arg(bench.tools())
        .arg("--target-dir")
        .arg(build_folder(bench))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    command
}

/// Half a gigabyte that nobody needs afterwards.
fn build_folder(bench: &Workbench) -> PathBuf {
    bench.tools().join("build")
}
