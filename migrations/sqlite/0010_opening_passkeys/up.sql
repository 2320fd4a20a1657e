-- The master key, wrapped under what a passkey yields: one for each passkey that opens the mailbox without the password. A passkey
-- is removed after its wrap alone.
CREATE TABLE passkey_wraps (
    passkey_id BLOB    NOT NULL PRIMARY KEY REFERENCES passkeys (id),
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    blob_id    BLOB    NOT NULL UNIQUE,
    made_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_wraps_of_account ON passkey_wraps (account_id);

-- Whether a passkey alone opened the session, without the password.
ALTER TABLE sessions ADD COLUMN by_passkey INTEGER NOT NULL DEFAULT 0;
