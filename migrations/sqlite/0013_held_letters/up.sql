-- Letters that their senders have sealed and sent for later. Until its time a letter is nobody's but its sender's: no message, no
-- delivery, no audit entry. (What the server itself sends by mail and SMS waits in `outbox`.)
CREATE TABLE held_letters (
    message_id           BLOB    NOT NULL PRIMARY KEY,
    sender_mailbox_id    BLOB    NOT NULL,
    submission           BLOB    NOT NULL,
    submission_signature BLOB    NOT NULL,
    submission_sha256    BLOB    NOT NULL,
    -- How its sender was signed in, for the promise.
    assurance            INTEGER NOT NULL,
    release_ms           INTEGER NOT NULL,
    -- What kept it here when its time had come; it then waits for its sender.
    obstacle             TEXT    CHECK (obstacle IN ('keys_renewed', 'recipient_gone', 'withdrawn', 'expired'))
) STRICT;
CREATE INDEX held_letters_due ON held_letters (release_ms) WHERE obstacle IS NULL;
CREATE INDEX held_letters_by_sender ON held_letters (sender_mailbox_id, message_id);

CREATE TABLE held_envelopes (
    message_id BLOB NOT NULL REFERENCES held_letters (message_id),
    mailbox_id BLOB NOT NULL,
    blob_id    BLOB NOT NULL UNIQUE,
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;

-- Holds on attachments, as those of deliveries in `blob_refs`.
CREATE TABLE held_parts (
    blob_id    BLOB NOT NULL REFERENCES blobs (id),
    message_id BLOB NOT NULL REFERENCES held_letters (message_id),
    PRIMARY KEY (blob_id, message_id)
) STRICT;
CREATE INDEX held_parts_by_letter ON held_parts (message_id);

-- What senders have changed of letters that they had sent: until when they can be read, and whether they are recalled.
CREATE TABLE amends (
    id                INTEGER NOT NULL PRIMARY KEY,
    message_id        BLOB    NOT NULL REFERENCES messages (id),
    kind              INTEGER NOT NULL,
    amend             BLOB    NOT NULL,
    amend_signature   BLOB    NOT NULL,
    -- Of the sender's record whose key signed it.
    epoch             INTEGER NOT NULL,
    promise           BLOB    NOT NULL,
    promise_signature BLOB    NOT NULL,
    UNIQUE (message_id, amend)
) STRICT;

-- Two more reasons.
CREATE TABLE new_tombstones (
    message_id        BLOB    NOT NULL,
    mailbox_id        BLOB    NOT NULL,
    -- Whether the mailbox had sent it.
    sent              INTEGER NOT NULL,
    submission_sha256 BLOB    NOT NULL,
    erased_ms         INTEGER NOT NULL,
    reason            TEXT    NOT NULL CHECK (reason IN ('bin', 'expiry', 'ending', 'cancel', 'recall')),
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
INSERT INTO new_tombstones SELECT message_id, mailbox_id, sent, submission_sha256, erased_ms, reason FROM tombstones;
DROP TABLE tombstones;
ALTER TABLE new_tombstones RENAME TO tombstones;
CREATE INDEX tombstones_by_time ON tombstones (erased_ms);
CREATE INDEX tombstones_recalled ON tombstones (mailbox_id, erased_ms) WHERE reason = 'recall';
