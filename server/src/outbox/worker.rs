//! Sends what is due. Mail and SMS have a lane each, so that a gateway that does not answer delays no mail.

use super::rows::{self, Claim};
use super::{Channel, SendError};
use crate::app::App;
use crate::error::Outcome;
use crate::rng;
use actix_web::web::Data;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::time::Duration;
use tokio::sync::watch;

/// Jobs under way at once, in each lane.
const AT_ONCE: i64 = 16;
/// How often a lane looks for work that nobody woke it for.
const PAUSE: Duration = Duration::from_secs(1);
/// After a failure a lane rests, so that a broken database is not asked without end.
const REST: Duration = Duration::from_secs(5);
/// A job is tried again after this, then after twice as long each time.
const BACKOFF_MS: u64 = 4_000;
const BACKOFF_MS_MAX: u64 = 60 * 60 * 1000;

/// Works until told to stop.
pub(crate) async fn run(app: Data<App>, stop: watch::Receiver<bool>) {
    let [mail, sms] = Channel::ALL.map(|channel| lane(&app, channel, stop.clone()));
    let _ended = tokio::join!(mail, sms);
}

async fn lane(app: &Data<App>, channel: Channel, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match pass(app, channel).await {
            Ok(0) => PAUSE,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, channel = channel.column(), "the outbox failed");
                REST
            }
        };
        tokio::select! {
            () = app.outbox.due.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Sends what is due now. Says how many jobs there were.
async fn pass(app: &Data<App>, channel: Channel) -> Outcome<usize> {
    let now_ms = app.now_ms();
    let next_ms = app
        .db
        .read(move |connection| rows::find_next_ms(connection, channel))
        .await?;
    if next_ms.is_none_or(|next_ms| next_ms > now_ms) {
        return Ok(0);
    }
    let claims = app
        .db
        .write(move |connection| rows::claim(connection, channel, AT_ONCE, now_ms))
        .await?;
    let count = claims.len();
    let mut under_way: FuturesUnordered<_> = claims
        .into_iter()
        .map(|claim| attempt(app, channel, claim))
        .collect();
    // What goes wrong with one cuts none of the others off.
    let mut failed = None;
    while let Some(ended) = under_way.next().await {
        failed = failed.or(ended.err());
    }
    failed.map_or(Ok(count), Err)
}

/// Tries one job once and writes down what came of it.
async fn attempt(app: &Data<App>, channel: Channel, claim: Claim) -> Outcome<()> {
    let (id, attempt) = (claim.id, claim.attempt);
    let outcome = if claim.ends_ms <= app.now_ms() {
        Err(SendError::Refused("its time was over".into()))
    } else {
        send(app, channel, &claim).await
    };
    let now_ms = app.now_ms();
    app.db
        .write(move |connection| match outcome {
            Ok(()) => rows::finish(connection, &id, attempt),
            Err(error) => {
                let failure = error.to_string();
                let next_ms = now_ms + wait_ms(attempt);
                tracing::warn!(
                    channel = channel.column(),
                    attempt,
                    failure,
                    "a notice was not taken"
                );
                match error {
                    SendError::Later(_) | SendError::Settings(_) if next_ms < claim.ends_ms => {
                        rows::postpone(connection, &id, attempt, &failure, next_ms)
                    }
                    _ => rows::bury(connection, &id, attempt, &failure),
                }
            }
        })
        .await
}

async fn send(app: &App, channel: Channel, claim: &Claim) -> Result<(), SendError> {
    // Nobody can send what cannot be opened; it was sealed under keys that are gone.
    let outgoing = app
        .outbox
        .open(&claim.id, &claim.sealed)
        .map_err(|error| SendError::Refused(error.to_string()))?;
    app.transports.send(app, channel, claim, &outgoing).await
}

/// Twice as long each time, give or take a quarter, so that many jobs do not come back in the same moment.
fn wait_ms(attempt: i64) -> u64 {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(20);
    let wait_ms = (BACKOFF_MS << doublings).min(BACKOFF_MS_MAX);
    let [dice] = rng::make_bytes::<1>();
    wait_ms * 3 / 4 + wait_ms / 2 * u64::from(dice) / 255
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema::outbox;
    use crate::notices::Notice;
    use crate::outbox::Outgoing;
    use crate::testing::open_app;
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;

    #[actix_web::test]
    async fn an_error_with_one_job_cuts_no_other_off() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let (inner, now_ms) = (app.clone(), app.now_ms());
        let leaving = app.db.write(move |connection| {
            for name in ["first", "second", "third"] {
                let outgoing = Outgoing {
                    to: format!("{name}@example.org"),
                    language: "sv".into(),
                    notice: Notice::WrongCodes,
                };
                inner
                    .outbox
                    .put(connection, Channel::Mail, &outgoing, None, None, now_ms)?;
            }
            // Of the three the one that is finished first cannot be.
            connection.batch_execute(
                "CREATE TRIGGER broken BEFORE UPDATE OF state ON outbox
                 WHEN (SELECT COUNT(*) FROM outbox WHERE state = 'taken') = 0 AND NEW.rowid = (SELECT MIN(rowid) FROM outbox)
                 BEGIN SELECT RAISE(ABORT, 'the disk is broken here'); END;",
            )?;
            Ok(())
        });
        leaving.await.unwrap();
        assert!(pass(&app, Channel::Mail).await.is_err());
        let counting = app.db.read(|connection| {
            let taken = outbox::table.filter(outbox::state.eq("taken"));
            Ok(taken.count().get_result::<i64>(connection)?)
        });
        assert_eq!(counting.await.unwrap(), 2);
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_is_never_quite_the_same() {
        for (attempt, about_ms) in [(1, 4_000), (2, 8_000), (5, 64_000), (30, BACKOFF_MS_MAX)] {
            for _ in 0..50 {
                let wait_ms = wait_ms(attempt);
                assert!(
                    (about_ms * 3 / 4..=about_ms * 5 / 4).contains(&wait_ms),
                    "{attempt}: {wait_ms}"
                );
            }
        }
        let waits: std::collections::BTreeSet<_> = (0..50).map(|_| wait_ms(10)).collect();
        assert!(waits.len() > 1);
    }
}
