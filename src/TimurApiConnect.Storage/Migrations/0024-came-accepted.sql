-- came_accepted: it was accepted when it was first seen. Orders from before were not asked about, and are not.
ALTER TABLE shop_order ADD COLUMN came_accepted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX shop_order_came_accepted ON shop_order (shop, created_at) WHERE is_over = 0 AND came_accepted = 1;
