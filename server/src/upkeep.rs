//! What goes by itself: sessions whose time is over, letters that expire, accounts that were asked to end, uploads and
//! registrations nobody finished, limits that nobody has come near for a while.

use crate::accounts::{address_proof, phones, rows as account_rows, tell};
use crate::app::App;
use crate::blobs;
use crate::clock::Clock;
use crate::ending::carry_out;
use crate::error::Outcome;
use crate::keys::rows as key_rows;
use crate::limits;
use crate::messages::rows::{self as message_rows, EraseReason};
use crate::messages::upload_rows;
use crate::notices::Notice;
use crate::outbox::{self, Outbox};
use crate::sessions::{end, known_devices};
use actix_web::web::Data;
use diesel::SqliteConnection;
use std::time::Duration;
use tokio::sync::watch;

const PAUSE: Duration = Duration::from_secs(20);
/// Where something waits for the eraser, it is looked at again after this.
const SHORT_PAUSE: Duration = Duration::from_secs(1);
const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;
/// Rows of each kind that end in one transaction, so that no request waits long behind it.
const BATCH: u32 = 200;
/// How long an account remembers whom it found in the directory.
const LOOKUPS_KEPT_MS: u64 = 30 * DAY_MS;
/// How long the operator can look at what was sent, or could not be.
const JOBS_KEPT_MS: u64 = 30 * DAY_MS;
/// How long it stays known that a letter was erased, or an attachment's id used.
const TOMBSTONES_KEPT_MS: u64 = 400 * DAY_MS;
/// Where the wall clock has moved by this much more or less than time has passed, somebody has set it.
const JUMP_MS: u64 = 5 * 60 * 1000;
/// How long after that nothing is erased because of its age: time for the operator to set the clock right.
const DOUBT_MS: u64 = HOUR_MS;

/// Works until told to stop.
pub(crate) async fn run(app: Data<App>, mut stop: watch::Receiver<bool>) {
    let mut watch = ClockWatch::new(&app.clock);
    while !*stop.borrow() {
        let waits = pass(&app, &mut watch).await.unwrap_or_else(|error| {
            tracing::error!(%error, "upkeep failed");
            false
        });
        tokio::select! {
            () = tokio::time::sleep(if waits { SHORT_PAUSE } else { PAUSE }) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Whether the wall clock can be trusted with erasing what is old.
struct ClockWatch {
    wall_ms: u64,
    monotonic_ms: u64,
    trusted_from_ms: u64,
}

impl ClockWatch {
    fn new(clock: &Clock) -> Self {
        Self {
            wall_ms: clock.now_ms(),
            monotonic_ms: clock.monotonic_ms(),
            trusted_from_ms: 0,
        }
    }

    /// A clock that was set is trusted again when it has gone on evenly for a while.
    fn trusts(&mut self, clock: &Clock) -> bool {
        let (wall_ms, monotonic_ms) = (clock.now_ms(), clock.monotonic_ms());
        let expected_ms = self.wall_ms + (monotonic_ms - self.monotonic_ms);
        (self.wall_ms, self.monotonic_ms) = (wall_ms, monotonic_ms);
        if wall_ms.abs_diff(expected_ms) > JUMP_MS {
            tracing::error!(
                jump_s = wall_ms.abs_diff(expected_ms) / 1000,
                "the machine's clock was set: nothing is erased for its age during the next hour"
            );
            self.trusted_from_ms = monotonic_ms + DOUBT_MS;
        }
        monotonic_ms >= self.trusted_from_ms
    }
}

/// One round: everything that is over by now. Says whether something waits for the eraser.
async fn pass(app: &Data<App>, watch: &mut ClockWatch) -> Outcome<bool> {
    let now_ms = app.now_ms();
    app.sign_ins.sweep(now_ms);
    app.limits.sweep(now_ms);
    let outbox = app.outbox.clone();
    app.db
        .write(move |connection| tell_of_wrong_passwords(connection, &outbox, now_ms))
        .await?;
    let sessions = end::end_expired(app).await?;
    let mut ended = Ended::default();
    let mut waits = false;
    if watch.trusts(&app.clock) {
        waits = carry_out::pass(app).await?;
        loop {
            let batch = app
                .db
                .write(move |connection| end_batch(connection, now_ms))
                .await?;
            ended.add(&batch);
            if batch.largest() < BATCH {
                break;
            }
        }
    }
    if sessions > 0 || ended.largest() > 0 {
        let Ended {
            letters,
            uploads,
            accounts,
            ..
        } = ended;
        tracing::info!(sessions, letters, uploads, accounts, "ended what was over");
        app.eraser.notify_one();
    }
    Ok(waits)
}

/// Not in the request that was refused, which must take the same time for every address.
fn tell_of_wrong_passwords(connection: &mut SqliteConnection, outbox: &Outbox, now_ms: u64) -> Outcome<()> {
    for user_id in limits::passwords::take_untold(connection, i64::from(BATCH))? {
        tell::by_mail(connection, outbox, user_id, Notice::WrongPasswords, now_ms)?;
    }
    Ok(())
}

/// How many of each.
#[derive(Default)]
struct Ended {
    letters: u32,
    uploads: u32,
    accounts: u32,
    traces: u32,
}

impl Ended {
    fn add(&mut self, other: &Self) {
        self.letters += other.letters;
        self.uploads += other.uploads;
        self.accounts += other.accounts;
        self.traces += other.traces;
    }

    fn largest(&self) -> u32 {
        self.letters.max(self.uploads).max(self.accounts).max(self.traces)
    }
}

fn end_batch(connection: &mut SqliteConnection, now_ms: u64) -> Outcome<Ended> {
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    let (limit, day_ago_ms) = (i64::from(BATCH), now_ms.saturating_sub(DAY_MS));
    let expired = message_rows::find_expired(connection, now_ms, BATCH)?;
    for &(message_id, mailbox_id) in &expired {
        message_rows::erase_delivery(
            connection,
            mailbox_id,
            message_id,
            None,
            EraseReason::Expiry,
            now_ms,
        )?;
    }
    let uploads = upload_rows::find_abandoned(connection, day_ago_ms, limit)?;
    for id in &uploads {
        blobs::condemn(connection, id, None)?;
    }
    let accounts = account_rows::delete_abandoned(connection, day_ago_ms, limit)?;
    let lookups_ms = now_ms.saturating_sub(LOOKUPS_KEPT_MS);
    let tombstones_ms = now_ms.saturating_sub(TOMBSTONES_KEPT_MS);
    let traces = [
        key_rows::forget_lookups(connection, lookups_ms, limit)?,
        key_rows::forget_records(connection, limit)?,
        message_rows::forget_tombstones(connection, tombstones_ms, limit)?,
        blobs::forget_spent(connection, tombstones_ms, limit)?,
        limits::rows::forget_full(connection, now_ms, limit)?,
        limits::codes::forget(connection, now_ms, limit)?,
        limits::passwords::forget(connection, now_ms, limit)?,
        known_devices::forget(connection, now_ms.saturating_sub(known_devices::KEPT_MS), limit)?,
        address_proof::forget(connection, now_ms, limit)?,
        phones::forget_codes(connection, now_ms, limit)?,
        outbox::forget_done(connection, now_ms.saturating_sub(JOBS_KEPT_MS), limit)?,
    ];
    Ok(Ended {
        letters: count(expired.len()),
        uploads: count(uploads.len()),
        accounts: count(accounts),
        traces: traces.into_iter().map(count).max().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_erases_nothing_until_it_has_gone_evenly_for_a_while() {
        let clock = Clock::manual(1_000_000_000_000);
        let mut watch = ClockWatch::new(&clock);
        clock.advance_ms(20_000);
        assert!(watch.trusts(&clock));
        clock.advance_ms(3 * DAY_MS);
        assert!(watch.trusts(&clock), "time that passes is no jump");
        clock.set_ahead_ms(400 * DAY_MS);
        assert!(!watch.trusts(&clock));
        clock.advance_ms(DOUBT_MS - 1);
        assert!(!watch.trusts(&clock));
        clock.advance_ms(1);
        assert!(watch.trusts(&clock));
    }
}
