-- One schema for SQLite and PostgreSQL. Money: whole tenge. Time: UTC milliseconds. $blob$ and $identity$ differ between the two.

CREATE TABLE account (
    account        TEXT PRIMARY KEY,
    version        BIGINT NOT NULL,
    catalogue_at   BIGINT NOT NULL,
    stock_at       BIGINT NOT NULL
);

CREATE TABLE good (
    account        TEXT NOT NULL,
    article        BIGINT NOT NULL,
    name           TEXT NOT NULL,
    part_number    TEXT NOT NULL,
    brand          TEXT NOT NULL,
    barcode        TEXT NOT NULL,
    category       BIGINT NOT NULL,
    multiplicity   BIGINT NOT NULL,
    dealer_price   BIGINT NOT NULL,
    retail_price   BIGINT NOT NULL,
    rrp            BIGINT NOT NULL,
    quantity_kind  BIGINT NOT NULL,
    quantity       BIGINT NOT NULL,
    marks          BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    PRIMARY KEY (account, article)
);

CREATE TABLE category (
    account        TEXT NOT NULL,
    id             BIGINT NOT NULL,
    name           TEXT NOT NULL,
    lft            BIGINT NOT NULL,
    rgt            BIGINT NOT NULL,
    level          BIGINT NOT NULL,
    PRIMARY KEY (account, id)
);

CREATE TABLE rules (
    shop           TEXT NOT NULL,
    version        BIGINT NOT NULL,
    document       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL,
    PRIMARY KEY (shop, version)
);

CREATE TABLE shop (
    shop           TEXT PRIMARY KEY,
    offers_version BIGINT NOT NULL,
    list_version   BIGINT NOT NULL,
    list_checked_at BIGINT NOT NULL,
    hold           TEXT,
    hold_since     BIGINT
);

CREATE TABLE offer (
    shop           TEXT NOT NULL,
    article        BIGINT NOT NULL,
    sku            TEXT NOT NULL,
    state          BIGINT NOT NULL,
    reason         BIGINT NOT NULL,
    steps          BIGINT NOT NULL,
    preorder_days  BIGINT NOT NULL,
    stock          BIGINT NOT NULL,
    price          BIGINT NOT NULL,
    floor          BIGINT NOT NULL,
    assortment_rule BIGINT NOT NULL,
    price_rule     BIGINT NOT NULL,
    commission_rule BIGINT NOT NULL,
    stock_rule     BIGINT NOT NULL,
    rules_version  BIGINT NOT NULL,
    run            BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    PRIMARY KEY (shop, article, sku)
);

CREATE INDEX offer_by_sku ON offer (shop, sku);

CREATE TABLE offer_change (
    id             $identity$,
    shop           TEXT NOT NULL,
    run            BIGINT NOT NULL,
    article        BIGINT NOT NULL,
    sku            TEXT NOT NULL,
    kind           BIGINT NOT NULL,
    price_before   BIGINT NOT NULL,
    price_after    BIGINT NOT NULL,
    stock_before   BIGINT NOT NULL,
    stock_after    BIGINT NOT NULL,
    at             BIGINT NOT NULL
);

CREATE INDEX offer_change_by_article ON offer_change (shop, article, id);

CREATE TABLE price_list (
    shop           TEXT NOT NULL,
    version        BIGINT NOT NULL,
    run            BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    hash           TEXT NOT NULL,
    offers         BIGINT NOT NULL,
    on_sale        BIGINT NOT NULL,
    size           BIGINT NOT NULL,
    gzip_size      BIGINT NOT NULL,
    gzip           $blob$,
    PRIMARY KEY (shop, version)
);

CREATE TABLE pull (
    id             $identity$,
    shop           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    method         TEXT NOT NULL,
    status         BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    sent           BIGINT NOT NULL,
    gzip           BIGINT NOT NULL,
    user_agent     TEXT NOT NULL,
    address        TEXT NOT NULL
);

CREATE INDEX pull_by_shop ON pull (shop, id);

CREATE TABLE run (
    id             $identity$,
    shop           TEXT NOT NULL,
    kind           BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    asked_by       TEXT NOT NULL,
    accept_loss    BIGINT NOT NULL,
    planned_at     BIGINT NOT NULL,
    started_at     BIGINT,
    heartbeat_at   BIGINT,
    finished_at    BIGINT,
    worker         TEXT,
    fence          BIGINT NOT NULL,
    stage          TEXT,
    done           BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    counts         TEXT NOT NULL,
    failure_code   TEXT,
    message        TEXT,
    cancel_requested BIGINT NOT NULL
);

-- One run waiting and one run working a shop, whoever asks and however many workers there are.
CREATE UNIQUE INDEX run_queued ON run (shop) WHERE state = 1;
CREATE UNIQUE INDEX run_running ON run (shop) WHERE state = 2;
CREATE INDEX run_by_shop ON run (shop, id);

CREATE TABLE lease (
    name           TEXT PRIMARY KEY,
    fence          BIGINT NOT NULL,
    holder         TEXT NOT NULL,
    until          BIGINT NOT NULL
);

CREATE TABLE schedule (
    shop           TEXT NOT NULL,
    kind           BIGINT NOT NULL,
    next_at        BIGINT NOT NULL,
    PRIMARY KEY (shop, kind)
);

CREATE TABLE vendor_call (
    vendor         TEXT NOT NULL,
    account        TEXT NOT NULL,
    step           TEXT NOT NULL,
    last_ok_at     BIGINT,
    last_failure_at BIGINT,
    failure_code   TEXT,
    failure        TEXT,
    elapsed_ms     BIGINT NOT NULL,
    PRIMARY KEY (vendor, account, step)
);

CREATE TABLE journal (
    id             $identity$,
    at             BIGINT NOT NULL,
    who            TEXT NOT NULL,
    what           TEXT NOT NULL,
    shop           TEXT NOT NULL,
    run            BIGINT NOT NULL,
    detail         TEXT NOT NULL
);

CREATE INDEX journal_by_shop ON journal (shop, id);
