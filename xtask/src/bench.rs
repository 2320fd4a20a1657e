//! `bench`: measures the cryptography, then the server under load.

use crate::serve;
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
    steps.step("cryptography", || {
        bench.run(&mut bench.cargo(&["bench", "--package", "crypto", "--benches"]))
    })?;
    steps.step("server under load", || {
        let server = serve::build_server(bench)?;
        let load = ["run", "--release", "--package", "tests", "--bin", "load", "--"];
        bench.run(bench.cargo(&load).arg(server))
    })?;
    steps.step("who has a mailbox, by the time of answers", || {
        let load = ["run", "--release", "--package", "tests", "--bin", "load", "--"];
        bench.run(bench.cargo(&load).arg("enumeration"))
    })?;
    steps.show();
    let criterion = bench.target.join("criterion");
    println!(
        "\nThe figures stand above; criterion's samples are in {}.",
        criterion.display()
    );
    Ok(())
}
