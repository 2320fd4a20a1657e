//! A compiler for wasm32-unknown-unknown.
//!
//! Where the default toolchain has the target (`rustup target add`), that is it. Elsewhere Debian's own compiler is used, which
//! comes with its library's source: the library is built once into a sysroot of ours in `target/tools`, and a
//! wrapper shows it to the compiler. Neither the user's toolchains nor the system's folders change.

use super::once;
use super::packages::Group;
use crate::workbench::Workbench;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What Debian needs to compile for it.
pub(super) static DEBIAN: Group = Group {
    what: "a compiler for the browser",
    present: || {
        [RUSTC, CARGO, LIBRARY]
            .iter()
            .all(|path| Path::new(path).exists())
            && linker().is_some()
    },
    packages: &["rustc-web", "cargo-web", "rust-web-src", "lld-22"],
};

/// What else to try.
pub(super) const RUSTUP_HINT: &str =
    "\nOr, where rustup reaches its server, this alone:\n\n    rustup target add wasm32-unknown-unknown\n";

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
/// Counted up when the steps below change.
const RECIPE: u32 = 3;

/// The compiler to use.
pub(crate) enum Toolchain {
    /// The default one.
    Default,
    /// Debian's, through this wrapper.
    Debian(PathBuf),
}

impl Toolchain {
    /// Its cargo, building for the browser into `target/web`.
    pub(crate) fn cargo(&self, bench: &Workbench, args: &[&str]) -> Command {
        let mut command = match self {
            Self::Default => bench.cargo(args),
            Self::Debian(rustc) => debian_cargo(bench, rustc, args),
        };
        command
            .args(["--target", TARGET, "--target-dir"])
            .arg(bench.target.join("web"));
        flags(&mut command, bench, &[]);
        command
    }
}

/// Whether the default toolchain can do it.
pub(super) fn rustup_has_target(bench: &Workbench) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    bench
        .output(
            bench
                .command(rustc)
                .args(["--print", "target-libdir", "--target", TARGET]),
        )
        .is_some_and(|folder| holds_std(Path::new(folder.trim())))
}

/// The compiler, made ready.
pub(crate) fn toolchain(bench: &Workbench) -> Result<Toolchain> {
    if rustup_has_target(bench) {
        return Ok(Toolchain::Default);
    }
    super::system(bench, &[super::Part::Wasm])?;
    let lld = linker().context("no lld in /usr/lib/llvm-*/bin; install the package lld-22")?;
    let version = bench
        .output(bench.command(RUSTC).arg("-vV"))
        .with_context(|| format!("{RUSTC} does not run"))?;
    let folder = bench.tools().join("wasm");
    let rustc = folder.join("rustc");
    let from = format!("recipe {RECIPE}\n{}\n{version}", lld.display());
    once(
        &folder.join("stamp"),
        &from,
        "building Rust's library for the browser",
        || {
            // Cargo does not notice another library under the same compiler: what was built with the old one goes too.
            for old in [&folder, &bench.target.join("web")] {
                if old.exists() {
                    fs::remove_dir_all(old)?;
                }
            }
            build_std(bench, &folder)?;
            lay_sysroot(&folder, &lld, host_of(&version))?;
            write_wrapper(&rustc, &folder.join("sysroot"))
        },
    )?;
    Ok(Toolchain::Debian(rustc))
}

/// Cargo builds the library as a dependency of an empty crate.
fn build_std(bench: &Workbench, folder: &Path) -> Result<()> {
    let scratch = folder.join("build");
    fs::create_dir_all(scratch.join("src"))?;
    fs::write(scratch.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        scratch.join("Cargo.toml"),
        "[package]\nname = \"scratch\"\nedition = \"2024\"\n[workspace]\n[profile.release]\npanic = \"abort\"\nopt-level = \"z\"\n",
    )?;
    let mut build = debian_cargo(
        bench,
        Path::new(RUSTC),
        &["build", "--release", "--target", TARGET, "--target-dir", "target"],
    );
    build
        .args([
            "-Zbuild-std=std,panic_abort,test",
            "-Zbuild-std-features=optimize_for_size",
        ])
        // Lets Debian's stable compiler build the library that it came with.
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(&scratch);
    // Link-time optimisation reads the bitcode.
    flags(&mut build, bench, &["-Cembed-bitcode=yes"]);
    bench.run_logged(&mut build, "wasm-std")
}

/// The sysroot: Debian's libraries for the host, ours for the browser, and a linker.
fn lay_sysroot(folder: &Path, lld: &Path, host: &str) -> Result<()> {
    let rustlib = folder.join("sysroot/lib/rustlib");
    let debian = Path::new("/usr/lib/rustlib").join(host).join("lib");
    let host = rustlib.join(host);
    let libraries = rustlib.join(TARGET).join("lib");
    fs::create_dir_all(host.join("bin"))?;
    fs::create_dir_all(&libraries)?;
    symlink(debian, host.join("lib"))?;
    symlink(lld, host.join("bin/rust-lld"))?;
    for entry in fs::read_dir(folder.join("build/target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        if let Some(name) = path
            .file_name()
            .filter(|name| is_library(&name.to_string_lossy()))
        {
            fs::rename(&path, libraries.join(name))?;
        }
    }
    fs::remove_dir_all(folder.join("build"))?;
    if !holds_std(&libraries) {
        bail!(
            "the library was built, but {} holds no libstd",
            libraries.display()
        );
    }
    Ok(())
}

fn write_wrapper(path: &Path, sysroot: &Path) -> Result<()> {
    let sysroot = sysroot
        .to_str()
        .filter(|text| !text.contains('\''))
        .context("the path of `target` cannot be quoted")?;
    fs::write(
        path,
        format!("#!/bin/sh\nexec {RUSTC} --sysroot '{sysroot}' \"$@\"\n"),
    )?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Debian's cargo with this compiler, out of reach of rustup's.
fn debian_cargo(bench: &Workbench, rustc: &Path, args: &[&str]) -> Command {
    let mut command = bench.command(CARGO);
    command
        .args(args)
        .env("RUSTC", rustc)
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTDOC");
    command
}

/// Gives the compiler these flags and no others, whoever set some. Paths of this machine, which would stand in panic messages,
/// are cut: two machines build the same bytes.
fn flags(command: &mut Command, bench: &Workbench, more: &[&str]) {
    let home = || std::env::var("HOME").map(|home| format!("{home}/.cargo"));
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| home())
        .unwrap_or_default();
    let mut flags: Vec<_> = [
        (cargo_home, "/cargo"),
        (bench.root.display().to_string(), "/forsegla"),
    ]
    .map(|(from, to)| format!("--remap-path-prefix={from}={to}"))
    .into();
    flags.extend(more.iter().map(|&flag| flag.to_owned()));
    command
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
}

/// The newest lld among Debian's.
fn linker() -> Option<PathBuf> {
    let mut found: Vec<_> = fs::read_dir("/usr/lib")
        .ok()?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let number: u32 = path.file_name()?.to_str()?.strip_prefix("llvm-")?.parse().ok()?;
            Some((number, path.join("bin/lld"))).filter(|(_, lld)| lld.exists())
        })
        .collect();
    found.sort();
    found.pop().map(|(_, lld)| lld)
}

/// The host's name, from what `rustc -vV` says.
pub(crate) fn host_of(version: &str) -> &str {
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or("x86_64-unknown-linux-gnu")
}

fn holds_std(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

fn is_library(file_name: &str) -> bool {
    file_name.ends_with(".rlib") && !file_name.starts_with("libscratch")
}

#[cfg(test)]
mod tests {
    use super::{host_of, is_library};

    #[test]
    fn the_host_is_the_compilers() {
        assert_eq!(
            host_of("rustc 1.96.0\nbinary: rustc\nhost: aarch64-unknown-linux-gnu\nrelease: 1.96.0\n"),
            "aarch64-unknown-linux-gnu"
        );
    }

    #[test]
    fn only_the_library_goes_into_the_sysroot() {
        assert!(is_library("libstd-c947dd3c8e5d1ca5.rlib"));
        assert!(!is_library("libstd-c947dd3c8e5d1ca5.rmeta"));
        assert!(!is_library("libscratch-81d4b8d9a1776649.rlib"));
    }
}
