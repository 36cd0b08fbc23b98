-- The inbox: every order that Kaspi has shown, as it was shown last, and what changed when (an empty text is no value). document is the whole
-- order as JSON.
CREATE TABLE shop_order (
    shop           TEXT NOT NULL,
    id             TEXT NOT NULL,
    code           TEXT NOT NULL,
    state          TEXT NOT NULL,
    status         TEXT NOT NULL,
    stage          BIGINT NOT NULL,
    is_over        BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    first_seen_at  BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    document       TEXT NOT NULL,
    PRIMARY KEY (shop, id)
);

CREATE INDEX shop_order_by_code ON shop_order (shop, code);
CREATE INDEX shop_order_by_time ON shop_order (shop, created_at);
CREATE INDEX shop_order_open ON shop_order (shop, is_over, seen_at);

CREATE TABLE order_change (
    id             $identity$,
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    field          TEXT NOT NULL,
    value_before   TEXT NOT NULL,
    value_after    TEXT NOT NULL
);

CREATE INDEX order_change_by_order ON order_change (shop, code, id);

-- When each shop's orders were last asked for, and how that went.
CREATE TABLE order_poll (
    shop           TEXT PRIMARY KEY,
    first_asked_at BIGINT NOT NULL,
    asked_at       BIGINT NOT NULL,
    read_at        BIGINT,
    archive_at     BIGINT,
    failure_code   TEXT,
    failure        TEXT,
    unread         TEXT
);
