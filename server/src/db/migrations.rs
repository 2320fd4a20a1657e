//! Brings the schema up to date, and says what would be done.

use diesel::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// The schema cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A step failed; the database is as it was before that step.
    #[error("the database cannot be brought up to date: {0}")]
    Failed(String),
    /// A newer version of the product has changed the schema.
    #[error("the database was changed by a newer version of Forsegla ({0}); this one will not touch it")]
    Newer(String),
}

/// Applies what is pending, each step in its own transaction. Returns the names of what was applied.
pub(super) fn migrate(connection: &mut SqliteConnection) -> Result<Vec<String>, MigrationError> {
    refuse_newer(connection)?;
    let applied = connection
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| MigrationError::Failed(error.to_string()))?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Names of the steps that [`migrate`] would apply.
pub(super) fn pending(connection: &mut SqliteConnection) -> Result<Vec<String>, MigrationError> {
    refuse_newer(connection)?;
    let steps = connection
        .pending_migrations(MIGRATIONS)
        .map_err(|error| MigrationError::Failed(error.to_string()))?;
    Ok(steps.iter().map(|step| step.name().to_string()).collect())
}

fn refuse_newer(connection: &mut SqliteConnection) -> Result<(), MigrationError> {
    use diesel::migration::{Migration, MigrationSource};
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| MigrationError::Failed(error.to_string());
    let known: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = MIGRATIONS.migrations().map_err(failed)?;
    let newest = known.iter().map(|step| step.name().version().as_owned()).max();
    let applied = connection.applied_migrations().map_err(failed)?;
    match (applied.into_iter().max(), newest) {
        (Some(applied), Some(newest)) if applied > newest => Err(MigrationError::Newer(applied.to_string())),
        _ => Ok(()),
    }
}
