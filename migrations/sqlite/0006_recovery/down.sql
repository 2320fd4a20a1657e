DROP TABLE recovery_requests;

-- What the words opened is erased.
INSERT INTO erasure_jobs (blob_id, slot, next_ms)
    SELECT id, slot, 0 FROM blobs
    WHERE state = 'live' AND id IN (SELECT blob_id FROM account_blobs WHERE kind = 'wrap_recovery');
UPDATE blobs SET state = 'erasing' WHERE id IN (SELECT blob_id FROM account_blobs WHERE kind = 'wrap_recovery');
CREATE TABLE account_blobs_old (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('wrap_password', 'keyring_dec', 'keyring_sig')),
    version    INTEGER NOT NULL,
    blob_id    BLOB    NOT NULL UNIQUE,
    PRIMARY KEY (account_id, kind)
) STRICT;
INSERT INTO account_blobs_old
    SELECT account_id, kind, version, blob_id FROM account_blobs WHERE kind <> 'wrap_recovery';
DROP TABLE account_blobs;
ALTER TABLE account_blobs_old RENAME TO account_blobs;

ALTER TABLE accounts DROP COLUMN recovery_doubted;
ALTER TABLE accounts DROP COLUMN recovery_made_ms;
ALTER TABLE accounts DROP COLUMN recovery_key;
