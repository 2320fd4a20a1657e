//! Load over HTTP: sends, opens and list pages per second with their latencies, at 1, 8 and 32 clients, each beside the bare
//! work it cannot do without, measured in the same run; and the server's memory, idle and loaded.
//!
//! Letters are sealed beforehand, so that the figures are the server's and not the sealing's.
//!
//! `cargo run --release -p tests --bin load -- target/release/forsegla-server`; with `enumeration` instead, see there.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

mod bare;
mod enumeration;
mod measure;
mod people;
mod server;

use measure::Figures;
use people::Sender;
use server::Server;

/// Clients at once.
const CLIENTS: [usize; 3] = [1, 8, 32];
/// Letters that each client sends, and opens again, at each step.
const LETTERS_EACH: usize = 60;
/// Pages that each client lists at each step.
const PAGES_EACH: usize = 60;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let program = std::env::args().nth(1).expect("the path of the server program");
    if program == "enumeration" {
        return enumeration::run().await;
    }
    let server = Server::start(&program);
    let idle_kib = server.resident_kib();
    let people = people::join(&server, CLIENTS[2]).await;
    let http = bare::round_trips(&server).await;
    let disk = bare::durable_writes(server.folder());
    let commit = bare::durable_commits(server.folder());
    println!("bare: {http:.0} HTTP round trips/s (/health, one connection)");
    println!("bare: {disk:.0} durable writes/s (two 4 KiB files, their folder, one SQLite commit)");
    println!("bare: {commit:.0} durable SQLite commits/s\n");
    println!(
        "{:<8}{:>9}{:>12}{:>10}{:>10}   against bare",
        "", "clients", "per second", "p50 ms", "p99 ms"
    );
    for clients in CLIENTS {
        let some: Vec<Sender> = people.iter().take(clients).cloned().collect();
        let bodies = people::seal(&some, &people, LETTERS_EACH).await;
        let sends = measure::each(&some, bodies, people::send).await;
        report("send", clients, &sends, disk);
        let readers: Vec<Sender> = people.iter().cycle().skip(1).take(clients).cloned().collect();
        let opens = measure::each(&readers, people::unopened(&readers).await, people::open).await;
        report("open", clients, &opens, commit);
        let lists = measure::each(&readers, vec![vec![(); PAGES_EACH]; clients], people::list).await;
        report("list", clients, &lists, http);
    }
    println!(
        "\nresident memory: {} MiB idle, {} MiB after the load",
        idle_kib / 1024,
        server.resident_kib() / 1024
    );
}

fn report(what: &str, clients: usize, figures: &Figures, bare: f64) {
    let per_second = figures.per_second();
    println!(
        "{what:<8}{clients:>9}{per_second:>12.0}{:>10.2}{:>10.2}   {:.2}",
        figures.percentile_ms(50),
        figures.percentile_ms(99),
        per_second / bare
    );
}
