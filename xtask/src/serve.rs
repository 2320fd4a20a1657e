//! `serve`: builds the product and becomes its server.

use crate::setup::{Part, system};
use crate::web;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use clap::{Arg, ArgMatches, value_parser};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Stdio;

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("serve")
        .about("Build everything and run the server; Ctrl-C stops it")
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .help("Port to listen on")
                .value_parser(value_parser!(u16)),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .help("Folder for all data")
                .default_value("data"),
        )
        .arg(
            Arg::new("more")
                .last(true)
                .num_args(..)
                .help("Passed to the server as they are"),
        )
}

/// Builds, then replaces this process, so that signals reach the server itself.
pub(crate) fn run(bench: &Workbench, args: &ArgMatches) -> Result<()> {
    system(bench, &[Part::Native, Part::Wasm])?;
    web::run(bench)?;
    let program = build_server(bench)?;
    let mut server = bench.command(&program);
    server.arg("serve").stdin(Stdio::inherit());
    if let Some(data) = args.get_one::<String>("data") {
        server.arg("--data").arg(data);
    }
    if let Some(port) = args.get_one::<u16>("port") {
        server.arg("--port").arg(port.to_string());
    }
    server.args(args.get_many::<String>("more").into_iter().flatten());
    Err(server.exec()).with_context(|| format!("cannot start {}", program.display()))
}

/// The server, optimised, with the packed app inside.
pub(crate) fn build_server(bench: &Workbench) -> Result<PathBuf> {
    bench.run(&mut bench.cargo(&["build", "--release", "--package", "server"]))?;
    Ok(bench.target.join("release/forsegla-server"))
}
