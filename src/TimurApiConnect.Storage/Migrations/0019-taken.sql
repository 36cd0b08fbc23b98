-- difference: what the supplier has taken otherwise than it was sent. taken: how many pieces of an article stand on its order; unknown until it was read.
ALTER TABLE supplier_order ADD COLUMN difference TEXT;
ALTER TABLE supplier_order_line ADD COLUMN taken BIGINT;
UPDATE supplier_order SET difference = failure, failure_code = NULL, failure = NULL WHERE failure_code = 'placed-differs';
