-- back_at: when what came back was first seen to be there. due_at: the nearest date by which the shop must have done something. 0: none. Both are
-- written with every look; open orders get them with the next.
ALTER TABLE shop_order ADD COLUMN back_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE shop_order ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX shop_order_due ON shop_order (shop, due_at) WHERE is_over = 0 AND due_at > 0;
-- What is coming back or returned may be there already: better too early than too late, silence accepts a return.
UPDATE shop_order SET back_at = changed_at WHERE stage IN (9, 10);
