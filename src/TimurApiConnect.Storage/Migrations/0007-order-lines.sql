-- What each order line takes of the supplier's goods. article is 0 while no offer of the shop has the SKU; sku is empty while Kaspi names only its
-- own product. reserves: the order is open and the goods have not left; shipped: the supplier has sent them, so its own figure no longer counts them.
CREATE TABLE order_line (
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    number         BIGINT NOT NULL,
    sku            TEXT NOT NULL,
    article        BIGINT NOT NULL,
    quantity       BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    reserves       BIGINT NOT NULL,
    shipped        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, code, number)
);

CREATE INDEX order_line_reserving ON order_line (shop, reserves, shipped, article);
