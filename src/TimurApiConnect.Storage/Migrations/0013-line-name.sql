-- What Kaspi calls the good, so that an order is found by it. Rows from before have none until the order is read again.
ALTER TABLE order_line ADD COLUMN name TEXT NOT NULL DEFAULT '';
