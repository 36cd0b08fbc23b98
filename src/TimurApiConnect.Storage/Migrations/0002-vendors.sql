-- How each vendor stands in each account: the token, the breaker, the pace; and the doctor's questions and reports.

-- From here on a vendor is stored by its key.
UPDATE vendor_call SET vendor = 'al-style' WHERE vendor = 'Al-Style';

-- token_mark tells one token from another and is none: a salt of its own and a keyed hash.
CREATE TABLE vendor_account (
    vendor         TEXT NOT NULL,
    account        TEXT NOT NULL,
    token_mark     TEXT NOT NULL,
    token_state    BIGINT NOT NULL,
    token_proved_at BIGINT,
    token_tried_at BIGINT,
    open_since     BIGINT,
    open_until     BIGINT,
    failures       BIGINT NOT NULL,
    median_ms      BIGINT,
    p95_ms         BIGINT,
    calls          BIGINT NOT NULL,
    PRIMARY KEY (vendor, account)
);

CREATE TABLE diagnosis (
    id             $identity$,
    vendor         TEXT NOT NULL,
    account        TEXT NOT NULL,
    asked_at       BIGINT NOT NULL,
    taken_at       BIGINT,
    finished_at    BIGINT,
    report         TEXT
);

-- Whoever asks for the same while one is under way gets that one.
CREATE UNIQUE INDEX diagnosis_open ON diagnosis (vendor, account) WHERE finished_at IS NULL;
CREATE INDEX diagnosis_by_account ON diagnosis (vendor, account, id);
