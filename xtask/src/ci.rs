//! `ci`: what must hold before a change is merged: style, lints, licences, documentation, then every test.

mod advisories;

use crate::setup::{Part, crates, rustup_components, system, wasm};
use crate::steps::Steps;
use crate::workbench::Workbench;
use crate::{fuzz, test};
use anyhow::Result;
use clap::ArgMatches;
use std::env;
use std::path::Path;

/// Names the folder of an advisory database; without it, advisories are not checked.
const ADVISORY_DB: &str = "FORSEGLA_ADVISORY_DB";

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("ci")
        .about("Check formatting, lints, licences and documentation, then run every test")
        .after_help(format!(
            "Where {ADVISORY_DB} names a folder with a copy of the RustSec advisory database, dependencies are checked against it."
        ))
        .arg(fuzz::seconds_arg())
}

/// Runs it all.
pub(crate) fn run(bench: &Workbench, args: &ArgMatches) -> Result<()> {
    let mut steps = Steps::default();
    steps.step("tools", || {
        system(bench, &[Part::Native, Part::Wasm, Part::Node, Part::Browser])?;
        rustup_components(bench)
    })?;
    steps.step("formatting", || {
        bench.run(&mut bench.cargo(&["fmt", "--all", "--check"]))
    })?;
    steps.step("lints", || lints(bench))?;
    steps.step("lints of the browser's code", || lints_in_wasm(bench))?;
    steps.step("licences, sources, bans", || {
        deny(bench, &["check", "bans", "licenses", "sources"])
    })?;
    check_advisories(bench, &mut steps)?;
    steps.step("documentation", || {
        bench.run(
            bench
                .cargo(&["doc", "--workspace", "--no-deps"])
                .env("RUSTDOCFLAGS", "-Dwarnings"),
        )
    })?;
    test::parts(bench, &mut steps, &[], fuzz::seconds(args))?;
    steps.show();
    println!("\nEverything holds.");
    Ok(())
}

fn lints(bench: &Workbench) -> Result<()> {
    let mut clippy = bench.cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        "xtask/glue",
    ]);
    bench.run(clippy.args(["--", "-Dwarnings"]))
}

/// Debian has no clippy that fits its compiler: there, the compiler's own lints must do for what only wasm compiles. The
/// profile is the one that the app is built with, so that macros are compiled once for both.
fn lints_in_wasm(bench: &Workbench) -> Result<()> {
    let toolchain = wasm::toolchain(bench)?;
    let selection = ["--package", "web", "--lib", "--bins", "--profile", "web"];
    match &toolchain {
        wasm::Toolchain::Default => bench.run(
            toolchain
                .cargo(bench, &["clippy"])
                .args(selection)
                .args(["--", "-Dwarnings"]),
        ),
        wasm::Toolchain::Debian(_) => {
            let mut check = toolchain.cargo(bench, &["check"]);
            bench.run(check.args(selection).env("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings"))
        }
    }
}

fn deny(bench: &Workbench, args: &[&str]) -> Result<()> {
    let deny = crates::deny(bench)?;
    bench.run(bench.command(deny).arg("--all-features").args(args))
}

fn check_advisories(bench: &Workbench, steps: &mut Steps) -> Result<()> {
    let Some(database) = env::var_os(ADVISORY_DB) else {
        steps.skipped(
            "known vulnerabilities",
            "NOT CHECKED: FORSEGLA_ADVISORY_DB names no advisory database",
        );
        return Ok(());
    };
    steps.step("known vulnerabilities", || {
        let configuration = advisories::configuration(bench, Path::new(&database))?;
        let deny = crates::deny(bench)?;
        bench.run(
            bench
                .command(deny)
                .args(["--all-features", "--offline", "--config"])
                .arg(configuration)
                .args(["check", "advisories"]),
        )
    })
}
