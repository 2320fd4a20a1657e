//! The programs we run: each in a process group of its own, all ended when we are told to stop.

use anyhow::{Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitStatus, Stdio, exit};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{park, sleep, spawn};
use std::time::{Duration, Instant};

/// How often we look whether a child has ended.
const POLL: Duration = Duration::from_millis(20);
/// How long children may take to end by themselves.
const GRACE: Duration = Duration::from_secs(10);

/// The running children.
pub(crate) struct Children(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    groups: Vec<u32>,
    stopping: bool,
}

impl Children {
    /// Starts to listen for Ctrl-C and its like.
    pub(crate) fn new() -> Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let shared = Arc::clone(&state);
        spawn(move || {
            if let Some(signal) = signals.forever().next() {
                stop(&shared);
                exit(128 + signal);
            }
        });
        Ok(Self(state))
    }

    /// Runs a program to its end, or to the end of `limit`.
    pub(crate) fn run(&self, command: &mut Command, limit: Option<Duration>) -> Result<ExitStatus> {
        let started = Instant::now();
        let (mut child, group) = {
            let mut state = lock(&self.0);
            if state.stopping {
                bail!("stopped");
            }
            let child = command.process_group(0).spawn()?;
            let group = child.id();
            state.groups.push(group);
            (child, group)
        };
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if limit.is_some_and(|limit| started.elapsed() > limit) {
                signal(group, "KILL");
                child.wait()?;
                self.forget(group);
                bail!(
                    "took longer than {} s and was ended",
                    limit.unwrap_or_default().as_secs()
                );
            }
            sleep(POLL);
        };
        self.forget(group);
        Ok(status)
    }

    /// After a signal the listening thread ends this process, once the children are gone.
    pub(crate) fn wait_if_stopping(&self) {
        while lock(&self.0).stopping {
            park();
        }
    }

    fn forget(&self, group: u32) {
        lock(&self.0).groups.retain(|&other| other != group);
    }
}

/// Asks every child to end, then makes the slow ones.
fn stop(state: &Mutex<State>) {
    let groups = {
        let mut state = lock(state);
        state.stopping = true;
        state.groups.clone()
    };
    for &group in &groups {
        signal(group, "TERM");
    }
    let asked = Instant::now();
    while !lock(state).groups.is_empty() && asked.elapsed() < GRACE {
        sleep(POLL);
    }
    for &group in &lock(state).groups {
        signal(group, "KILL");
    }
}

/// Signals a child and all that it started. The shell's own `kill` is there on every machine and needs no unsafe code.
fn signal(group: u32, name: &str) {
    let script = format!("kill -{name} -{group}");
    let _ended_already = Command::new("/bin/sh")
        .args(["-c", &script])
        .stderr(Stdio::null())
        .status();
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::Children;
    use std::process::Command;
    use std::time::{Duration, Instant};

    #[test]
    fn a_child_past_its_limit_is_ended_with_all_it_started() {
        let children = Children::new().unwrap();
        let began = Instant::now();
        let mut slow = Command::new("sh");
        slow.args(["-c", "sleep 60 & sleep 60"]);
        let error = children
            .run(&mut slow, Some(Duration::from_millis(100)))
            .unwrap_err();
        assert!(error.to_string().contains("was ended"), "{error}");
        assert!(began.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn a_childs_status_comes_back() {
        let children = Children::new().unwrap();
        let status = children
            .run(Command::new("sh").args(["-c", "exit 3"]), None)
            .unwrap();
        assert_eq!(status.code(), Some(3));
    }
}
