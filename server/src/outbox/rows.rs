//! Rows of jobs.

use super::Channel;
use crate::db::schema::outbox;
use crate::db::{B16, from_i64, to_i64};
use crate::error::Outcome;
use crate::sms::Report;
use api::UserId;
use crypto::Id;
use diesel::prelude::*;

/// A job that nobody has finished with after this is taken up again: longer than any attempt takes.
const LEASE_MS: u64 = 2 * 60 * 1000;

/// A job that is about to be.
pub(super) struct NewJob {
    pub(super) id: Id,
    pub(super) channel: Channel,
    pub(super) owner: Option<UserId>,
    pub(super) kind: &'static str,
    pub(super) sealed: Vec<u8>,
    pub(super) ends_ms: u64,
}

/// A job that is this worker's for the time of the lease.
pub(super) struct Claim {
    pub(super) id: Id,
    pub(super) sealed: Vec<u8>,
    /// Counts this attempt. Whoever comes after the lease has a higher one, and only the highest may finish.
    pub(super) attempt: i64,
    pub(super) created_ms: u64,
    pub(super) ends_ms: u64,
}

pub(super) fn insert(connection: &mut SqliteConnection, job: &NewJob, now_ms: u64) -> Outcome<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(B16(job.id)),
            outbox::channel.eq(job.channel.column()),
            outbox::account_id.eq(job.owner.map(B16::from)),
            outbox::kind.eq(job.kind),
            outbox::sealed.eq(Some(&job.sealed)),
            outbox::state.eq("waiting"),
            outbox::next_ms.eq(to_i64(now_ms)),
            outbox::ends_ms.eq(to_i64(job.ends_ms)),
            outbox::created_ms.eq(to_i64(now_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// When the next job is due, if there is one.
pub(super) fn find_next_ms(connection: &mut SqliteConnection, channel: Channel) -> Outcome<Option<u64>> {
    let next: Option<i64> = outbox::table
        .filter(
            outbox::state
                .eq("waiting")
                .and(outbox::channel.eq(channel.column())),
        )
        .select(diesel::dsl::min(outbox::next_ms))
        .first(connection)?;
    next.map(from_i64).transpose()
}

/// Takes up what is due, oldest first, at most `limit`.
pub(super) fn claim(
    connection: &mut SqliteConnection,
    channel: Channel,
    limit: i64,
    now_ms: u64,
) -> Outcome<Vec<Claim>> {
    type Columns = (B16, Option<Vec<u8>>, i64, i64, i64);
    let due: Vec<Columns> = outbox::table
        .filter(
            outbox::state
                .eq("waiting")
                .and(outbox::channel.eq(channel.column())),
        )
        .filter(outbox::next_ms.le(to_i64(now_ms)))
        .order(outbox::next_ms)
        .limit(limit)
        .select((
            outbox::id,
            outbox::sealed,
            outbox::attempts,
            outbox::created_ms,
            outbox::ends_ms,
        ))
        .load(connection)?;
    let mut claims = Vec::new();
    for (id, sealed, attempts, created_ms, ends_ms) in due {
        diesel::update(outbox::table.find(id))
            .set((
                outbox::attempts.eq(attempts + 1),
                outbox::next_ms.eq(to_i64(now_ms + LEASE_MS)),
            ))
            .execute(connection)?;
        claims.push(Claim {
            id: id.0,
            sealed: sealed.unwrap_or_default(),
            attempt: attempts + 1,
            created_ms: from_i64(created_ms)?,
            ends_ms: from_i64(ends_ms)?,
        });
    }
    Ok(claims)
}

/// It was taken: what it said goes at once.
pub(super) fn finish(connection: &mut SqliteConnection, id: &Id, attempt: i64) -> Outcome<()> {
    diesel::update(mine(id, attempt))
        .set((
            outbox::state.eq("taken"),
            outbox::sealed.eq(None::<Vec<u8>>),
            outbox::failure.eq(None::<String>),
        ))
        .execute(connection)?;
    Ok(())
}

/// It was not taken, and is tried again.
pub(super) fn postpone(
    connection: &mut SqliteConnection,
    id: &Id,
    attempt: i64,
    failure: &str,
    next_ms: u64,
) -> Outcome<()> {
    diesel::update(mine(id, attempt))
        .set((outbox::failure.eq(failure), outbox::next_ms.eq(to_i64(next_ms))))
        .execute(connection)?;
    Ok(())
}

/// It will not be taken: the operator may look at why.
pub(super) fn bury(connection: &mut SqliteConnection, id: &Id, attempt: i64, failure: &str) -> Outcome<()> {
    diesel::update(mine(id, attempt))
        .set((outbox::state.eq("dead"), outbox::failure.eq(failure)))
        .execute(connection)?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn mine(id: &Id, attempt: i64) -> _ {
    let id: B16 = B16(*id);
    let waiting: &'static str = "waiting";
    outbox::table
        .find(id)
        .filter(outbox::state.eq(waiting))
        .filter(outbox::attempts.eq(attempt))
}

/// What the gateway has said of a job so far; none if there is no such job, or it did not go by SMS.
pub(super) fn find_report(connection: &mut SqliteConnection, id: &Id) -> Outcome<Option<Option<Report>>> {
    let row: Option<Option<String>> = outbox::table
        .find(B16(*id))
        .filter(outbox::channel.eq(Channel::Sms.column()))
        .select(outbox::report)
        .first(connection)
        .optional()?;
    Ok(row.map(|report| report.as_deref().and_then(report_of)))
}

/// Writes down what the gateway says of a job.
pub(super) fn set_report(connection: &mut SqliteConnection, id: &Id, report: Report) -> Outcome<()> {
    diesel::update(outbox::table.find(B16(*id)))
        .set(outbox::report.eq(report_column(report)))
        .execute(connection)?;
    Ok(())
}

fn report_column(report: Report) -> &'static str {
    match report {
        Report::Buffered => "buffered",
        Report::Accepted => "accepted",
        Report::Delivered => "delivered",
        Report::Failed => "failed",
    }
}

fn report_of(column: &str) -> Option<Report> {
    [
        Report::Buffered,
        Report::Accepted,
        Report::Delivered,
        Report::Failed,
    ]
    .into_iter()
    .find(|report| report_column(*report) == column)
}

/// Forgets all jobs of an account, sent or not.
pub(crate) fn forget_of(connection: &mut SqliteConnection, owner: UserId) -> Outcome<()> {
    let of_account = outbox::account_id.eq(Some(B16::from(owner)));
    diesel::delete(outbox::table.filter(of_account)).execute(connection)?;
    Ok(())
}

/// Forgets jobs that ended before `before_ms`, at most `limit`. Says how many.
pub(crate) fn forget_done(connection: &mut SqliteConnection, before_ms: u64, limit: i64) -> Outcome<usize> {
    let done: Vec<B16> = outbox::table
        .filter(outbox::state.ne("waiting"))
        .filter(outbox::created_ms.lt(to_i64(before_ms)))
        .limit(limit)
        .select(outbox::id)
        .load(connection)?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(done))).execute(connection)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::open_app;

    fn job(id: u8, owner: Option<u8>) -> NewJob {
        NewJob {
            id: [id; 16],
            channel: Channel::Sms,
            owner: owner.map(|owner| UserId([owner; 16])),
            kind: "phone-code",
            sealed: vec![id],
            ends_ms: 1000,
        }
    }

    #[actix_web::test]
    async fn what_goes_with_an_account_is_its_own_alone() {
        let folder = tempfile::tempdir().unwrap();
        let app = open_app(folder.path()).await;
        let left = app.db.write(|connection| {
            // To one number, perhaps: the sealed part says where to, and nobody looks there.
            for job in [job(1, Some(1)), job(2, Some(2)), job(3, None), job(4, Some(1))] {
                insert(connection, &job, 1)?;
            }
            forget_of(connection, UserId([1; 16]))?;
            claim(connection, Channel::Sms, 10, 1)
        });
        let mut left: Vec<Id> = left.await.unwrap().into_iter().map(|claim| claim.id).collect();
        left.sort_unstable();
        assert_eq!(left, [[2; 16], [3; 16]]);
    }
}
