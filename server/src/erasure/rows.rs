//! Rows of erasures and of the jobs that carry them out.

use crate::blobs;
use crate::db::schema::{endings, erasure_jobs, erasures};
use crate::db::{B16, B32, from_i64, to_i64};
use crate::error::Outcome;
use api::erasure::{Erasure, ErasureState};
use api::limits::PAGE_ITEMS_MAX;
use api::messages::Signed;
use api::{ErasureId, MailboxId};
use crypto::{Hash, Id};
use diesel::prelude::*;

/// Begins an erasure; [`set_extent`] follows in the same transaction.
pub(crate) fn insert(
    connection: &mut SqliteConnection,
    id: ErasureId,
    mailbox_id: MailboxId,
    now_ms: u64,
) -> Outcome<()> {
    diesel::insert_into(erasures::table)
        .values((
            erasures::id.eq(B16::from(id)),
            erasures::mailbox_id.eq(B16::from(mailbox_id)),
            erasures::requested_ms.eq(to_i64(now_ms)),
            erasures::letters.eq(0),
            erasures::released.eq(0),
        ))
        .execute(connection)?;
    Ok(())
}

/// How many letters it covers and attachments it released.
pub(super) fn set_extent(
    connection: &mut SqliteConnection,
    id: ErasureId,
    letters: u64,
    released: u64,
) -> Outcome<()> {
    diesel::update(erasures::table.find(B16::from(id)))
        .set((
            erasures::letters.eq(to_i64(letters)),
            erasures::released.eq(to_i64(released)),
        ))
        .execute(connection)?;
    Ok(())
}

type Columns = (B16, i64, i64, Option<Vec<u8>>, Option<Vec<u8>>, Option<i64>);

/// One erasure of a mailbox.
pub(super) fn find(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    id: ErasureId,
) -> Outcome<Option<Erasure>> {
    let row: Option<Columns> = erasures::table
        .find(B16::from(id))
        .filter(erasures::mailbox_id.eq(B16::from(mailbox_id)))
        .select((
            erasures::id,
            erasures::requested_ms,
            erasures::letters,
            erasures::report,
            erasures::report_signature,
            erasures::done_ms,
        ))
        .first(connection)
        .optional()?;
    row.map(|row| on_the_wire(connection, row)).transpose()
}

/// The newest erasures of a mailbox.
pub(super) fn find_newest(connection: &mut SqliteConnection, mailbox_id: MailboxId) -> Outcome<Vec<Erasure>> {
    let rows: Vec<Columns> = erasures::table
        .filter(erasures::mailbox_id.eq(B16::from(mailbox_id)))
        .order((erasures::requested_ms.desc(), erasures::id))
        .limit(i64::from(PAGE_ITEMS_MAX))
        .select((
            erasures::id,
            erasures::requested_ms,
            erasures::letters,
            erasures::report,
            erasures::report_signature,
            erasures::done_ms,
        ))
        .load(connection)?;
    rows.into_iter().map(|row| on_the_wire(connection, row)).collect()
}

fn on_the_wire(
    connection: &mut SqliteConnection,
    (id, requested_ms, letters, report, signature, done_ms): Columns,
) -> Outcome<Erasure> {
    let mut erasure = Erasure {
        erasure_id: id.into(),
        requested_ms: from_i64(requested_ms)?,
        letters: from_i64(letters)?,
        letters_erased: from_i64(letters)?,
        state: ErasureState::Done,
        report: report.zip(signature).map(|(bytes, signature)| Signed {
            bytes: bytes.into(),
            signature: signature.into(),
        }),
    };
    if done_ms.is_none() {
        let jobs: Vec<(Option<i64>, i64)> = erasure_jobs::table
            .filter(erasure_jobs::erasure_id.eq(Some(id)))
            .select((erasure_jobs::done_ms, erasure_jobs::attempts))
            .load(connection)?;
        let open = jobs.iter().filter(|(done_ms, _)| done_ms.is_none());
        let failing = open.clone().any(|(_, attempts)| *attempts > 0);
        erasure.letters_erased -= u64::try_from(open.count()).unwrap_or(0).min(erasure.letters);
        erasure.state = if failing {
            ErasureState::Retrying
        } else {
            ErasureState::Running
        };
    }
    Ok(erasure)
}

/// Something to overwrite.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) id: i64,
    pub(super) erasure_id: Option<ErasureId>,
    /// None for a key without a file.
    pub(super) blob_id: Option<Id>,
    pub(super) slot: u64,
    pub(super) attempts: u32,
}

/// Jobs that are due: letters before attachments, since someone waits for their report. One that is put off further than
/// `wait_ms_max` was put off by a clock that has been set back since.
pub(super) fn find_due(
    connection: &mut SqliteConnection,
    now_ms: u64,
    wait_ms_max: u64,
    limit: i64,
) -> Outcome<Vec<Job>> {
    type Columns = (i64, Option<B16>, Option<B16>, i64, i64);
    let rows: Vec<Columns> = erasure_jobs::table
        .filter(
            erasure_jobs::next_ms
                .le(to_i64(now_ms))
                .or(erasure_jobs::next_ms.gt(to_i64(now_ms + wait_ms_max))),
        )
        .filter(erasure_jobs::done_ms.is_null())
        .order((erasure_jobs::erasure_id.is_null(), erasure_jobs::id))
        .limit(limit)
        .select((
            erasure_jobs::id,
            erasure_jobs::erasure_id,
            erasure_jobs::blob_id,
            erasure_jobs::slot,
            erasure_jobs::attempts,
        ))
        .load(connection)?;
    rows.into_iter()
        .map(|(id, erasure_id, blob_id, slot, attempts)| {
            Ok(Job {
                id,
                erasure_id: erasure_id.map(ErasureId::from),
                blob_id: blob_id.map(|id| id.0),
                slot: from_i64(slot)?,
                attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

/// When the next job is due that is not due yet.
pub(super) fn find_next_ms(connection: &mut SqliteConnection) -> Outcome<Option<u64>> {
    let next: Option<i64> = erasure_jobs::table
        .filter(erasure_jobs::done_ms.is_null())
        .select(diesel::dsl::min(erasure_jobs::next_ms))
        .first(connection)?;
    next.map(from_i64).transpose()
}

/// What was done for a job.
#[derive(Debug, Clone, Copy)]
pub(super) struct Erased {
    pub(super) key_erased_ms: u64,
    pub(super) done_ms: u64,
    /// Whether there was a file to write over.
    pub(super) overwritten: bool,
}

/// Notes what was done. A job that nobody reports is over with that: its row goes.
pub(super) fn finish(connection: &mut SqliteConnection, job: &Job, erased: Erased) -> Outcome<()> {
    if let Some(blob_id) = job.blob_id {
        blobs::forget(connection, &blob_id, erased.done_ms)?;
    }
    if job.erasure_id.is_none() {
        diesel::delete(erasure_jobs::table.find(job.id)).execute(connection)?;
        return Ok(());
    }
    diesel::update(erasure_jobs::table.find(job.id))
        .set((
            erasure_jobs::key_erased_ms.eq(Some(to_i64(erased.key_erased_ms))),
            erasure_jobs::overwritten.eq(Some(i64::from(erased.overwritten))),
            erasure_jobs::done_ms.eq(Some(to_i64(erased.done_ms))),
        ))
        .execute(connection)?;
    Ok(())
}

/// Notes that a job failed and when to try again.
pub(super) fn postpone(connection: &mut SqliteConnection, job: &Job, next_ms: u64) -> Outcome<()> {
    diesel::update(erasure_jobs::table.find(job.id))
        .set((
            erasure_jobs::attempts.eq(i64::from(job.attempts.saturating_add(1))),
            erasure_jobs::next_ms.eq(to_i64(next_ms)),
        ))
        .execute(connection)?;
    Ok(())
}

/// An erasure of which everything is overwritten and nothing reported yet.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) erasure_id: ErasureId,
    pub(super) mailbox_id: MailboxId,
    pub(super) requested_ms: u64,
    pub(super) released: u64,
    pub(super) letters: Vec<FinishedLetter>,
}

/// One letter of it.
#[derive(Debug)]
pub(super) struct FinishedLetter {
    pub(super) message_id: Id,
    pub(super) envelope_sha256: Hash,
    pub(super) key_erased_ms: u64,
    pub(super) file_erased_ms: u64,
    pub(super) overwritten: bool,
    pub(super) slot: u64,
}

/// Erasures that wait for their report only. What is left of an ended mailbox has a report of its own.
pub(super) fn find_finished(connection: &mut SqliteConnection) -> Outcome<Vec<Finished>> {
    let open: Vec<(B16, B16, i64, i64)> = erasures::table
        .filter(erasures::done_ms.is_null())
        .filter(erasures::id.ne_all(endings::table.select(endings::erasure_id)))
        .select((
            erasures::id,
            erasures::mailbox_id,
            erasures::requested_ms,
            erasures::released,
        ))
        .load(connection)?;
    let mut finished = Vec::new();
    for (id, mailbox_id, requested_ms, released) in open {
        let of = erasure_jobs::erasure_id.eq(Some(id));
        let undone: i64 = erasure_jobs::table
            .filter(of)
            .filter(erasure_jobs::done_ms.is_null())
            .count()
            .get_result(connection)?;
        if undone == 0 {
            finished.push(Finished {
                erasure_id: id.into(),
                mailbox_id: mailbox_id.into(),
                requested_ms: from_i64(requested_ms)?,
                released: from_i64(released)?,
                letters: find_letters(connection, id)?,
            });
        }
    }
    Ok(finished)
}

fn find_letters(connection: &mut SqliteConnection, erasure_id: B16) -> Outcome<Vec<FinishedLetter>> {
    type Columns = (
        Option<B16>,
        Option<B32>,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        i64,
    );
    let rows: Vec<Columns> = erasure_jobs::table
        .filter(erasure_jobs::erasure_id.eq(Some(erasure_id)))
        .order(erasure_jobs::id)
        .select((
            erasure_jobs::message_id,
            erasure_jobs::envelope_sha256,
            erasure_jobs::key_erased_ms,
            erasure_jobs::done_ms,
            erasure_jobs::overwritten,
            erasure_jobs::slot,
        ))
        .load(connection)?;
    rows.into_iter()
        .map(
            |(message_id, sha256, key_erased_ms, done_ms, overwritten, slot)| {
                Ok(FinishedLetter {
                    message_id: message_id.map_or([0; 16], |id| id.0),
                    envelope_sha256: sha256.map_or([0; 32], |sha256| sha256.0),
                    key_erased_ms: from_i64(key_erased_ms.unwrap_or(0))?,
                    file_erased_ms: from_i64(done_ms.unwrap_or(0))?,
                    overwritten: overwritten == Some(1),
                    slot: from_i64(slot)?,
                })
            },
        )
        .collect()
}

/// Keeps the report; the jobs are over.
pub(super) fn set_report(
    connection: &mut SqliteConnection,
    id: ErasureId,
    report: &Signed,
    now_ms: u64,
) -> Outcome<()> {
    diesel::delete(erasure_jobs::table.filter(erasure_jobs::erasure_id.eq(Some(B16::from(id)))))
        .execute(connection)?;
    diesel::update(erasures::table.find(B16::from(id)))
        .set((
            erasures::report.eq(Some(&report.bytes.0)),
            erasures::report_signature.eq(Some(&report.signature.0)),
            erasures::done_ms.eq(Some(to_i64(now_ms))),
        ))
        .execute(connection)?;
    Ok(())
}

/// What the eraser has done for an erasure since this was asked the last time, at most `limit` jobs: their slots, to be given
/// back when this is committed, and how many files of letters were written over.
pub(crate) fn take_done(
    connection: &mut SqliteConnection,
    id: ErasureId,
    limit: u32,
) -> Outcome<(Vec<u64>, u64)> {
    let done: Vec<(i64, i64, Option<B16>, Option<i64>)> = erasure_jobs::table
        .filter(erasure_jobs::erasure_id.eq(Some(B16::from(id))))
        .filter(erasure_jobs::done_ms.is_not_null())
        .limit(i64::from(limit))
        .select((
            erasure_jobs::id,
            erasure_jobs::slot,
            erasure_jobs::message_id,
            erasure_jobs::overwritten,
        ))
        .load(connection)?;
    let ids: Vec<i64> = done.iter().map(|(id, ..)| *id).collect();
    diesel::delete(erasure_jobs::table.filter(erasure_jobs::id.eq_any(ids))).execute(connection)?;
    let letters = done
        .iter()
        .filter(|(_, _, message_id, overwritten)| message_id.is_some() && *overwritten == Some(1));
    let overwritten = u64::try_from(letters.count()).unwrap_or(u64::MAX);
    let slots: Outcome<Vec<u64>> = done.into_iter().map(|(_, slot, ..)| from_i64(slot)).collect();
    Ok((slots?, overwritten))
}

/// Whether anything of a mailbox still waits to be overwritten or reported, beside the erasure itself.
pub(crate) fn is_busy(
    connection: &mut SqliteConnection,
    id: ErasureId,
    mailbox_id: MailboxId,
) -> Outcome<bool> {
    let jobs: i64 = erasure_jobs::table
        .filter(erasure_jobs::erasure_id.eq(Some(B16::from(id))))
        .count()
        .get_result(connection)?;
    let others: i64 = erasures::table
        .filter(erasures::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(erasures::id.ne(B16::from(id)))
        .filter(erasures::done_ms.is_null())
        .count()
        .get_result(connection)?;
    Ok(jobs + others > 0)
}

/// Forgets the reported erasures of an ended mailbox, at most `limit`. Says how many.
pub(crate) fn forget_reported(
    connection: &mut SqliteConnection,
    mailbox_id: MailboxId,
    limit: u32,
) -> Outcome<usize> {
    let ids: Vec<B16> = erasures::table
        .filter(erasures::mailbox_id.eq(B16::from(mailbox_id)))
        .filter(erasures::done_ms.is_not_null())
        .limit(i64::from(limit))
        .select(erasures::id)
        .load(connection)?;
    Ok(diesel::delete(erasures::table.filter(erasures::id.eq_any(ids))).execute(connection)?)
}

/// Forgets an erasure of which nothing is left to do.
pub(crate) fn delete(connection: &mut SqliteConnection, id: ErasureId) -> Outcome<()> {
    diesel::delete(erasures::table.find(B16::from(id))).execute(connection)?;
    Ok(())
}

/// Jobs that have failed at least once and are still open; for `doctor`.
pub(crate) fn count_failing(connection: &mut SqliteConnection) -> Outcome<i64> {
    let failing =
        erasure_jobs::table.filter(erasure_jobs::done_ms.is_null().and(erasure_jobs::attempts.gt(0)));
    Ok(failing.count().get_result(connection)?)
}
