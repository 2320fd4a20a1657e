-- Passkeys, each of which has shown a signature over a challenge of ours. Nothing in here opens anything: the private key stays
-- with the authenticator.
CREATE TABLE passkeys (
    id            BLOB    NOT NULL PRIMARY KEY,
    account_id    BLOB    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The authenticator's own name for it.
    credential_id BLOB    NOT NULL UNIQUE,
    -- As the authenticator gave it: a COSE_Key (RFC 9052 section 7).
    public_key    BLOB    NOT NULL,
    -- The authenticator's count of signatures when it was last used; stays 0 where it does not count.
    counter       INTEGER NOT NULL,
    -- What its owner calls it.
    name          TEXT    NOT NULL,
    created_ms    INTEGER NOT NULL,
    used_ms       INTEGER
) STRICT;
CREATE INDEX passkeys_of_account ON passkeys (account_id, created_ms);
