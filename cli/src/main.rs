//! Forsegla's program for the terminal.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use clap::{Parser, Subcommand};
use cli::{Known, verify};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Longer files are none of ours.
const FILE_LEN_MAX: u64 = 32 << 20;

/// Forsegla in the terminal.
#[derive(Parser)]
#[command(name = "forsegla", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check proofs and erasure reports that were saved, and say what they prove. Asks no server.
    ///
    /// Ends with 0 only if every file holds, and under the keys that were given.
    Verify {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The server's key, as `GET /api/v1/server` and other files have it: what is signed by another one is refused.
        #[arg(long)]
        server_key: Option<String>,
        /// The audit log's key, as `GET /api/v1/server` has it: what is logged under another one is refused.
        #[arg(long)]
        log_key: Option<String>,
    },
}

fn main() -> ExitCode {
    let Command::Verify {
        files,
        server_key,
        log_key,
    } = Arguments::parse().command;
    let known = match Known::parse(server_key.as_deref(), log_key.as_deref()) {
        Ok(known) => known,
        Err(error) => {
            eprintln!("forsegla: {error}");
            return ExitCode::from(2);
        }
    };
    let mut all_hold = true;
    for path in &files {
        let name = path.display();
        match read(path)
            .map_err(Into::into)
            .and_then(|file| verify(&file, &known))
        {
            Ok(words) => println!("{name}: HOLDS\n\n{words}"),
            Err(why) => {
                all_hold = false;
                println!("{name}: PROVES NOTHING\n\n  {why}\n");
            }
        }
    }
    if all_hold {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    File::open(path)?.take(FILE_LEN_MAX + 1).read_to_end(&mut file)?;
    Ok(file)
}
