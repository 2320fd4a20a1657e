-- What stayed beside the keyrings in use is erased.
INSERT INTO erasure_jobs (blob_id, slot, next_ms)
    SELECT id, slot, 0 FROM blobs WHERE state = 'live'
        AND id IN (SELECT blob_id FROM kept_keyrings) AND id NOT IN (SELECT blob_id FROM account_blobs);
UPDATE blobs SET state = 'erasing'
    WHERE id IN (SELECT blob_id FROM kept_keyrings) AND id NOT IN (SELECT blob_id FROM account_blobs);
DROP TABLE kept_keyrings;
