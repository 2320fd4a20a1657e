//! `serve`: builds the product and becomes its server.

use crate::setup::{Part, system};
use crate::web;
use crate::workbench::Workbench;
use anyhow::{Context, Result};
use clap::{Arg, ArgMatches, value_parser};
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{self, PathBuf};
use std::process::Stdio;

/// Whoever has set one of these has a mail server, or says where the settings are.
const SETTINGS: [&str; 4] = [
    "FORSEGLA_CONFIG",
    "FORSEGLA_LOCAL_OUTBOX",
    "FORSEGLA_MAIL_SERVER",
    "FORSEGLA_SMS_GATEWAY",
];

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("serve")
        .about("Build everything and run the server; Ctrl-C stops it")
        .after_help(
            "Every other setting of the server can be given in the environment, or with `-- --config FILE`.",
        )
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .help("Listen on http://localhost:N [default: 8080]")
                .value_parser(value_parser!(u16)),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .help("Folder for all data [default: data]"),
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
        server.env("FORSEGLA_DATA", path::absolute(data)?);
    }
    if let Some(port) = args.get_one::<u16>("port") {
        server.env("FORSEGLA_LISTEN", format!("127.0.0.1:{port}"));
        server.env("FORSEGLA_ORIGIN", format!("http://localhost:{port}"));
    }
    let more: Vec<_> = args.get_many::<String>("more").into_iter().flatten().collect();
    // Whoever has named no settings tries the product out, and has neither mail server nor gateway.
    let named = |name: &str| std::env::var_os(name).is_some();
    if more.is_empty() && !SETTINGS.into_iter().any(named) {
        server.env("FORSEGLA_LOCAL_OUTBOX", "true");
    }
    server.args(more);
    Err(server.exec()).with_context(|| format!("cannot start {}", program.display()))
}

/// The server, optimised, with what is packed in `web/dist` inside.
pub(crate) fn build_server(bench: &Workbench) -> Result<PathBuf> {
    let program = bench.target.join("release/forsegla-server");
    let packed = fs::read_to_string(web::stamp(bench)).unwrap_or_default();
    let built_with = program.with_extension("packed");
    if fs::read_to_string(&built_with).unwrap_or_default() != packed {
        // Cargo knows of the files that were there at the last build, not of new ones: say that something changed.
        bench.run(bench.command("touch").arg("server/src/web_app.rs"))?;
    }
    bench.run(&mut bench.cargo(&["build", "--release", "--package", "server"]))?;
    fs::write(built_with, packed)?;
    Ok(program)
}
