CREATE TABLE old_tombstones (
    message_id        BLOB    NOT NULL,
    mailbox_id        BLOB    NOT NULL,
    sent              INTEGER NOT NULL,
    submission_sha256 BLOB    NOT NULL,
    erased_ms         INTEGER NOT NULL,
    reason            TEXT    NOT NULL CHECK (reason IN ('bin', 'expiry', 'ending')),
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
-- To the version before, a letter that was never sent is one whose holder emptied the bin, and one that was recalled has expired.
INSERT INTO old_tombstones SELECT message_id, mailbox_id, sent, submission_sha256, erased_ms,
    CASE reason WHEN 'cancel' THEN 'bin' WHEN 'recall' THEN 'expiry' ELSE reason END FROM tombstones;
DROP TABLE tombstones;
ALTER TABLE old_tombstones RENAME TO tombstones;
CREATE INDEX tombstones_by_time ON tombstones (erased_ms);
-- Held letters are not sent: they are erased, and their attachments are uploads again, which end after a day.
UPDATE accounts SET kept_bytes = kept_bytes
    - (SELECT COALESCE(SUM(b.size_bytes), 0) FROM held_envelopes AS e JOIN held_letters AS l ON l.message_id = e.message_id
        JOIN blobs AS b ON b.id = e.blob_id
        WHERE l.sender_mailbox_id = accounts.mailbox_id AND e.mailbox_id = accounts.mailbox_id)
    - (SELECT COALESCE(SUM(b.size_bytes), 0) FROM held_parts AS p JOIN held_letters AS l ON l.message_id = p.message_id
        JOIN blobs AS b ON b.id = p.blob_id WHERE l.sender_mailbox_id = accounts.mailbox_id);
INSERT INTO erasure_jobs (blob_id, slot, next_ms)
    SELECT id, slot, 0 FROM blobs WHERE state = 'live' AND id IN (SELECT blob_id FROM held_envelopes);
UPDATE blobs SET state = 'erasing' WHERE id IN (SELECT blob_id FROM held_envelopes);
UPDATE blobs SET uploader = (SELECT l.sender_mailbox_id FROM held_parts AS p JOIN held_letters AS l
        ON l.message_id = p.message_id WHERE p.blob_id = blobs.id)
    WHERE id IN (SELECT blob_id FROM held_parts) AND id NOT IN (SELECT blob_id FROM blob_refs);
DROP TABLE amends;
DROP TABLE held_parts;
DROP TABLE held_envelopes;
DROP TABLE held_letters;
