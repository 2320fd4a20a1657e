DROP INDEX deliveries_by_star;
DROP INDEX deliveries_by_place;
DROP INDEX deliveries_by_folder;
CREATE INDEX deliveries_by_folder ON deliveries (mailbox_id, folder, sort_ms, message_id);
ALTER TABLE deliveries DROP COLUMN starred;
ALTER TABLE deliveries DROP COLUMN read_mark;
ALTER TABLE deliveries DROP COLUMN place;
