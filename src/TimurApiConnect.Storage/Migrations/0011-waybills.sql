-- Where Kaspi keeps an order's waybill; empty while there is none.
ALTER TABLE shop_order ADD COLUMN waybill TEXT NOT NULL DEFAULT '';

-- Waybills, fetched once from the address at which they lay. Without fetched_at it was not fetched yet: failure says why, due_at when it is tried
-- again. pdf is gone 60 days after, since it holds the buyer's address.
CREATE TABLE waybill (
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    address        TEXT NOT NULL,
    failures       BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    failure_code   TEXT,
    failure        TEXT,
    fetched_at     BIGINT,
    pdf            $blob$,
    PRIMARY KEY (shop, code)
);

-- Changes of a shop's orders are followed by their number.
CREATE INDEX order_change_by_shop ON order_change (shop, id);
