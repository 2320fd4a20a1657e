//! `setup`: finds out what is missing and installs it. Every other command calls the parts it needs.
//!
//! Programs of the system come as Debian packages; our own tools are built into `target/tools`. A second run only looks.

pub(crate) mod crates;
pub(crate) mod glue;
pub(crate) mod node;
mod packages;
pub(crate) mod wasm;

use crate::steps::timed;
use crate::workbench::{Workbench, on_path};
use anyhow::{Result, bail};
use packages::Group;
use std::path::{Path, PathBuf};

/// What a command may need from the system.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// To build the server and everything else that is native.
    Native,
    /// To compile for the browser.
    Wasm,
    /// To run JavaScript outside it.
    Node,
    /// To drive a browser.
    Browser,
    /// To compare native code with programs of others, and to speak with them, in tests.
    Peers,
}

const NATIVE: Group = Group {
    what: "a C and C++ compiler",
    present: || on_path("cc").is_some() && on_path("c++").is_some() && on_path("pkg-config").is_some(),
    packages: &["build-essential", "pkg-config"],
};
const NODE: Group = Group {
    what: "Node.js with npm",
    present: || on_path("node").is_some() && on_path("npm").is_some(),
    packages: &["nodejs", "npm"],
};
const PEERS: Group = Group {
    what: "oathtool, Postfix and Kannel",
    // An ordinary user's PATH lacks the folder of servers.
    present: || {
        on_path("oathtool").is_some()
            && [
                "/usr/sbin/postfix",
                "/usr/sbin/bearerbox",
                "/usr/sbin/smsbox",
                "/usr/lib/kannel/test/fakesmsc",
            ]
            .iter()
            .all(|program| Path::new(program).exists())
    },
    packages: &["oathtool", "postfix", "kannel", "kannel-extras"],
};
const BROWSER: Group = Group {
    what: "Chromium",
    present: || Path::new(CHROMIUM).exists(),
    packages: &["chromium", "chromium-driver"],
};

/// Debian's.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium";

/// The command line.
pub(crate) fn cli() -> clap::Command {
    clap::Command::new("setup")
        .about("Install everything that any command needs")
        .long_about("Installs what is missing: Debian packages with apt, our own tools into target/tools. Safe to repeat.")
}

/// Installs everything.
pub(crate) fn run(bench: &Workbench) -> Result<()> {
    system(
        bench,
        &[Part::Native, Part::Wasm, Part::Node, Part::Browser, Part::Peers],
    )?;
    wasm::toolchain(bench)?;
    glue::program(bench)?;
    node::program(bench)?;
    node::modules(bench)?;
    crates::nextest(bench)?;
    crates::deny(bench)?;
    println!("Everything is there.");
    Ok(())
}

/// Installs, in one go, the system's packages that these parts lack.
pub(crate) fn system(bench: &Workbench, parts: &[Part]) -> Result<()> {
    let groups = parts.iter().filter_map(|part| match part {
        Part::Native => Some(&NATIVE),
        Part::Wasm => (!wasm::rustup_has_target(bench)).then_some(&wasm::DEBIAN),
        Part::Node => Some(&NODE),
        Part::Browser => Some(&BROWSER),
        Part::Peers => Some(&PEERS),
    });
    packages::install(bench, groups)
}

/// Checks for what only rustup can bring.
pub(crate) fn rustup_components(bench: &Workbench) -> Result<()> {
    let missing: Vec<_> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| bench.output(&mut bench.cargo(&[command, "--version"])).is_none())
        .map(|(component, _)| component)
        .collect();
    if !missing.is_empty() {
        bail!(
            "the Rust toolchain lacks {0}; run `rustup component add {0}`",
            missing.join(" ")
        );
    }
    Ok(())
}

/// Builds something only once: `stamp` holds what it was last built from.
fn once(stamp: &Path, from: &str, what: &str, build: impl FnOnce() -> Result<()>) -> Result<()> {
    if std::fs::read_to_string(stamp).is_ok_and(|built_from| built_from == from) {
        return Ok(());
    }
    timed(what, build)?;
    std::fs::write(stamp, from)?;
    Ok(())
}

/// A program among our own tools.
fn tool(bench: &Workbench, name: &str) -> PathBuf {
    bench.tools().join("bin").join(name)
}

#[cfg(test)]
mod tests {
    use super::once;
    use std::cell::Cell;

    #[test]
    fn what_was_built_from_the_same_is_not_built_again() {
        let stamp = std::env::temp_dir().join(format!("xtask-once-{}", std::process::id()));
        let builds = Cell::new(0);
        let build = || {
            builds.set(builds.get() + 1);
            Ok(())
        };
        for from in ["a", "a", "b"] {
            once(&stamp, from, "a test", build).unwrap();
        }
        std::fs::remove_file(&stamp).unwrap();
        assert_eq!(builds.get(), 2);
    }
}
