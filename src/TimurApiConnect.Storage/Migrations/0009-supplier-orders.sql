-- Orders at the supplier. our_number is sent along as external_id. version counts the changes: who changes a row says which one it has read.
-- next_at: when the worker looks at it next. filling_at: since when the basket may hold its lines. submit_at: when it was last about to be sent.
-- tries: how often it was sent without a known outcome.
CREATE TABLE supplier_order (
    id             $identity$,
    account        TEXT NOT NULL,
    our_number     TEXT NOT NULL UNIQUE,
    state          TEXT NOT NULL,
    version        BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    next_at        BIGINT NOT NULL,
    approved_by    TEXT,
    approved_at    BIGINT,
    waiting_since  BIGINT,
    filling_at     BIGINT,
    submit_at      BIGINT,
    tries          BIGINT NOT NULL,
    number         TEXT,
    status         TEXT,
    placed_at      BIGINT,
    shipped_at     BIGINT,
    cancel_by      TEXT,
    failure_code   TEXT,
    failure        TEXT
);

CREATE INDEX supplier_order_open ON supplier_order (account, state, next_at);

CREATE TABLE supplier_order_line (
    supplier_order BIGINT NOT NULL,
    article        BIGINT NOT NULL,
    name           TEXT NOT NULL,
    needed         BIGINT NOT NULL,
    quantity       BIGINT NOT NULL,
    price          BIGINT NOT NULL,
    problem        TEXT,
    explanation    TEXT NOT NULL,
    PRIMARY KEY (supplier_order, article)
);

-- Which order line each line serves. released: 0 it does; 1 it was withdrawn before it was placed; 2 the supplier's order was cancelled.
CREATE TABLE supplier_order_need (
    supplier_order BIGINT NOT NULL,
    article        BIGINT NOT NULL,
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    number         BIGINT NOT NULL,
    quantity       BIGINT NOT NULL,
    released       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (supplier_order, shop, code, number)
);

-- An order line is on one supplier order at a time.
CREATE UNIQUE INDEX supplier_order_need_once ON supplier_order_need (shop, code, number) WHERE released = 0;
CREATE INDEX supplier_order_need_by_line ON supplier_order_need (shop, code, number);

-- What is known of ordering at each account, and when it was last looked at.
CREATE TABLE supplier_account (
    account        TEXT PRIMARY KEY,
    terms          TEXT,
    terms_at       BIGINT,
    tried_at       BIGINT,
    failure        TEXT,
    proposed_day   BIGINT NOT NULL DEFAULT 0,
    followed_at    BIGINT
);

ALTER TABLE journal ADD COLUMN supplier_order BIGINT;
CREATE INDEX journal_by_supplier_order ON journal (supplier_order, id);
