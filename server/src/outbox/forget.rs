//! Giving up what waits for somebody whose account has ended.

use super::{Outbox, rows};
use crate::error::Outcome;
use diesel::SqliteConnection;

impl Outbox {
    /// Gives up all that has not been taken and goes to one of these addresses and numbers. Recipients are sealed, so every job
    /// is looked into; there are few, since none waits for more than days.
    pub(crate) fn give_up(&self, connection: &mut SqliteConnection, recipients: &[String]) -> Outcome<()> {
        for (id, sealed) in rows::find_sealed(connection)? {
            // What cannot be opened was sealed under other keys, and is nobody's.
            let is_theirs = self
                .open(&id, &sealed)
                .is_ok_and(|outgoing| recipients.contains(&outgoing.to));
            if is_theirs {
                rows::delete(connection, &id)?;
            }
        }
        Ok(())
    }
}
