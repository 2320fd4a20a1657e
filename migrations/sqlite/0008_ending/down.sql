ALTER TABLE audit_entries DROP COLUMN chain;
CREATE TABLE old_tombstones (
    message_id        BLOB    NOT NULL,
    mailbox_id        BLOB    NOT NULL,
    sent              INTEGER NOT NULL,
    submission_sha256 BLOB    NOT NULL,
    erased_ms         INTEGER NOT NULL,
    reason            TEXT    NOT NULL CHECK (reason IN ('bin', 'expiry')),
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
-- To the version before, a letter that went with its mailbox is one whose holder emptied the bin.
INSERT INTO old_tombstones SELECT message_id, mailbox_id, sent, submission_sha256, erased_ms,
    CASE reason WHEN 'ending' THEN 'bin' ELSE reason END FROM tombstones;
DROP TABLE tombstones;
ALTER TABLE old_tombstones RENAME TO tombstones;
CREATE INDEX tombstones_by_time ON tombstones (erased_ms);
DROP INDEX receipts_by_reader;
DROP TABLE ended_mailboxes;
DROP TABLE endings;
DROP TABLE account_ends;
