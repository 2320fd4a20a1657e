//! `fuzz`: builds the fuzz targets of `crypto/fuzz` and runs them.
//!
//! The targets are ordinary cargo-fuzz ones. The instrumentation needs only stable flags, so neither a nightly compiler nor
//! cargo-fuzz has to be installed; AddressSanitizer is left out, since our code has no `unsafe` for it to watch.

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
    let manifest = bench.root.join("crypto/fuzz/Cargo.toml");
    if !manifest.exists() {
        println!("crypto/fuzz has no targets yet");
        return Ok(());
    }
    let mut targets = binaries(&fs::read_to_string(&manifest)?);
    if let Some(unknown) = asked.iter().find(|name| !targets.contains(name)) {
        bail!(
            "no fuzz target is called {unknown}; there are: {}",
            targets.join(", ")
        );
    }
    targets.retain(|name| asked.is_empty() || asked.contains(name));
    system(bench, &[Part::Native])?;
    let programs = build(bench)?;
    run_all(bench, &programs, targets, seconds)
}

/// Builds every target and says where they lie.
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
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .env("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true")
        .env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true")
        .env("CARGO_PROFILE_RELEASE_LTO", "off");
    bench.run(&mut cargo)?;
    Ok(folder.join(host).join("release"))
}

/// Works the targets off, a few at a time; all are run, then the first failure is told.
fn run_all(bench: &Workbench, programs: &Path, targets: Vec<String>, seconds: u32) -> Result<()> {
    let waiting = Mutex::new(targets.into_iter());
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(name) = next(&waiting) {
                    match run_one(bench, &programs.join(&name), &name, seconds) {
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

/// Runs one target on the corpus that it has gathered here and the seeds that are kept with it.
fn run_one(bench: &Workbench, program: &Path, name: &str, seconds: u32) -> Result<String> {
    let corpus = bench.target.join("fuzz/corpus").join(name);
    let artifacts = bench.target.join("fuzz/artifacts").join(name);
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = bench.command(program);
    command.arg(&corpus);
    let seeds = bench.root.join("crypto/fuzz/corpus").join(name);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    command
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-max_total_time={seconds}"))
        .args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    let log_name = format!("fuzz-{name}");
    bench.run_logged_within(
        &mut command,
        &log_name,
        Some(Duration::from_secs(seconds.into()) + SLACK),
    )?;
    Ok(summary(&fs::read_to_string(bench.log(&log_name))?))
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

/// The names of a manifest's `[[bin]]` tables.
fn binaries(manifest: &str) -> Vec<String> {
    manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|table| table.lines().find_map(|line| line.trim().strip_prefix("name")))
        .filter_map(|rest| {
            rest.trim_start()
                .strip_prefix('=')?
                .trim()
                .trim_matches('"')
                .split('"')
                .next()
                .map(str::to_owned)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{binaries, summary};

    #[test]
    fn targets_are_the_binaries_of_the_manifest() {
        let manifest = "[package]\nname = \"fuzz\"\n[[bin]]\nname = \"open\"\npath = \"x.rs\"\n\n[[bin]]\npath = \"y.rs\"\nname=\"parse\"\n";
        assert_eq!(binaries(manifest), ["open", "parse"]);
    }

    #[test]
    fn the_summary_is_libfuzzers_count() {
        let log = "#2\nstat::number_of_executed_units: 4711\nstat::new_units_added:          12\n";
        assert_eq!(summary(log), "4711 runs, 12 new inputs");
    }
}
