//! The one writer: a thread that takes closures from a queue, runs each in a savepoint of a shared transaction, and
//! answers all of them after one commit. Concurrent requests so share one sync of the disk.

use super::Written;
use crate::error::{AppError, Outcome};
use crate::storage::{STEP, Storage};
use api::Code;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Closures that may wait; beyond it the server says that it is busy.
const QUEUE_MAX: usize = 1024;
/// Closures that may share one commit.
const BATCH_MAX: usize = 64;
/// And how long they may take together before those that are done get their answer.
const BATCH_TIME_MAX: Duration = Duration::from_millis(50);
/// How long cutting the log may wait for readers, and all writers with it.
const CUT_WAIT_MS: u32 = 100;

/// Runs in the transaction.
type Job = Box<dyn FnOnce(&mut SqliteConnection) -> Ran + Send>;
/// Tells the caller what the commit came to.
type Answer = Box<dyn FnOnce(&Fate) + Send>;

struct Ran {
    answer: Answer,
    /// SQLite ends the whole transaction by itself on some errors, such as a full disk.
    ended: Option<Code>,
}

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Committed,
    /// Rolled back: nothing of it stays.
    Undone(Code),
    /// The disk failed in the middle of the commit: the next start will find it there, or not.
    Unknown,
}

enum Order {
    Write(Job),
    CutLog(oneshot::Sender<Outcome<bool>>),
    Close(oneshot::Sender<()>),
}

#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Order>,
    storage: Storage,
}

impl Writer {
    /// The thread ends, after what it has been given, when the last handle is dropped.
    pub(super) fn start(connection: SqliteConnection, storage: Storage) -> Self {
        let (queue, orders) = mpsc::channel(QUEUE_MAX);
        let kept = storage.clone();
        std::thread::spawn(move || serve(connection, orders, &kept));
        Self { queue, storage }
    }

    /// Queues a closure; what comes out of the receiver is its outcome after the commit. A receiver that ends without
    /// one means that the closure was never run.
    pub(super) fn submit<T, F>(&self, work: F) -> Outcome<oneshot::Receiver<Written<T>>>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        self.storage.check_trust()?;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let (outcome, ended) = in_savepoint(connection, work);
            let answer: Answer = Box::new(move |fate| {
                let written = match (outcome, fate) {
                    (Err(error), _) => Written::Not(error),
                    (Ok(value), Fate::Committed) => Written::Done(value),
                    (Ok(_), Fate::Undone(code)) => Written::Not((*code).into()),
                    (Ok(_), Fate::Unknown) => Written::Unknown(AppError::internal("the commit failed")),
                };
                // The caller may have gone away; the work is done all the same.
                let _ = answer.send(written);
            });
            Ran { answer, ended }
        });
        self.queue
            .try_send(Order::Write(job))
            .map_err(|_| AppError::new(Code::Busy).retry_after_s(1))?;
        Ok(answered)
    }

    pub(super) async fn cut_log(&self) -> Outcome<bool> {
        let (answer, answered) = oneshot::channel();
        self.queue
            .send(Order::CutLog(answer))
            .await
            .map_err(|_| AppError::new(Code::Busy))?;
        answered.await.map_err(AppError::internal)?
    }

    /// Ends the thread after what it has been given.
    pub(super) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Order::Close(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

fn serve(mut connection: SqliteConnection, mut orders: mpsc::Receiver<Order>, storage: &Storage) {
    let mut next = None;
    let mut closed = None;
    while let Some(order) = next.take().or_else(|| orders.blocking_recv()) {
        match order {
            Order::Close(answer) => {
                closed = Some(answer);
                break;
            }
            Order::CutLog(answer) => {
                let _ = answer.send(cut_log(&mut connection));
            }
            Order::Write(first) => next = commit_together(&mut connection, first, &mut orders, storage),
        }
    }
    // Leaves nothing but the main file behind after an orderly stop.
    let _ = cut_log(&mut connection);
    drop(connection);
    if let Some(answer) = closed {
        let _ = answer.send(());
    }
}

/// Runs a job, and those that wait behind it, in one transaction. Returns an order that came up and is of another kind.
fn commit_together(
    connection: &mut SqliteConnection,
    first: Job,
    orders: &mut mpsc::Receiver<Order>,
    storage: &Storage,
) -> Option<Order> {
    if let Err(error) = connection.batch_execute("BEGIN IMMEDIATE") {
        tracing::error!(%error, "cannot begin a write transaction");
        return None;
    }
    let begun = Instant::now();
    let mut answers = Vec::new();
    let mut job = Some(first);
    let mut other = None;
    let mut ended = None;
    while let Some(run) = job.take() {
        let ran = run(connection);
        answers.push(ran.answer);
        ended = ran.ended;
        if ended.is_some() || answers.len() >= BATCH_MAX || begun.elapsed() >= BATCH_TIME_MAX {
            break;
        }
        match orders.try_recv() {
            Ok(Order::Write(next)) => job = Some(next),
            Ok(order) => other = Some(order),
            Err(_) => {}
        }
    }
    let fate = match ended {
        None => commit(connection, storage),
        Some(code) => {
            let _ = connection.batch_execute("ROLLBACK");
            Fate::Undone(code)
        }
    };
    for answer in answers {
        answer(&fate);
    }
    other
}

fn commit(connection: &mut SqliteConnection, storage: &Storage) -> Fate {
    tracing::trace!(target: STEP, "about to commit");
    let Err(error) = connection.batch_execute("COMMIT") else {
        tracing::trace!(target: STEP, "committed");
        return Fate::Committed;
    };
    tracing::error!(%error, "a commit failed");
    let _ = connection.batch_execute("ROLLBACK");
    let code = AppError::from(error).code();
    if code == Code::StorageFull {
        // The frame that makes a transaction count is the last to be written, and there was no room for it.
        return Fate::Undone(code);
    }
    storage.distrust();
    Fate::Unknown
}

/// The closure's outcome, and the code with which the transaction around it has ended, if it has.
fn in_savepoint<T>(
    connection: &mut SqliteConnection,
    work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>,
) -> (Outcome<T>, Option<Code>) {
    let outcome = match connection.batch_execute("SAVEPOINT request") {
        Ok(()) => catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(AppError::internal("a write closure panicked"))),
        Err(error) => Err(error.into()),
    };
    let end = if outcome.is_ok() {
        "RELEASE request"
    } else {
        "ROLLBACK TO request; RELEASE request"
    };
    let ended = connection.batch_execute(end).map_err(AppError::from);
    match (outcome, ended) {
        (outcome, Ok(())) => (outcome, None),
        (Err(error), Err(_)) | (Ok(_), Err(error)) => {
            let code = error.code();
            (Err(error), Some(code))
        }
    }
}

#[derive(diesel::QueryableByName)]
struct CheckpointRow {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

/// Moves the log into the main file and cuts it to nothing. `false` where a long reader is in the way.
fn cut_log(connection: &mut SqliteConnection) -> Outcome<bool> {
    use diesel::RunQueryDsl;
    // Once all is in the main file, new readers no longer look into the log, and only old ones have to be waited for.
    connection.batch_execute("PRAGMA wal_checkpoint(PASSIVE)")?;
    connection.batch_execute(&format!("PRAGMA busy_timeout = {CUT_WAIT_MS}"))?;
    let row: Result<CheckpointRow, _> =
        diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection);
    connection.batch_execute(super::connection::BUSY_TIMEOUT)?;
    Ok(row?.busy == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::prelude::*;
    use diesel::sql_query;

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let storage = Storage::of(folder.path(), 0);
        let path = folder.path().join("test.db");
        let mut connection =
            super::super::connection::open(&path, super::super::connection::Mode::Write).unwrap();
        connection
            .batch_execute("CREATE TABLE notes (n BIGINT NOT NULL)")
            .unwrap();
        Writer::start(connection, storage)
    }

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }

    async fn write<T: Send + 'static>(
        writer: &Writer,
        work: impl FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        writer.submit(work)?.await.unwrap().into()
    }

    async fn count(writer: &Writer) -> i64 {
        write(writer, |connection| Ok(count_of(connection)))
            .await
            .unwrap()
    }

    fn insert(connection: &mut SqliteConnection) -> Outcome<()> {
        sql_query("INSERT INTO notes VALUES (1)").execute(connection)?;
        Ok(())
    }

    #[actix_web::test]
    async fn an_error_undoes_its_own_work_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let bad = write(&writer, |c| {
            insert(c)?;
            Err::<(), _>(Code::NotFound.into())
        });
        let (good, bad) = tokio::join!(write(&writer, insert), bad);
        assert!(good.is_ok());
        assert_eq!(bad.unwrap_err().code(), Code::NotFound);
        assert_eq!(count(&writer).await, 1);
    }

    #[actix_web::test]
    async fn a_panic_undoes_its_own_work_and_the_writer_lives_on() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let panicked = write(&writer, |c| {
            insert(c)?;
            if count_of(c) == 1 {
                panic!("on purpose");
            }
            Ok(())
        });
        assert_eq!(panicked.await.unwrap_err().code(), Code::Internal);
        write(&writer, insert).await.unwrap();
        assert_eq!(count(&writer).await, 1);
    }

    fn count_of(connection: &mut SqliteConnection) -> i64 {
        sql_query("SELECT count(*) AS n FROM notes")
            .get_result::<Count>(connection)
            .unwrap()
            .n
    }

    #[actix_web::test]
    async fn many_writes_share_commits_and_all_arrive() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let writes: Vec<_> = (0..300).map(|_| write(&writer, insert)).collect();
        for done in futures_util::future::join_all(writes).await {
            done.unwrap();
        }
        assert_eq!(count(&writer).await, 300);
        assert!(writer.cut_log().await.unwrap());
        assert_eq!(
            std::fs::metadata(folder.path().join("test.db-wal"))
                .unwrap()
                .len(),
            0
        );
    }
}
