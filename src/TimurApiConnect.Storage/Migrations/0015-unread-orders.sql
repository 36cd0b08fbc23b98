-- An order is what its number says, as for its lines, changes and commands: one id came with padding and without (field reports), which made two
-- rows of one order. The one that was seen last stays.
DELETE FROM shop_order WHERE EXISTS (
    SELECT 1 FROM shop_order other WHERE other.shop = shop_order.shop AND other.code = shop_order.code
        AND (other.seen_at > shop_order.seen_at OR (other.seen_at = shop_order.seen_at AND other.id > shop_order.id)));
DROP INDEX shop_order_by_code;
CREATE UNIQUE INDEX shop_order_by_code ON shop_order (shop, code);

-- Whether the order's lines are to be asked for: the answers left them out since the order came, or since its total changed.
ALTER TABLE shop_order ADD COLUMN lines_due BIGINT NOT NULL DEFAULT 0;
UPDATE shop_order SET lines_due = 1 WHERE is_over = 0
    AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.shop = shop_order.shop AND l.code = shop_order.code);

-- What could not be read when it was asked for by itself, and is tried again, ever more slowly. part: 'order', or 'lines' (which ones, or their SKU).
CREATE TABLE order_unread (
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    part           TEXT NOT NULL,
    failures       BIGINT NOT NULL,
    tried_at       BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    note           TEXT NOT NULL,
    PRIMARY KEY (shop, code, part)
);

-- The reading of the finished orders, in windows: when it began, and what is newer than archive_next was read. archive_at: when the last one began
-- that came to its end.
ALTER TABLE order_poll ADD COLUMN archive_began BIGINT;
ALTER TABLE order_poll ADD COLUMN archive_next BIGINT;
