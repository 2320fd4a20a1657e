//! Debian packages, by apt: as root, by a sudo that asks for no password, or by hand.

use crate::steps::timed;
use crate::workbench::{Workbench, on_path};
use anyhow::{Result, bail};
use std::fs;
use std::os::unix::fs::MetadataExt as _;

/// Packages that bring one thing.
pub(crate) struct Group {
    /// What they bring, in words.
    pub(crate) what: &'static str,
    /// Whether it is there already, from wherever.
    pub(crate) present: fn() -> bool,
    /// What brings it.
    pub(crate) packages: &'static [&'static str],
}

const INSTALL: [&str; 5] = [
    "apt-get",
    "install",
    "-y",
    "--no-install-recommends",
    "--no-remove",
];

/// Installs the groups that are not there.
pub(crate) fn install<'a>(bench: &Workbench, groups: impl Iterator<Item = &'a Group>) -> Result<()> {
    let missing: Vec<_> = groups.filter(|group| !(group.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing
        .iter()
        .map(|group| group.what)
        .collect::<Vec<_>>()
        .join(", ");
    let packages: Vec<_> = missing.iter().flat_map(|group| group.packages).copied().collect();
    let by_hand = by_hand(&packages);
    if on_path("apt-get").is_none() {
        bail!(
            "{what}: not found. Only Debian's packages are known here; install what they hold: {}",
            packages.join(" ")
        );
    }
    let Some(prefix) = root_prefix(bench) else {
        bail!(
            "{what}: not found, and installing needs root. Run this, then repeat the command:\n\n    {by_hand}\n{}",
            hint(&missing)
        );
    };
    timed(&format!("installing {what} ({})", packages.join(" ")), || {
        // Some foreign archive may be out of reach; whether Debian's answered shows in the next step.
        let _some_failed = bench.run_logged(&mut apt(bench, prefix, &["apt-get", "update"]), "apt-update");
        let mut command = apt(bench, prefix, &INSTALL);
        bench.run_logged(command.args(&packages), "apt-install")
    })?;
    match missing.iter().find(|group| !(group.present)()) {
        Some(group) => bail!(
            "{}: apt installed {}, and it is still not found",
            group.what,
            group.packages.join(" ")
        ),
        None => Ok(()),
    }
}

fn apt(bench: &Workbench, prefix: &[&str], args: &[&str]) -> std::process::Command {
    let mut words = prefix
        .iter()
        .chain(["env", "DEBIAN_FRONTEND=noninteractive"].iter())
        .chain(args);
    let mut command = bench.command(words.next().unwrap_or(&"env"));
    command.args(words);
    command
}

/// What to put before a command so that it runs as root; `None` where nothing does without a password.
fn root_prefix(bench: &Workbench) -> Option<&'static [&'static str]> {
    if fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        return Some(&[]);
    }
    on_path("sudo")?;
    bench
        .output(bench.command("sudo").args(["-n", "true"]))
        .map(|_| ["sudo", "-n"].as_slice())
}

fn by_hand(packages: &[&str]) -> String {
    format!(
        "sudo apt-get update && sudo {} {}",
        INSTALL.join(" "),
        packages.join(" ")
    )
}

/// The wasm target has a simpler source where rustup reaches its own server.
fn hint(missing: &[&Group]) -> &'static str {
    if missing
        .iter()
        .any(|group| std::ptr::eq(*group, &super::wasm::DEBIAN))
    {
        super::wasm::RUSTUP_HINT
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_to_type_is_complete() {
        assert_eq!(
            super::by_hand(&["chromium", "lld-22"]),
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends --no-remove chromium lld-22"
        );
    }
}
