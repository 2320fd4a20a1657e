//! The server's program: serve, bring the database up to date, or say what is wrong with the installation.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use clap::{Parser, Subcommand};
use rustix::fs::Mode;
use server::app::{App, lock_data};
use server::clock::Clock;
use server::config::{Config, LogFormat};
use server::{db, doctor, outbox, run};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Forsegla, a secure mailbox: stores and routes sealed letters that only their readers can open.
#[derive(Parser)]
#[command(
    name = "forsegla-server",
    version,
    after_help = "Every setting can also be given in the environment; \
    `forsegla-server config` prints them all with their names, meaning and defaults."
)]
struct Arguments {
    /// Settings file (TOML). Without it, defaults and environment alone.
    #[arg(long, global = true, env = "FORSEGLA_CONFIG")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server until it is told to stop (Ctrl-C or SIGTERM).
    Serve {
        /// Erase files of the vault that the database does not know, however many they are. Needed once after the
        /// database was lost for good; with a wrong or old database it destroys letters.
        #[arg(long)]
        erase_unknown_files: bool,
    },
    /// Bring the database up to date. `serve` does so by itself; this is for doing it beforehand.
    Migrate {
        /// Only say what would be done.
        #[arg(long)]
        check: bool,
    },
    /// Mail and SMS that wait, could not be sent, or were not delivered. Without recipient and text: nobody but the person
    /// reads them.
    Outbox {
        #[command(subcommand)]
        act: Option<OutboxAct>,
    },
    /// Say in words what is wrong with this installation, and what to do about it.
    Doctor,
    /// Print a settings file with every setting, its meaning and its default.
    Config,
}

#[derive(Subcommand)]
enum OutboxAct {
    /// Let the running server try one again for a day.
    Retry {
        /// Its name in the list.
        reference: String,
    },
    /// Give one up.
    Discard {
        /// Its name in the list.
        reference: String,
    },
}

fn main() -> ExitCode {
    // Nothing that this program makes is anyone else's to read.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Config => {
            print!("{}", Config::template());
            Ok(ExitCode::SUCCESS)
        }
        command => Config::load(arguments.config.as_deref())
            .map_err(Into::into)
            .and_then(|config| match command {
                Command::Serve { erase_unknown_files } => serve(config, erase_unknown_files),
                Command::Migrate { check } => migrate(&config, check),
                Command::Outbox { act } => look_at_outbox(&config, act),
                Command::Doctor | Command::Config => Ok(doctor(&config)),
            }),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("forsegla-server: {error}");
        ExitCode::FAILURE
    })
}

type Failure = Box<dyn std::error::Error>;

fn serve(config: Config, erase_unknown_files: bool) -> Result<ExitCode, Failure> {
    keep_memory_private()?;
    start_log(&config)?;
    actix_web::rt::System::new().block_on(async {
        let (origin, local_outbox) = (config.origin.clone(), config.local_outbox);
        let app = App::open(config, Clock::System, erase_unknown_files).await?;
        let running = run::start(app)?;
        println!(
            "Forsegla is running at {origin}  (listening on {}; Ctrl-C stops it)",
            running.address()
        );
        if local_outbox {
            println!("Mail and SMS are not sent: they land at {origin}/local-outbox");
        }
        running.until(told_to_stop()).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn migrate(config: &Config, check: bool) -> Result<ExitCode, Failure> {
    let path = config.data.join("forsegla.db");
    if !path.exists() {
        println!("There is no database yet; `serve` makes one.");
        return Ok(ExitCode::SUCCESS);
    }
    let steps = if check {
        db::pending_at(&path)?
    } else {
        // Not under the feet of a running server.
        let _lock = lock_data(&config.data)?;
        db::migrate_at(&path)?
    };
    match (steps.as_slice(), check) {
        ([], _) => println!("The database is up to date."),
        (steps, true) => println!("Would be applied: {}", steps.join(", ")),
        (steps, false) => println!("Applied: {}", steps.join(", ")),
    }
    Ok(ExitCode::SUCCESS)
}

fn look_at_outbox(config: &Config, act: Option<OutboxAct>) -> Result<ExitCode, Failure> {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let path = config.data.join("forsegla.db");
    match act {
        None => {
            let letters = outbox::list(&path)?;
            for letter in &letters {
                println!("{letter}");
            }
            if letters.is_empty() {
                println!("Nothing waits and nothing has failed.");
            }
        }
        Some(OutboxAct::Retry { reference }) => {
            outbox::retry(&path, &reference, Clock::System.now_ms(), DAY_MS)?;
        }
        Some(OutboxAct::Discard { reference }) => outbox::discard(&path, &reference)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn doctor(config: &Config) -> ExitCode {
    let findings = doctor::examine(config);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.iter().any(doctor::Finding::is_bad) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// No core dump and no debugger may show the server's keys.
fn keep_memory_private() -> Result<(), Failure> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

fn start_log(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        // Without a handler for SIGTERM, Ctrl-C still works.
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
