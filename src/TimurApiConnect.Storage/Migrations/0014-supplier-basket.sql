-- basket: what we put into the account's basket last; none when nothing that lies there is ours.
ALTER TABLE supplier_account ADD COLUMN basket TEXT;
-- busy_since: since when somebody else's lines lie in the basket. checked_at: when the placed order's lines were compared with what was ordered.
ALTER TABLE supplier_order ADD COLUMN busy_since BIGINT;
ALTER TABLE supplier_order ADD COLUMN checked_at BIGINT;
UPDATE supplier_order SET checked_at = placed_at;
