-- What belongs to one person alone, sealed by their client: drafts, names, contacts. One version each; a replaced one is erased.
-- A mailbox whose account has ended keeps its rows until they are erased in batches, so nothing refers to accounts.
CREATE TABLE local_objects (
    mailbox_id BLOB    NOT NULL,
    id         BLOB    NOT NULL,
    kind       INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    blob_id    BLOB    NOT NULL UNIQUE,
    PRIMARY KEY (mailbox_id, id)
) STRICT;
CREATE INDEX local_objects_by_kind ON local_objects (mailbox_id, kind, id);

-- Attachments that an object names: drafts keep theirs.
CREATE TABLE object_holds (
    mailbox_id BLOB NOT NULL,
    object_id  BLOB NOT NULL,
    blob_id    BLOB NOT NULL,
    PRIMARY KEY (mailbox_id, object_id, blob_id),
    FOREIGN KEY (mailbox_id, object_id) REFERENCES local_objects (mailbox_id, id)
) STRICT;
CREATE INDEX object_holds_by_blob ON object_holds (blob_id);
