//! The bare work that the server cannot do without, on the same machine and disk.

use crate::server::Server;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 300;

/// HTTP and nothing else.
pub(crate) async fn round_trips(server: &Server) -> f64 {
    let http = reqwest::Client::new();
    let url = format!("{}/health", server.origin());
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        http.get(&url).send().await.unwrap().bytes().await.unwrap();
    }
    per_second(begun)
}

/// What a letter to one reader must at least put on disk: two files, their folder, one commit.
pub(crate) fn durable_writes(folder: &Path) -> f64 {
    let mut database = open(&folder.join("bare-writes.db"));
    let files = folder.join("bare");
    std::fs::create_dir(&files).unwrap();
    let begun = Instant::now();
    for n in 0..ROUNDS {
        for copy in 0..2 {
            let mut file = File::create(files.join(format!("{n}-{copy}"))).unwrap();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_all().unwrap();
        }
        File::open(&files).unwrap().sync_all().unwrap();
        database
            .batch_execute("INSERT INTO rows VALUES (randomblob(500))")
            .unwrap();
    }
    per_second(begun)
}

/// One row, committed.
pub(crate) fn durable_commits(folder: &Path) -> f64 {
    let mut database = open(&folder.join("bare-commits.db"));
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        database
            .batch_execute("INSERT INTO rows VALUES (randomblob(100))")
            .unwrap();
    }
    per_second(begun)
}

fn open(path: &Path) -> SqliteConnection {
    let mut database = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
    database
        .batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (bytes BLOB) STRICT",
        )
        .unwrap();
    database
}

fn per_second(begun: Instant) -> f64 {
    ROUNDS as f64 / begun.elapsed().as_secs_f64()
}
