//! What is being done, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// The steps of one command, with their times.
#[derive(Default)]
pub(crate) struct Steps(Vec<Step>);

struct Step {
    name: String,
    took: Duration,
    note: &'static str,
}

impl Steps {
    /// Does one step. The first that fails ends the command, after the times were shown.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n== {name}");
        let began = Instant::now();
        let outcome = work();
        let note = if outcome.is_ok() { "" } else { "FAILED" };
        self.0.push(Step {
            name: name.to_owned(),
            took: began.elapsed(),
            note,
        });
        if outcome.is_err() {
            self.show();
        }
        outcome
    }

    /// Notes a step that was not done.
    pub(crate) fn skipped(&mut self, name: &str, reason: &'static str) {
        println!("\n== {name}: {reason}");
        self.0.push(Step {
            name: name.to_owned(),
            took: Duration::ZERO,
            note: reason,
        });
    }

    /// The times of all steps.
    pub(crate) fn show(&self) {
        println!();
        for step in &self.0 {
            println!("{:>9}  {}  {}", in_words(step.took), step.name, step.note);
        }
        println!(
            "{:>9}  in all",
            in_words(self.0.iter().map(|step| step.took).sum())
        );
    }
}

/// Does something that takes a while, with one line before and the time after it.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("  {what} …");
    let began = Instant::now();
    let done = work()?;
    println!("  {what}: done in {}", in_words(began.elapsed()));
    Ok(done)
}

fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::{Steps, in_words};
    use anyhow::anyhow;
    use std::time::Duration;

    #[test]
    fn times_read_well() {
        assert_eq!(in_words(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(in_words(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_failed_step_ends_the_command() {
        let mut steps = Steps::default();
        assert!(steps.step("good", || Ok(())).is_ok());
        assert!(steps.step("bad", || Err(anyhow!("no"))).is_err());
        assert_eq!(
            steps.0.iter().map(|step| step.note).collect::<Vec<_>>(),
            ["", "FAILED"]
        );
    }
}
