-- back_at: when what came back was first seen to be there. due_at: the nearest date by which the shop must have done something. 0: none. Both are
-- written with every look; open orders get them with the next.
ALTER TABLE shop_order ADD COLUMN back_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE shop_order ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX shop_order_due ON shop_order (shop, due_at) WHERE is_over = 0 AND due_at > 0;
