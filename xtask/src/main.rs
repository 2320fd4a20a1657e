//! The commands of development. `cargo xtask --help` lists them; one file each.
//!
//! This program only decides and calls. It compiles in seconds, since it is the first thing a fresh machine builds;
//! what needs wasm-bindgen is the program `glue` beside it.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool of the command line speaks through the terminal"
)]

mod bench;
mod children;
mod ci;
mod fuzz;
mod serve;
mod setup;
mod steps;
mod test;
mod web;
mod workbench;

use anyhow::Result;
use clap::{ArgMatches, Command};
use std::process::ExitCode;
use workbench::Workbench;

fn main() -> ExitCode {
    let matches = cli().get_matches();
    let outcome = Workbench::new().and_then(|bench| {
        let outcome = dispatch(&bench, &matches);
        bench.children.wait_if_stopping();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn cli() -> Command {
    Command::new("xtask")
        .bin_name("cargo xtask")
        .about("The commands of development. Each installs what it needs first, once.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(serve::cli())
        .subcommand(test::cli())
        .subcommand(ci::cli())
        .subcommand(web::cli())
        .subcommand(bench::cli())
        .subcommand(fuzz::cli())
        .subcommand(setup::cli())
}

fn dispatch(bench: &Workbench, matches: &ArgMatches) -> Result<()> {
    match matches.subcommand() {
        Some(("serve", args)) => serve::run(bench, args),
        Some(("test", args)) => test::run(bench, args),
        Some(("ci", args)) => ci::run(bench, args),
        Some(("web", _)) => web::run(bench),
        Some(("bench", _)) => bench::run(bench),
        Some(("fuzz", args)) => fuzz::run(bench, args),
        _ => setup::run(bench),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_command_line_is_well_formed() {
        super::cli().debug_assert();
    }
}
