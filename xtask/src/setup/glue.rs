//! The program `glue`, which packs the web app and runs tests of wasm: this package's own second binary.
//!
//! It is built optimised (brotli at its best is slow enough) and in a folder of its own, so that no profile of the product
//! touches it. Cargo finds out whether it is up to date.

use crate::steps::timed;
use crate::workbench::Workbench;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// The program, built where it is not.
pub(crate) fn program(bench: &Workbench) -> Result<PathBuf> {
    let folder = bench.tools().join("glue");
    let path = folder.join("release/glue");
    let mut build = cargo(bench, "build");
    if path.exists() {
        bench.run(build.arg("--quiet"))?;
    } else {
        timed("building our wasm-bindgen program", || {
            bench.run_logged(&mut build, "glue")
        })?;
    }
    Ok(path)
}

/// The tests of the program itself, which a plain `cargo test` leaves out.
pub(crate) fn own_tests(bench: &Workbench) -> Command {
    let mut command = cargo(bench, "test");
    command.arg("--quiet");
    command
}

fn cargo(bench: &Workbench, verb: &str) -> Command {
    let mut command = bench.cargo(&[
        verb,
        "--release",
        "--package",
        "xtask",
        "--bin",
        "glue",
        "--features",
        "glue",
    ]);
    command
        .arg("--target-dir")
        .arg(bench.tools().join("glue"))
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command
}
