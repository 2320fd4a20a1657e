-- Recovery words: the public half of the key that proves them, and when they were made. Accounts from before have none.
ALTER TABLE accounts ADD COLUMN recovery_key BLOB;
ALTER TABLE accounts ADD COLUMN recovery_made_ms INTEGER NOT NULL DEFAULT 0;
-- Whether a waiting period was stopped since: somebody else may have the words.
ALTER TABLE accounts ADD COLUMN recovery_doubted INTEGER NOT NULL DEFAULT 0;

-- The master key may be wrapped under the words too. SQLite changes a CHECK only with the table.
CREATE TABLE account_blobs_new (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('wrap_password', 'wrap_recovery', 'keyring_dec', 'keyring_sig')),
    version    INTEGER NOT NULL,
    blob_id    BLOB    NOT NULL UNIQUE,
    PRIMARY KEY (account_id, kind)
) STRICT;
INSERT INTO account_blobs_new SELECT account_id, kind, version, blob_id FROM account_blobs;
DROP TABLE account_blobs;
ALTER TABLE account_blobs_new RENAME TO account_blobs;

-- Waiting periods of people who have the words alone: one for each account.
CREATE TABLE recovery_requests (
    account_id  BLOB    NOT NULL PRIMARY KEY REFERENCES accounts (id),
    begun_ms    INTEGER NOT NULL,
    ends_ms     INTEGER NOT NULL,
    -- Hash of the token in the notice, with which its reader stops it.
    stop_sha256 BLOB    NOT NULL UNIQUE
) STRICT;
