//! What needs wasm-bindgen: packing the web app, and running tests of wasm in Node.js.
//!
//! Called by xtask, and by cargo as the runner of wasm tests; a person has no reason to.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool of the command line speaks through the terminal"
)]

mod assets;
mod bindings;
mod css;
mod dist;
mod html;
mod node_tests;
mod pack;
mod template;

use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    match run(&args.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["pack", app, worker, meter, web, dist] => {
            let programs = [app, worker, meter].map(Path::new);
            pack::pack(programs, Path::new(web), Path::new(dist))
        }
        ["test", wasm, args @ ..] => node_tests::run(Path::new(wasm), args),
        _ => bail!(
            "usage: glue pack APP.wasm WORKER.wasm METER.wasm WEB_FOLDER DIST_FOLDER | glue test TESTS.wasm [FILTER]"
        ),
    }
}
