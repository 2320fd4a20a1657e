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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::connection::{Mode, open};
    use crate::db::schema::{
        account_blobs, accounts, audit_entries, blobs as blob_rows, erasure_jobs, installation,
        passkey_wraps, passkeys, sessions, tombstones,
    };
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        table_name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        kind: String,
        #[diesel(sql_type = diesel::sql_types::Integer)]
        required: i32,
    }

    const COLUMNS: &str = "SELECT m.name AS table_name, c.name, c.type AS kind, c.\"notnull\" AS required \
        FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '__diesel%' ORDER BY m.name, c.cid";

    /// Table by table, what `schema.rs` says in diesel's words.
    fn in_diesels_words(columns: Vec<Column>) -> BTreeMap<String, String> {
        let mut tables: BTreeMap<String, String> = BTreeMap::new();
        for column in columns {
            let kind = match column.kind.as_str() {
                "INTEGER" => "BigInt",
                "TEXT" => "Text",
                "BLOB" => "Binary",
                other => panic!("a column of type {other}"),
            };
            let kind = if column.required == 1 {
                kind.to_owned()
            } else {
                format!("Nullable<{kind}>")
            };
            writeln!(
                tables.entry(column.table_name).or_default(),
                "        {} -> {kind},",
                column.name
            )
            .unwrap();
        }
        tables
    }

    #[test]
    fn the_schema_in_rust_is_that_of_the_migrations() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        migrate(&mut connection).unwrap();
        let columns: Vec<Column> = diesel::sql_query(COLUMNS).load(&mut connection).unwrap();
        let schema = include_str!("schema.rs");
        let tables = in_diesels_words(columns);
        assert_eq!(schema.matches("diesel::table!").count(), tables.len());
        for (table, columns) in tables {
            let begin = schema
                .find(&format!("    {table} ("))
                .unwrap_or_else(|| panic!("{table} is missing"));
            let body = &schema[begin..];
            let body = &body[body.find("{\n").unwrap() + 2..body.find("    }\n").unwrap()];
            assert_eq!(body, columns, "{table}");
        }
    }

    #[test]
    fn migrating_twice_changes_nothing_and_down_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        assert!(!pending(&mut connection).unwrap().is_empty());
        assert!(!migrate(&mut connection).unwrap().is_empty());
        assert!(migrate(&mut connection).unwrap().is_empty());
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        let left: Vec<Column> = diesel::sql_query(COLUMNS).load(&mut connection).unwrap();
        assert!(left.is_empty());
    }

    #[test]
    fn sessions_from_before_are_of_no_known_device() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        connection.run_next_migration(MIGRATIONS).unwrap();
        let insert = "INSERT INTO accounts (id, address, mailbox_id, state, language, opaque_record, opaque_setup_id, ksf, \
            created_ms) VALUES (x'01', 'a', x'02', 'active', 'sv', x'', 1, 1, 0); \
            INSERT INTO sessions VALUES (x'03', x'04', x'01', 0, 0, 0, 0, NULL)";
        connection.batch_execute(insert).unwrap();
        migrate(&mut connection).unwrap();
        let before: (String, String) = sessions::table
            .select((sessions::device, sessions::net))
            .first(&mut connection)
            .unwrap();
        assert_eq!(before, (String::new(), String::new()));
    }

    /// Kind, version and id of every account's blob.
    fn blobs(connection: &mut SqliteConnection) -> Vec<(String, i64, Vec<u8>)> {
        account_blobs::table
            .order(account_blobs::kind)
            .select((
                account_blobs::kind,
                account_blobs::version,
                account_blobs::blob_id,
            ))
            .load(connection)
            .unwrap()
    }

    #[test]
    fn accounts_from_before_have_no_recovery_words_and_keep_their_keys() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        while pending(&mut connection).unwrap()[0].as_str() < "0006" {
            connection.run_next_migration(MIGRATIONS).unwrap();
        }
        let insert = "INSERT INTO accounts (id, address, mailbox_id, state, language, opaque_record, opaque_setup_id, ksf, \
            created_ms) VALUES (x'01', 'a', x'02', 'active', 'sv', x'', 1, 1, 0); \
            INSERT INTO account_blobs VALUES (x'01', 'wrap_password', 3, x'05'), (x'01', 'keyring_sig', 7, x'06')";
        connection.batch_execute(insert).unwrap();
        migrate(&mut connection).unwrap();
        let key: Option<Vec<u8>> = accounts::table
            .select(accounts::recovery_key)
            .first(&mut connection)
            .unwrap();
        assert_eq!(key, None);
        let kept = [
            ("keyring_sig".to_owned(), 7, vec![6]),
            ("wrap_password".to_owned(), 3, vec![5]),
        ];
        assert_eq!(blobs(&mut connection), kept);
        let words = "INSERT INTO account_blobs VALUES (x'01', 'wrap_recovery', 1, x'07'); \
            INSERT INTO blobs VALUES (x'07', 'account', 'live', 4, 9, 9, NULL, NULL, NULL, 0)";
        connection.batch_execute(words).unwrap();
        // Back again: what the words opened is left to the eraser.
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0006" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        assert_eq!(blobs(&mut connection), kept);
        let job: (Option<Vec<u8>>, i64) = erasure_jobs::table
            .select((erasure_jobs::blob_id, erasure_jobs::slot))
            .first(&mut connection)
            .unwrap();
        assert_eq!(job, (Some(vec![7]), 4));
    }

    #[test]
    fn passkeys_from_before_open_nothing_and_going_back_leaves_wraps_to_the_eraser() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        while pending(&mut connection).unwrap()[0].as_str() < "0010" {
            connection.run_next_migration(MIGRATIONS).unwrap();
        }
        let insert = "INSERT INTO accounts (id, address, mailbox_id, state, language, opaque_record, opaque_setup_id, ksf, \
            created_ms) VALUES (x'01', 'a', x'02', 'active', 'sv', x'', 1, 1, 0); \
            INSERT INTO passkeys VALUES (x'03', x'01', x'04', x'05', 0, 'a', 0, NULL)";
        connection.batch_execute(insert).unwrap();
        migrate(&mut connection).unwrap();
        let wraps: i64 = passkey_wraps::table.count().get_result(&mut connection).unwrap();
        assert_eq!(wraps, 0);
        let wrap = "INSERT INTO blobs VALUES (x'06', 'account', 'live', 4, 9, 9, NULL, NULL, NULL, 0); \
            INSERT INTO passkey_wraps VALUES (x'03', x'01', x'06', 0)";
        connection.batch_execute(wrap).unwrap();
        // The passkey does not go before its wrap, whose blob nobody would know of.
        let too_early = connection.batch_execute("DELETE FROM passkeys");
        assert!(too_early.is_err());
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0010" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        let job: (Option<Vec<u8>>, i64) = erasure_jobs::table
            .select((erasure_jobs::blob_id, erasure_jobs::slot))
            .first(&mut connection)
            .unwrap();
        assert_eq!(job, (Some(vec![6]), 4));
        let left: i64 = passkeys::table.count().get_result(&mut connection).unwrap();
        assert_eq!(left, 1);
    }

    #[test]
    fn going_back_leaves_kept_keyrings_to_the_eraser_and_those_in_use_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        migrate(&mut connection).unwrap();
        let insert = "INSERT INTO accounts (id, address, mailbox_id, state, language, opaque_record, opaque_setup_id, ksf, \
            created_ms) VALUES (x'01', 'a', x'02', 'active', 'sv', x'', 1, 1, 0); \
            INSERT INTO blobs VALUES (x'06', 'account', 'live', 4, 9, 9, NULL, NULL, NULL, 0), \
            (x'07', 'account', 'live', 5, 9, 9, NULL, NULL, NULL, 0), (x'08', 'account', 'live', 6, 9, 9, NULL, NULL, NULL, 0); \
            INSERT INTO account_blobs VALUES (x'01', 'keyring_dec', 1, x'06'), (x'01', 'keyring_sig', 2, x'07'); \
            INSERT INTO kept_keyrings VALUES (x'01', 'keyring_dec', 1, x'06'), (x'01', 'keyring_sig', 1, x'08')";
        connection.batch_execute(insert).unwrap();
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0011" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        let jobs: Vec<(Option<Vec<u8>>, i64)> = erasure_jobs::table
            .select((erasure_jobs::blob_id, erasure_jobs::slot))
            .load(&mut connection)
            .unwrap();
        assert_eq!(jobs, [(Some(vec![8]), 6)]);
    }

    #[test]
    fn going_back_leaves_local_objects_to_the_eraser() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        migrate(&mut connection).unwrap();
        let insert = "INSERT INTO blobs VALUES (x'06', 'account', 'live', 4, 9, 9, NULL, NULL, NULL, 0), \
            (x'07', 'part', 'live', 5, 9, 9, x'', NULL, x'02', 0); \
            INSERT INTO local_objects VALUES (x'02', x'03', 3, 1, x'06'); \
            INSERT INTO object_holds VALUES (x'02', x'03', x'07')";
        connection.batch_execute(insert).unwrap();
        // An object does not go before what it holds, of which nobody would know.
        assert!(connection.batch_execute("DELETE FROM local_objects").is_err());
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0012" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        let jobs: Vec<(Option<Vec<u8>>, i64)> = erasure_jobs::table
            .select((erasure_jobs::blob_id, erasure_jobs::slot))
            .load(&mut connection)
            .unwrap();
        assert_eq!(jobs, [(Some(vec![6]), 4)]);
    }

    #[test]
    fn entries_of_the_audit_log_stay_when_its_tree_comes_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        while pending(&mut connection).unwrap()[0].as_str() < "0014" {
            connection.run_next_migration(MIGRATIONS).unwrap();
        }
        let insert = "INSERT INTO audit_entries VALUES (0, 3, 7, x'01', NULL, NULL, NULL, x'02')";
        connection.batch_execute(insert).unwrap();
        migrate(&mut connection).unwrap();
        let entries = |connection: &mut SqliteConnection| -> Vec<(i64, i64, i64, Vec<u8>)> {
            let columns = (
                audit_entries::id,
                audit_entries::kind,
                audit_entries::server_ms,
                audit_entries::commitment,
            );
            audit_entries::table.select(columns).load(connection).unwrap()
        };
        let kept = [(0, 3, 7, vec![1])];
        assert_eq!(entries(&mut connection), kept);
        let grown = "INSERT INTO audit_nodes VALUES (0, 0, x'03'); INSERT INTO installation VALUES ('log', x'04'), ('keys', x'05')";
        connection.batch_execute(grown).unwrap();
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0014" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        assert_eq!(entries(&mut connection), kept);
        let names: Vec<String> = installation::table
            .select(installation::name)
            .load(&mut connection)
            .unwrap();
        assert_eq!(names, ["keys"]);
    }

    #[test]
    fn going_back_erases_held_letters_and_gives_their_attachments_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        migrate(&mut connection).unwrap();
        let insert = "INSERT INTO accounts (id, address, mailbox_id, state, language, opaque_record, opaque_setup_id, ksf, \
            created_ms, kept_bytes) VALUES (x'01', 'a', x'02', 'active', 'sv', x'', 1, 1, 0, 130); \
            INSERT INTO blobs VALUES (x'06', 'envelope', 'live', 4, 10, 10, NULL, NULL, NULL, 0), \
            (x'07', 'envelope', 'live', 5, 10, 10, NULL, NULL, NULL, 0), (x'08', 'part', 'live', 6, 20, 20, NULL, NULL, NULL, 0); \
            INSERT INTO held_letters VALUES (x'03', x'02', x'', x'', x'', 2, 1, NULL); \
            INSERT INTO held_envelopes VALUES (x'03', x'02', x'06'), (x'03', x'09', x'07'); \
            INSERT INTO held_parts VALUES (x'08', x'03'); \
            INSERT INTO tombstones VALUES (x'05', x'02', 1, x'03', 4, 'cancel')";
        connection.batch_execute(insert).unwrap();
        while connection.applied_migrations().unwrap()[0].to_string().as_str() >= "0013" {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
        let jobs: Vec<(Option<Vec<u8>>, i64)> = erasure_jobs::table
            .order(erasure_jobs::slot)
            .select((erasure_jobs::blob_id, erasure_jobs::slot))
            .load(&mut connection)
            .unwrap();
        assert_eq!(jobs, [(Some(vec![6]), 4), (Some(vec![7]), 5)]);
        let uploader: Option<Vec<u8>> = blob_rows::table
            .filter(blob_rows::kind.eq("part"))
            .select(blob_rows::uploader)
            .first(&mut connection)
            .unwrap();
        assert_eq!(uploader, Some(vec![2]));
        let kept: i64 = accounts::table
            .select(accounts::kept_bytes)
            .first(&mut connection)
            .unwrap();
        assert_eq!(kept, 100);
        let reason: String = tombstones::table
            .select(tombstones::reason)
            .first(&mut connection)
            .unwrap();
        assert_eq!(reason, "bin");
    }

    #[test]
    fn letters_that_were_erased_before_a_new_reason_came_stay_known() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        connection.run_next_migration(MIGRATIONS).unwrap();
        let insert = "INSERT INTO tombstones VALUES (x'01', x'02', 1, x'03', 4, 'expiry')";
        connection.batch_execute(insert).unwrap();
        migrate(&mut connection).unwrap();
        let before: (i64, i64, String) = tombstones::table
            .select((tombstones::sent, tombstones::erased_ms, tombstones::reason))
            .first(&mut connection)
            .unwrap();
        assert_eq!(before, (1, 4, "expiry".to_owned()));
    }

    #[test]
    fn a_database_of_a_newer_version_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = open(&folder.path().join("test.db"), Mode::Write).unwrap();
        migrate(&mut connection).unwrap();
        diesel::sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')")
            .execute(&mut connection)
            .unwrap();
        assert!(matches!(migrate(&mut connection), Err(MigrationError::Newer(_))));
        assert!(matches!(pending(&mut connection), Err(MigrationError::Newer(_))));
    }
}
