-- Commands that wait for a person are few, and asked for with every status.
CREATE INDEX order_command_parked ON order_command (shop, id) WHERE state = 5;

-- Cancellations of 90 days are counted from the index alone.
DROP INDEX shop_order_by_time;
CREATE INDEX shop_order_by_time ON shop_order (shop, created_at, cancellation_reason);

-- Completed orders of 35 days that were not read for a day.
CREATE INDEX shop_order_over ON shop_order (shop, stage, created_at, seen_at, code) WHERE is_over = 1;
