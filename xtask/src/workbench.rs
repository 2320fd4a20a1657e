//! Where we work: the folders, the commands' common environment, and the children that run.

use crate::children::Children;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs};

/// Lines of a log that are shown when its command fails.
const LOG_LINES_SHOWN: usize = 40;

/// What every command gets.
pub(crate) struct Workbench {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The programs that run now.
    pub(crate) children: Children,
}

impl Workbench {
    /// Finds the repository from where cargo says this package is.
    pub(crate) fn new() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package)
            .parent()
            .context("xtask lies in no folder; call it as `cargo xtask`")?;
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self {
            root: root.to_owned(),
            target,
            children: Children::new()?,
        })
    }

    /// Where installed tools lie; the whole of it can be deleted.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A program, started in the repository with a clean environment.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).stdin(Stdio::null());
        for (name, _) in env::vars_os().filter(|(name, _)| comes_from_cargo_run(name)) {
            command.env_remove(name);
        }
        command
    }

    /// The cargo that started us.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(args);
        command
    }

    /// Runs a command and lets it speak.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        self.run_within(command, None)
    }

    /// Runs a command, but not for longer than `limit`.
    pub(crate) fn run_within(&self, command: &mut Command, limit: Option<Duration>) -> Result<()> {
        let status = self
            .children
            .run(command, limit)
            .with_context(|| shown(command))?;
        if !status.success() {
            bail!("`{}` failed ({status})", shown(command));
        }
        Ok(())
    }

    /// Runs a command with its output in a log, whose end is shown when it fails.
    pub(crate) fn run_logged(&self, command: &mut Command, log_name: &str) -> Result<()> {
        self.run_logged_within(command, log_name, None)
    }

    /// The same, but not for longer than `limit`.
    pub(crate) fn run_logged_within(
        &self,
        command: &mut Command,
        log_name: &str,
        limit: Option<Duration>,
    ) -> Result<()> {
        let path = self.log(log_name);
        fs::create_dir_all(self.tools().join("logs"))?;
        let log = fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        command.stdout(log.try_clone()?).stderr(log);
        self.run_within(command, limit)
            .inspect_err(|_| show_end_of(&path))
    }

    /// Where the output of a logged command lies.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.tools().join("logs").join(name).with_extension("log")
    }

    /// What a command prints, where it succeeds.
    pub(crate) fn output(&self, command: &mut Command) -> Option<String> {
        let output = command.output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    }
}

/// `cargo run` describes xtask's own package and libraries in these. A build script that watches them would run again for
/// each way cargo is called.
fn comes_from_cargo_run(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || [
            "LD_LIBRARY_PATH",
            "CARGO_BIN_NAME",
            "CARGO_CRATE_NAME",
            "CARGO_PRIMARY_PACKAGE",
        ]
        .contains(&&*name)
}

/// A program on the PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// A command as a person would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}

fn show_end_of(log: &Path) {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    for line in lines.iter().skip(lines.len().saturating_sub(LOG_LINES_SHOWN)) {
        eprintln!("    {line}");
    }
    eprintln!("    (all of it: {})", log.display());
}

#[cfg(test)]
mod tests {
    use super::{comes_from_cargo_run, shown};
    use std::ffi::OsStr;
    use std::process::Command;

    #[test]
    fn a_command_is_shown_by_its_short_name() {
        assert_eq!(
            shown(Command::new("/usr/bin/cargo").args(["build", "--release"])),
            "cargo build --release"
        );
    }

    #[test]
    fn children_do_not_inherit_what_cargo_says_about_xtask() {
        assert!(comes_from_cargo_run(OsStr::new("CARGO_PKG_VERSION")));
        assert!(comes_from_cargo_run(OsStr::new("LD_LIBRARY_PATH")));
        assert!(!comes_from_cargo_run(OsStr::new("CARGO_HOME")));
        assert!(!comes_from_cargo_run(OsStr::new("CARGO_TARGET_DIR")));
    }
}
