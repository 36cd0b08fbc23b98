-- Whose a shop's orders are: the merchant's number, that of the shop in its cabinet ('' when none is set), and the host that was asked. Orders of
-- another merchant are kept apart under a shop of this name: "demo@30000001@kaspi.kz". Those from before are taken for the shop's own.
CREATE TABLE order_origin (
    shop           TEXT PRIMARY KEY,
    merchant       TEXT NOT NULL,
    merchant_uid   TEXT NOT NULL,
    host           TEXT NOT NULL,
    since          BIGINT NOT NULL
);

-- Where the goods of the published list were read; '' for lists from before, until the next run.
ALTER TABLE shop ADD COLUMN goods_address TEXT NOT NULL DEFAULT '';
