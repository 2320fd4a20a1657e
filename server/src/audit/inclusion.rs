//! What shows that an entry is in the log.

use super::head::on_the_wire;
use super::{rows, tree};
use crate::error::{AppError, Outcome};
use api::audit::Logged;
use diesel::SqliteConnection;

/// The entry with this index in the tree of `size` entries, of which it is one.
pub(crate) fn find(connection: &mut SqliteConnection, index: u64, size: u64) -> Outcome<Logged> {
    let proof = tree::prove_inclusion(connection, index, size)?;
    let proof = proof.ok_or_else(|| AppError::internal("a promise names an entry that is not there"))?;
    Ok(Logged {
        audit_index: index,
        opening: rows::find_opening(connection, index)?.map(Into::into),
        inclusion: on_the_wire(&proof),
    })
}
