//! `bench`: measures the cryptography, then the server under load.

use crate::setup::{Part, system};
use crate::steps::Steps;
use crate::workbench::Workbench;
use anyhow::Result;

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("bench").about("Measure the cryptography and the server under load")
}

/// Measures both.
pub(crate) fn run(bench: &Workbench) -> Result<()> {
    system(bench, &[Part::Native])?;
    let mut steps = Steps::default();
    if bench.root.join("crypto/benches").is_dir() {
        steps.step("cryptography", || {
            bench.run(&mut bench.cargo(&["bench", "--package", "crypto", "--benches"]))
        })?;
    } else {
        steps.skipped("cryptography", "crypto has no benches yet");
    }
    if bench.root.join("tests/src/bin/load.rs").exists() {
        let load = ["run", "--release", "--package", "tests", "--bin", "load"];
        steps.step("server under load", || bench.run(&mut bench.cargo(&load)))?;
    } else {
        steps.skipped("server under load", "there is no load program yet");
    }
    steps.show();
    println!(
        "\nDetails of the cryptography: {}",
        bench.target.join("criterion/report/index.html").display()
    );
    Ok(())
}
