-- The reading of the open orders, in windows, as archive_* of the finished ones: when it began, and what is newer than open_next was read. open_at:
-- when the last one began that came to its end; what it should have shown and did not is asked for by itself.
ALTER TABLE order_poll ADD COLUMN open_at BIGINT;
ALTER TABLE order_poll ADD COLUMN open_began BIGINT;
ALTER TABLE order_poll ADD COLUMN open_next BIGINT;
