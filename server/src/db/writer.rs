//! The one writer: a thread that takes closures from a queue, runs each in a savepoint of a shared transaction, and
//! answers all of them after one commit. Concurrent requests so share one sync of the disk.

use crate::error::{AppError, Outcome};
use api::Code;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::{mpsc, oneshot};

/// Closures that may wait; beyond it the server says that it is busy.
const QUEUE_MAX: usize = 1024;
/// Closures that may share one commit.
const BATCH_MAX: usize = 64;

/// Runs in the transaction. A job that is dropped unrun tells its caller that it failed.
type Job = Box<dyn FnOnce(&mut SqliteConnection) -> Ran + Send>;
/// Tells the caller, once it is known whether the commit held.
type Answer = Box<dyn FnOnce(bool) + Send>;

struct Ran {
    answer: Answer,
    /// SQLite ends the whole transaction by itself on some errors, such as a full disk.
    transaction_lives: bool,
}

enum Order {
    Write(Job),
    Checkpoint(oneshot::Sender<Outcome<()>>),
}

#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Order>,
}

impl Writer {
    /// The thread ends, after what it has been given, when the last handle is dropped.
    pub(super) fn start(connection: SqliteConnection) -> Self {
        let (queue, orders) = mpsc::channel(QUEUE_MAX);
        std::thread::spawn(move || serve(connection, orders));
        Self { queue }
    }

    /// Queues a closure; what comes out of the receiver is its outcome after the commit.
    pub(super) fn submit<T, F>(&self, work: F) -> Outcome<oneshot::Receiver<Outcome<T>>>
    where
        T: Send + 'static,
        F: FnOnce(&mut SqliteConnection) -> Outcome<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let (outcome, transaction_lives) = in_savepoint(connection, work);
            let answer: Answer = Box::new(move |committed| {
                let outcome = outcome.and_then(|value| {
                    if committed {
                        Ok(value)
                    } else {
                        Err(AppError::internal("the commit failed"))
                    }
                });
                // The caller may have gone away; the work is done all the same.
                let _ = answer.send(outcome);
            });
            Ran {
                answer,
                transaction_lives,
            }
        });
        self.queue
            .try_send(Order::Write(job))
            .map_err(|_| AppError::new(Code::Busy).retry_after_s(1))?;
        Ok(answered)
    }

    pub(super) async fn checkpoint(&self) -> Outcome<()> {
        let (answer, answered) = oneshot::channel();
        self.queue
            .send(Order::Checkpoint(answer))
            .await
            .map_err(|_| AppError::new(Code::Busy))?;
        answered.await.map_err(AppError::internal)?
    }
}

fn serve(mut connection: SqliteConnection, mut orders: mpsc::Receiver<Order>) {
    while let Some(order) = orders.blocking_recv() {
        let mut checkpoint = None;
        match order {
            Order::Checkpoint(answer) => checkpoint = Some(answer),
            Order::Write(first) => {
                let mut batch = vec![first];
                while batch.len() < BATCH_MAX && checkpoint.is_none() {
                    match orders.try_recv() {
                        Ok(Order::Write(job)) => batch.push(job),
                        Ok(Order::Checkpoint(answer)) => checkpoint = Some(answer),
                        Err(_) => break,
                    }
                }
                commit_together(&mut connection, batch);
            }
        }
        if let Some(answer) = checkpoint {
            let _ = answer.send(truncate_log(&mut connection));
        }
    }
    // Leaves nothing but the main file behind after an orderly stop.
    let _ = truncate_log(&mut connection);
}

fn commit_together(connection: &mut SqliteConnection, batch: Vec<Job>) {
    if let Err(error) = connection.batch_execute("BEGIN IMMEDIATE") {
        tracing::error!(%error, "cannot begin a write transaction");
        return;
    }
    let mut answers = Vec::with_capacity(batch.len());
    let mut lives = true;
    for job in batch {
        let ran = job(connection);
        answers.push(ran.answer);
        lives = ran.transaction_lives;
        if !lives {
            break;
        }
    }
    let committed = lives && commit(connection);
    for answer in answers {
        answer(committed);
    }
}

fn commit(connection: &mut SqliteConnection) -> bool {
    match connection.batch_execute("COMMIT") {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "a commit failed");
            let _ = connection.batch_execute("ROLLBACK");
            false
        }
    }
}

/// The closure's outcome, and whether the transaction around it still stands.
fn in_savepoint<T>(
    connection: &mut SqliteConnection,
    work: impl FnOnce(&mut SqliteConnection) -> Outcome<T>,
) -> (Outcome<T>, bool) {
    if let Err(error) = connection.batch_execute("SAVEPOINT request") {
        return (Err(error.into()), false);
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|_| Err(AppError::internal("a write closure panicked")));
    let end = if outcome.is_ok() {
        "RELEASE request"
    } else {
        "ROLLBACK TO request; RELEASE request"
    };
    let ended = connection.batch_execute(end);
    match (outcome, ended) {
        (outcome, Ok(())) => (outcome, true),
        (Ok(_), Err(error)) => (Err(error.into()), false),
        (Err(error), Err(_)) => (Err(error), false),
    }
}

#[derive(diesel::QueryableByName)]
struct CheckpointRow {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

fn truncate_log(connection: &mut SqliteConnection) -> Outcome<()> {
    use diesel::RunQueryDsl;
    let row: CheckpointRow = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection)?;
    if row.busy == 0 {
        Ok(())
    } else {
        Err(Code::Busy.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::prelude::*;
    use diesel::sql_query;

    fn writer(folder: &tempfile::TempDir) -> Writer {
        let path = folder.path().join("test.db");
        let mut connection =
            super::super::connection::open(&path, super::super::connection::Mode::Write).unwrap();
        connection
            .batch_execute("CREATE TABLE notes (n BIGINT NOT NULL)")
            .unwrap();
        Writer::start(connection)
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
        writer.submit(work)?.await.unwrap()
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
        writer.checkpoint().await.unwrap();
        assert_eq!(
            std::fs::metadata(folder.path().join("test.db-wal"))
                .unwrap()
                .len(),
            0
        );
    }
}
