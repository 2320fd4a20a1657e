-- Where a letter lies that is neither in the bin nor where it came to: the id of a folder. The archive is the folder 1.
ALTER TABLE deliveries ADD COLUMN place BLOB;
-- What its holder has marked it as, whatever was opened: 0 unread, 1 read.
ALTER TABLE deliveries ADD COLUMN read_mark INTEGER CHECK (read_mark IN (0, 1));
ALTER TABLE deliveries ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
DROP INDEX deliveries_by_folder;
CREATE INDEX deliveries_by_folder ON deliveries (mailbox_id, folder, place, sort_ms, message_id);
CREATE INDEX deliveries_by_place ON deliveries (mailbox_id, place, sort_ms, message_id) WHERE place IS NOT NULL;
CREATE INDEX deliveries_by_star ON deliveries (mailbox_id, sort_ms, message_id) WHERE starred = 1;
