-- shipped_at: when it was known that the supplier has sent the line; stock read before then still counts its goods. 0 for those of before.
ALTER TABLE order_line ADD COLUMN shipped_at BIGINT NOT NULL DEFAULT 0;
