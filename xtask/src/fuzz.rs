//! `fuzz`: builds the program of `crypto/fuzz` and runs its targets.
//!
//! The instrumentation needs only stable flags, so neither a nightly compiler nor cargo-fuzz has to be installed;
//! AddressSanitizer is left out, since our code has no `unsafe` for it to watch.

use crate::setup::{Part, system, wasm};
use crate::workbench::Workbench;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Arg, ArgMatches, value_parser};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Targets that run at the same time.
const AT_ONCE: usize = 2;
/// What a target may take beyond its seconds, to start and to end.
const SLACK: Duration = Duration::from_secs(120);

/// The program, the variable that picks its target, the one that names a folder for its good seeds.
const PROGRAM: &str = "parsers";
const TARGET: &str = "FUZZ_TARGET";
const SEEDS: &str = "FUZZ_SEEDS";
/// What the program says before the names of its targets.
const LIST: &str = "FUZZ_TARGET is one of:";

/// What cargo-fuzz passes as well.
const FLAGS: [&str; 8] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cforce-frame-pointers",
];

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("fuzz")
        .about("Build and run the fuzz targets of crypto/fuzz, two at a time")
        .arg(Arg::new("target").num_args(..).help("Only these targets"))
        .arg(seconds_arg())
}

/// `--fuzz-seconds`, which other commands have as well.
pub(crate) fn seconds_arg() -> Arg {
    Arg::new("fuzz-seconds")
        .long("fuzz-seconds")
        .alias("seconds")
        .value_name("N")
        .help("Seconds for each fuzz target")
        .default_value("60")
        .value_parser(value_parser!(u32))
}

/// The value of [`seconds_arg`].
pub(crate) fn seconds(args: &ArgMatches) -> u32 {
    args.get_one("fuzz-seconds").copied().unwrap_or(60)
}

/// Runs the targets named on the command line.
pub(crate) fn run(bench: &Workbench, args: &ArgMatches) -> Result<()> {
    let asked: Vec<_> = args
        .get_many::<String>("target")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    all(bench, &asked, seconds(args))
}

/// Runs these targets, or all where none is named.
pub(crate) fn all(bench: &Workbench, asked: &[String], seconds: u32) -> Result<()> {
    system(bench, &[Part::Native])?;
    let program = build(bench)?;
    let mut targets = targets(bench, &program)?;
    if let Some(unknown) = asked.iter().find(|name| !targets.contains(name)) {
        bail!(
            "no fuzz target is called {unknown}; there are: {}",
            targets.join(", ")
        );
    }
    targets.retain(|name| asked.is_empty() || asked.contains(name));
    println!("{} targets, {seconds} s each, {AT_ONCE} at a time", targets.len());
    run_all(bench, &program, targets, seconds)
}

/// Builds the program that holds every target.
fn build(bench: &Workbench) -> Result<PathBuf> {
    let version = bench
        .output(bench.command("rustc").arg("-vV"))
        .context("`rustc -vV` does not run")?;
    let host = wasm::host_of(&version);
    let folder = bench.target.join("fuzz");
    let mut cargo = bench.cargo(&[
        "build",
        "--release",
        "--manifest-path",
        "crypto/fuzz/Cargo.toml",
        "--target",
        host,
    ]);
    cargo
        .arg("--target-dir")
        .arg(&folder)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    bench.run(&mut cargo)?;
    Ok(folder.join(host).join("release").join(PROGRAM))
}

/// Asks the program for its targets: without one to run, it fails and names them.
fn targets(bench: &Workbench, program: &Path) -> Result<Vec<String>> {
    let said = bench
        .command(program)
        .arg("-runs=0")
        .env_remove(TARGET)
        .output()?;
    let targets = named(&String::from_utf8_lossy(&said.stderr));
    if targets.is_empty() {
        bail!("{} names no targets", program.display());
    }
    Ok(targets)
}

/// The words after [`LIST`].
fn named(said: &str) -> Vec<String> {
    let list = said
        .lines()
        .find_map(|line| line.split_once(LIST))
        .map_or("", |(_, list)| list);
    list.split_whitespace().map(str::to_owned).collect()
}

/// Works the targets off, a few at a time; all are run, then the first failure is told.
fn run_all(bench: &Workbench, program: &Path, targets: Vec<String>, seconds: u32) -> Result<()> {
    let waiting = Mutex::new(targets.into_iter());
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(name) = next(&waiting) {
                    match run_one(bench, program, &name, seconds) {
                        Ok(summary) => println!("  {name}: {summary}"),
                        Err(error) => {
                            eprintln!("  {name}: {error:#}");
                            failed.lock().unwrap_or_else(PoisonError::into_inner).push(name);
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() {
        Ok(())
    } else {
        Err(anyhow!("fuzzing found something in: {}", failed.join(", ")))
    }
}

fn next(waiting: &Mutex<std::vec::IntoIter<String>>) -> Option<String> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// Runs one target, on its own good seeds and the corpus that it has gathered here.
fn run_one(bench: &Workbench, program: &Path, name: &str, seconds: u32) -> Result<String> {
    let corpus = bench.target.join("fuzz/corpus").join(name);
    let artifacts = bench.target.join("fuzz/artifacts").join(name);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = bench.command(program);
    command
        .env(TARGET, name)
        .env(SEEDS, &corpus)
        .arg(&corpus)
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-max_total_time={seconds}"))
        .args([
            "-max_len=8192",
            "-timeout=20",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ]);
    let log = format!("fuzz-{name}");
    bench.run_logged_within(
        &mut command,
        &log,
        Some(Duration::from_secs(seconds.into()) + SLACK),
    )?;
    Ok(summary(&fs::read_to_string(bench.log(&log))?))
}

/// How much was tried, from libFuzzer's last lines.
fn summary(log: &str) -> String {
    let value = |name: &str| {
        log.lines()
            .rev()
            .find_map(|line| line.strip_prefix(name))
            .map_or("?", str::trim)
            .to_owned()
    };
    format!(
        "{} runs, {} new inputs",
        value("stat::number_of_executed_units:"),
        value("stat::new_units_added:")
    )
}

#[cfg(test)]
mod tests {
    use super::{named, summary};

    #[test]
    fn targets_are_what_the_program_names() {
        let said =
            "thread panicked at src/main.rs:21:9:\nFUZZ_TARGET is one of: open parse\nnote: run with\n";
        assert_eq!(named(said), ["open", "parse"]);
        assert!(named("Illegal instruction").is_empty());
    }

    #[test]
    fn the_summary_is_libfuzzers_count() {
        let log = "#2\nstat::number_of_executed_units: 4711\nstat::new_units_added:          12\n";
        assert_eq!(summary(log), "4711 runs, 12 new inputs");
    }
}
