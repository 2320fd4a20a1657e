-- What nobody can read any more is erased. Attachments of drafts are left to the time that uploads have.
INSERT INTO erasure_jobs (blob_id, slot, next_ms)
    SELECT id, slot, 0 FROM blobs WHERE state = 'live' AND id IN (SELECT blob_id FROM local_objects);
UPDATE blobs SET state = 'erasing' WHERE id IN (SELECT blob_id FROM local_objects);
DROP TABLE object_holds;
DROP TABLE local_objects;
