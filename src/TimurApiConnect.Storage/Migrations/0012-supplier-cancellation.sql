-- A person wants an order cancelled at the supplier (cancel_by): since when and why, when it was sent, and when it was known what became of it.
-- merged_from: the number that it had before the supplier merged it into another one.
ALTER TABLE supplier_order ADD COLUMN cancel_at BIGINT;
ALTER TABLE supplier_order ADD COLUMN cancel_reason TEXT;
ALTER TABLE supplier_order ADD COLUMN cancel_sent_at BIGINT;
ALTER TABLE supplier_order ADD COLUMN cancel_ended_at BIGINT;
ALTER TABLE supplier_order ADD COLUMN merged_from TEXT;
