-- What open orders held, and the cancellation guard kept back, when an offer was decided.
ALTER TABLE offer ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE offer ADD COLUMN guard_buffer BIGINT NOT NULL DEFAULT 0;

-- Kaspi's word for why an order was cancelled; empty while it is not.
ALTER TABLE shop_order ADD COLUMN cancellation_reason TEXT NOT NULL DEFAULT '';

-- What the cancellation guard does for a shop, and did. article is 0 for the buffer, which is for all goods; amount is pieces kept back, 0 for a
-- good off sale.
CREATE TABLE guard_measure (
    id             $identity$,
    shop           TEXT NOT NULL,
    kind           TEXT NOT NULL,
    article        BIGINT NOT NULL,
    amount         BIGINT NOT NULL,
    reason         TEXT NOT NULL,
    since          BIGINT NOT NULL,
    ended_at       BIGINT,
    ended_by       TEXT
);

CREATE INDEX guard_measure_by_shop ON guard_measure (shop, ended_at);

-- Reading a shop's history of orders, window by window: next_from is where the next window begins.
CREATE TABLE order_import (
    shop           TEXT PRIMARY KEY,
    asked_at       BIGINT NOT NULL,
    asked_by       TEXT NOT NULL,
    from_at        BIGINT NOT NULL,
    to_at          BIGINT NOT NULL,
    next_from      BIGINT NOT NULL,
    found          BIGINT NOT NULL,
    new_orders     BIGINT NOT NULL,
    state          TEXT NOT NULL,
    failure_code   TEXT,
    failure        TEXT
);
