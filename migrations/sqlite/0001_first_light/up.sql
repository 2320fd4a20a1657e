-- Routing rows, hashed tokens, OPAQUE records, public keys, audit commitments. Never an envelope, an attachment, a
-- subject, a wrapped key or a keyring: those are blobs of the vault, where erasing means overwriting.
-- Ids are 16 bytes, times milliseconds since 1970 UTC.

-- What this installation is: fingerprints of the key files that the rows depend on.
CREATE TABLE installation (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE accounts (
    id                 BLOB    NOT NULL PRIMARY KEY,
    address            TEXT    NOT NULL UNIQUE,
    mailbox_id         BLOB    NOT NULL UNIQUE,
    state              TEXT    NOT NULL CHECK (state IN ('enrolling', 'active')),
    language           TEXT    NOT NULL,
    opaque_record      BLOB    NOT NULL,
    opaque_setup_id    INTEGER NOT NULL,
    ksf                INTEGER NOT NULL,
    -- Sealed under a key outside the database.
    totp_box           BLOB,
    totp_pending_box   BLOB,
    totp_last_step     INTEGER NOT NULL DEFAULT 0,
    totp_enrolled_ms   INTEGER NOT NULL DEFAULT 0,
    -- Codes tried since the last right one, or since the day of the first of them began.
    code_tries         INTEGER NOT NULL DEFAULT 0,
code_tries_from_ms INTEGER NOT NULL DEFAULT 0,
    -- Letters it has sent and still keeps, with their attachments.
    kept_bytes         INTEGER NOT NULL DEFAULT 0,
    created_ms         INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_unfinished ON accounts (created_ms) WHERE state = 'enrolling';

-- Which blob holds an account's wrapped key and keyrings.
CREATE TABLE account_blobs (
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('wrap_password', 'keyring_dec', 'keyring_sig')),
    version    INTEGER NOT NULL,
    blob_id    BLOB    NOT NULL UNIQUE,
    PRIMARY KEY (account_id, kind)
) STRICT;

CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY,
    token_sha256 BLOB    NOT NULL UNIQUE,
    account_id   BLOB    NOT NULL REFERENCES accounts (id),
    created_ms   INTEGER NOT NULL,
    seen_ms      INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    step_up_ms   INTEGER NOT NULL,
    -- Slot of the unlock key, where the person stays signed in over a reload.
    slot         INTEGER UNIQUE
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_ms);
CREATE INDEX sessions_by_activity ON sessions (seen_ms);

CREATE TABLE key_records (
    mailbox_id     BLOB    NOT NULL,
    epoch          INTEGER NOT NULL,
    record         BLOB    NOT NULL,
    self_signature BLOB    NOT NULL,
    prev_signature BLOB    NOT NULL,
    org_signature  BLOB    NOT NULL,
    created_ms     INTEGER NOT NULL,
    PRIMARY KEY (mailbox_id, epoch)
) STRICT;

-- Whom an account has newly found in the directory, for the hourly budget. Addresses as keyed hashes.
CREATE TABLE lookups (
    account_id   BLOB    NOT NULL REFERENCES accounts (id),
    address_hmac BLOB    NOT NULL,
    at_ms        INTEGER NOT NULL,
    PRIMARY KEY (account_id, address_hmac)
) STRICT;
CREATE INDEX lookups_by_account ON lookups (account_id, at_ms);
CREATE INDEX lookups_by_time ON lookups (at_ms);

-- Everything in the vault. `uploading`: bytes are still coming in; `live`: complete; `erasing`: queued for overwriting.
CREATE TABLE blobs (
    id             BLOB    NOT NULL PRIMARY KEY,
    kind           TEXT    NOT NULL CHECK (kind IN ('envelope', 'part', 'account')),
    state          TEXT    NOT NULL CHECK (state IN ('uploading', 'live', 'erasing')),
    slot           INTEGER NOT NULL UNIQUE,
    size_bytes     INTEGER NOT NULL,
    accepted_bytes INTEGER NOT NULL,
    sha256         BLOB,
    -- State of the running hash, between two segments of an upload.
    sha256_state   BLOB,
    uploader       BLOB,
    created_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX blobs_by_uploader ON blobs (uploader) WHERE uploader IS NOT NULL;

-- Ids of attachments that are gone. They stay used, for anyone, so that asking for one says nothing about who holds it.
CREATE TABLE spent_blob_ids (
    blob_id   BLOB    NOT NULL PRIMARY KEY,
    erased_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_blob_ids_by_time ON spent_blob_ids (erased_ms);

CREATE TABLE messages (
    id                   BLOB    NOT NULL PRIMARY KEY,
    sender_mailbox_id    BLOB    NOT NULL,
    submission           BLOB    NOT NULL,
    submission_signature BLOB    NOT NULL,
    submission_sha256    BLOB    NOT NULL,
    promise              BLOB    NOT NULL,
    promise_signature    BLOB    NOT NULL,
    expires_ms           INTEGER NOT NULL,
    created_ms           INTEGER NOT NULL,
    server_ms            INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_expiry ON messages (expires_ms) WHERE expires_ms > 0;
CREATE INDEX messages_by_sender ON messages (sender_mailbox_id);

CREATE TABLE deliveries (
    message_id BLOB    NOT NULL REFERENCES messages (id),
    mailbox_id BLOB    NOT NULL,
    folder     TEXT    NOT NULL CHECK (folder IN ('inbox', 'sent', 'bin')),
    -- Where a letter in the bin came from.
    origin     TEXT    NOT NULL CHECK (origin IN ('inbox', 'sent')),
    blob_id    BLOB    NOT NULL UNIQUE,
    -- What the folder is sorted by: the time of arrival, in the bin the time of throwing away.
    sort_ms    INTEGER NOT NULL,
    arrived_ms INTEGER NOT NULL,
    opened_ms  INTEGER,
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
CREATE INDEX deliveries_by_folder ON deliveries (mailbox_id, folder, sort_ms, message_id);

-- Who holds an attachment. The last row gone, it is erased.
CREATE TABLE blob_refs (
    blob_id    BLOB NOT NULL REFERENCES blobs (id),
    message_id BLOB NOT NULL,
    mailbox_id BLOB NOT NULL,
    PRIMARY KEY (blob_id, message_id, mailbox_id),
    FOREIGN KEY (message_id, mailbox_id) REFERENCES deliveries (message_id, mailbox_id)
) STRICT;
CREATE INDEX blob_refs_by_holder ON blob_refs (message_id, mailbox_id);
CREATE INDEX blob_refs_by_mailbox ON blob_refs (mailbox_id, blob_id);

CREATE TABLE receipts (
    id                INTEGER NOT NULL PRIMARY KEY,
    message_id        BLOB    NOT NULL REFERENCES messages (id),
    reader_mailbox_id BLOB    NOT NULL,
    kind              INTEGER NOT NULL,
    part_blob_id      BLOB    NOT NULL,
    receipt           BLOB    NOT NULL,
    receipt_signature BLOB    NOT NULL,
    promise           BLOB    NOT NULL,
    promise_signature BLOB    NOT NULL,
    UNIQUE (message_id, reader_mailbox_id, kind, part_blob_id)
) STRICT;

-- What is left of a letter: that it was there, and that its id stays used.
CREATE TABLE tombstones (
    message_id        BLOB    NOT NULL,
    mailbox_id        BLOB    NOT NULL,
    -- Whether the mailbox had sent it.
    sent              INTEGER NOT NULL,
    submission_sha256 BLOB    NOT NULL,
    erased_ms         INTEGER NOT NULL,
    reason            TEXT    NOT NULL CHECK (reason IN ('bin', 'expiry')),
    PRIMARY KEY (message_id, mailbox_id)
) STRICT;
CREATE INDEX tombstones_by_time ON tombstones (erased_ms);

CREATE TABLE erasures (
    id               BLOB    NOT NULL PRIMARY KEY,
    mailbox_id       BLOB    NOT NULL,
    requested_ms     INTEGER NOT NULL,
    letters          INTEGER NOT NULL,
    released         INTEGER NOT NULL,
    report           BLOB,
    report_signature BLOB,
    done_ms          INTEGER
) STRICT;
CREATE INDEX erasures_by_mailbox ON erasures (mailbox_id, requested_ms);
CREATE INDEX erasures_open ON erasures (id) WHERE done_ms IS NULL;

-- What waits to be overwritten. Written in the transaction that hides it, gone when the report is signed.
CREATE TABLE erasure_jobs (
    id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    -- The letter's erasure, for its report; none for attachments, replaced keyrings and session keys.
    erasure_id      BLOB REFERENCES erasures (id),
    message_id      BLOB,
    envelope_sha256 BLOB,
    -- Absent for a session's unlock key, which is a slot and no file.
    blob_id         BLOB UNIQUE,
    slot            INTEGER NOT NULL UNIQUE,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_ms         INTEGER NOT NULL,
    key_erased_ms   INTEGER,
    -- Whether the file was written over, or was not there any more.
    overwritten     INTEGER,
    done_ms         INTEGER
) STRICT;
CREATE INDEX erasure_jobs_due ON erasure_jobs (next_ms) WHERE done_ms IS NULL;
CREATE INDEX erasure_jobs_of ON erasure_jobs (erasure_id) WHERE erasure_id IS NOT NULL;

-- Append-only. The commitment stays for ever; opening and object hash may be erased.
CREATE TABLE audit_entries (
    id          INTEGER NOT NULL PRIMARY KEY,
    kind        INTEGER NOT NULL,
    server_ms   INTEGER NOT NULL,
    commitment  BLOB    NOT NULL,
    account_id  BLOB,
    object_hash BLOB,
    opening     BLOB
) STRICT;
CREATE INDEX audit_entries_by_account ON audit_entries (account_id, id) WHERE account_id IS NOT NULL;
