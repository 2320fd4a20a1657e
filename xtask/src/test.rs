//! `test`: everything that tells whether the product works, what fails fast first.

use crate::setup::{CHROMIUM, Part, crates, glue, node, system, wasm};
use crate::steps::Steps;
use crate::workbench::Workbench;
use crate::{fuzz, serve, web};
use anyhow::{Context, Result, bail};
use clap::{Arg, ArgMatches};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One file of JavaScript tests may not take longer.
const JS_FILE_MAX: Duration = Duration::from_secs(15 * 60);

const PARTS: [&str; 4] = ["native", "wasm", "js", "fuzz"];

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("test")
        .about("Run the tests: native, in wasm, foreign peers and browser, fuzzing")
        .arg(
            Arg::new("part")
                .num_args(..)
                .value_parser(PARTS)
                .help("Only these parts"),
        )
        .arg(fuzz::seconds_arg())
}

/// Runs the parts asked for.
pub(crate) fn run(bench: &Workbench, args: &ArgMatches) -> Result<()> {
    let asked: Vec<_> = args
        .get_many::<String>("part")
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let mut steps = Steps::default();
    parts(bench, &mut steps, &asked, fuzz::seconds(args))?;
    steps.show();
    println!("\nAll tests passed.");
    Ok(())
}

/// Runs these parts, or all where none is named.
pub(crate) fn parts(bench: &Workbench, steps: &mut Steps, asked: &[&str], fuzz_seconds: u32) -> Result<()> {
    let wanted = |part| asked.is_empty() || asked.contains(&part);
    if wanted("native") {
        native(bench, steps)?;
    }
    if wanted("wasm") {
        in_wasm(bench, steps)?;
    }
    if wanted("js") {
        javascript(bench, steps)?;
    }
    if wanted("fuzz") {
        steps.step("fuzzing", || fuzz::all(bench, &[], fuzz_seconds))?;
    }
    Ok(())
}

fn native(bench: &Workbench, steps: &mut Steps) -> Result<()> {
    steps.step("native: tools", || {
        system(bench, &[Part::Native, Part::Peers])?;
        crates::nextest(bench).map(drop)
    })?;
    steps.step("native: tests", || {
        let nextest = crates::nextest(bench)?;
        // The web app too, as far as it needs no browser.
        bench.run(bench.command(nextest).args(["nextest", "run", "--workspace"]))
    })?;
    steps.step("native: examples in the documentation", || {
        bench.run(&mut bench.cargo(&["test", "--quiet", "--doc"]))
    })
}

/// The same tests of `crypto` again, as the browser would run it.
fn in_wasm(bench: &Workbench, steps: &mut Steps) -> Result<()> {
    steps.step("wasm: tools", || {
        system(bench, &[Part::Native, Part::Wasm, Part::Node])?;
        wasm::toolchain(bench)?;
        node::program(bench)?;
        glue::program(bench).map(drop)
    })?;
    steps.step("wasm: tests of the packing", || {
        bench.run(&mut glue::own_tests(bench))
    })?;
    let manifest = fs::read_to_string(bench.root.join("crypto/Cargo.toml"))?;
    if manifest.contains("wasm-bindgen-test") {
        steps.step("wasm: tests of crypto", || crypto_in_wasm(bench))
    } else {
        steps.skipped("wasm: tests of crypto", "crypto has no wasm-bindgen-test yet");
        Ok(())
    }
}

fn crypto_in_wasm(bench: &Workbench) -> Result<()> {
    let count = bench.target.join("web/tests-run");
    let _from_before = fs::remove_file(&count);
    let runner = format!(
        "target.{}.runner=[{:?}, \"test\"]",
        wasm::TARGET,
        glue::program(bench)?
    );
    let mut test = wasm::toolchain(bench)?.cargo(bench, &["test", "--package", "crypto", "--lib", "--tests"]);
    test.args(["--config", &runner])
        .env("FORSEGLA_TESTS_RUN", &count)
        .env("FORSEGLA_NODE", node::program(bench)?);
    bench.run(&mut test)?;
    let run: usize = fs::read_to_string(count)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.parse::<usize>().ok())
        .sum();
    if run == 0 {
        bail!("not one test of crypto ran in wasm");
    }
    println!("{run} tests of crypto ran in wasm");
    Ok(())
}

/// Foreign peers and the browser: every `tests/js/*.test.mjs`, one after the other.
fn javascript(bench: &Workbench, steps: &mut Steps) -> Result<()> {
    steps.step("js: tools", || {
        system(bench, &[Part::Native, Part::Wasm, Part::Node, Part::Browser])?;
        node::program(bench)?;
        node::modules(bench)
    })?;
    steps.step("js: web app", || web::run(bench))?;
    let peer = ["build", "--quiet", "--package", "crypto", "--example", "peer"];
    steps.step("js: our side of the foreign peers", || {
        bench.run(&mut bench.cargo(&peer))
    })?;
    let mut server = PathBuf::new();
    steps.step("js: server", || {
        server = serve::build_server(bench)?;
        Ok(())
    })?;
    for file in test_files(&node::folder(bench))? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        steps.step(&format!("js: {name}"), || javascript_file(bench, &file, &server))?;
    }
    Ok(())
}

fn javascript_file(bench: &Workbench, file: &Path, server: &Path) -> Result<()> {
    let mut node = bench.command(node::program(bench)?);
    node.arg("--test")
        .arg(file)
        .current_dir(node::folder(bench))
        .env("FORSEGLA_SERVER", server)
        .env("FORSEGLA_WEB_DIST", web::dist(bench))
        .env("FORSEGLA_CHROMIUM", CHROMIUM);
    bench.run_within(&mut node, Some(JS_FILE_MAX))
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    Ok(files)
}
