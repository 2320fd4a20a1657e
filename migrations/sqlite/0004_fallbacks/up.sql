-- Backup codes, each good once, in place of the authenticator. Only keyed hashes: the key is outside the database.
CREATE TABLE backup_codes (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    code_hmac  BLOB    NOT NULL,
    PRIMARY KEY (account_id, code_hmac)
) STRICT;

-- Backup codes that were wrong, since the first of the day.
ALTER TABLE accounts ADD COLUMN backup_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN backup_tries_from_ms INTEGER NOT NULL DEFAULT 0;
