-- Accounts whose owner has asked for the end. Until it has come the account is as before, and the owner can stop it.
CREATE TABLE account_ends (
    account_id   BLOB    NOT NULL PRIMARY KEY REFERENCES accounts (id),
    requested_ms INTEGER NOT NULL,
    ends_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX account_ends_by_time ON account_ends (ends_ms);

-- Mailboxes whose account is gone and whose letters are being erased. The row goes when the report goes out.
CREATE TABLE endings (
    erasure_id   BLOB    NOT NULL PRIMARY KEY REFERENCES erasures (id),
    -- Whose entries in the audit log are to be forgotten.
    account_id   BLOB    NOT NULL,
    mailbox_id   BLOB    NOT NULL UNIQUE,
    -- Where the report goes, and in which language.
    address      TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    requested_ms INTEGER NOT NULL,
    ended_ms     INTEGER NOT NULL,
    -- What has been done: letters hidden, holds on attachments given up, files of letters written over.
    letters      INTEGER NOT NULL DEFAULT 0,
    released     INTEGER NOT NULL DEFAULT 0,
    overwritten  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Mailboxes that were. Their ids stay used, for anyone.
CREATE TABLE ended_mailboxes (
    mailbox_id  BLOB    NOT NULL PRIMARY KEY,
    ended_ms    INTEGER NOT NULL,
    -- Whether their key records are still there, because others hold what they signed.
    has_records INTEGER NOT NULL
) STRICT;
CREATE INDEX ended_mailboxes_with_records ON ended_mailboxes (mailbox_id) WHERE has_records = 1;

CREATE INDEX receipts_by_reader ON receipts (reader_mailbox_id);

-- One more reason.
CREATE TABLE new_tombstones (
    message_id        BLOB    NOT NULL,
    mailbox_id        BLOB    NOT NULL,
    -- Whether the mailbox had sent it.
    sent              INTEGER NOT NULL,
    submission_sha256 BLOB    NOT NULL,
    erased_ms         INTEGER NOT NULL,
    reason            TEXT    NOT NULL CHECK (reason IN ('bin', 'expiry', 'ending')),
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
INSERT INTO new_tombstones SELECT message_id, mailbox_id, sent, submission_sha256, erased_ms, reason FROM tombstones;
DROP TABLE tombstones;
ALTER TABLE new_tombstones RENAME TO tombstones;
CREATE INDEX tombstones_by_time ON tombstones (erased_ms);

-- The entry's link, which covers all entries up to it. Entries from before get theirs at the next start.
ALTER TABLE audit_entries ADD COLUMN chain BLOB;
