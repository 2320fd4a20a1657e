ALTER TABLE sessions DROP COLUMN by_passkey;

-- What the passkeys opened is erased.
INSERT INTO erasure_jobs (blob_id, slot, next_ms)
    SELECT id, slot, 0 FROM blobs WHERE state = 'live' AND id IN (SELECT blob_id FROM passkey_wraps);
UPDATE blobs SET state = 'erasing' WHERE id IN (SELECT blob_id FROM passkey_wraps);
DROP TABLE passkey_wraps;
