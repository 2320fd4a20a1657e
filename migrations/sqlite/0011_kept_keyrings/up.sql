-- The keyrings that a sign-in with everything it takes has opened last. They stay beside those in use until a later sign-in has
-- opened other ones: a stolen session can overwrite those in use, and not these. Where nothing was written since, both are one.
CREATE TABLE kept_keyrings (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('keyring_dec', 'keyring_sig')),
    version    INTEGER NOT NULL,
    blob_id    BLOB    NOT NULL UNIQUE,
    PRIMARY KEY (account_id, kind)
) STRICT;
