-- The outbox: what Kaspi is to be told about an order, stored before it is told. state: 1 queued, 2 sent, 3 done, 4 refused, 5 parked,
-- 6 dismissed. answer: what came back to the last attempt, 0 nothing that says anything, 1 taken, 2 refused. secret: the buyer's code, until the
-- command is settled.
CREATE TABLE order_command (
    id             $identity$,
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    step           TEXT NOT NULL,
    sequence       BIGINT NOT NULL,
    command        TEXT NOT NULL,
    document       TEXT NOT NULL,
    secret         TEXT,
    asked_by       TEXT NOT NULL,
    asked_at       BIGINT NOT NULL,
    state          BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    failures       BIGINT NOT NULL,
    answer         BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    sent_at        BIGINT,
    doubt_at       BIGINT,
    settled_at     BIGINT,
    failure_code   TEXT,
    note           TEXT,
    trace_parent   TEXT
);

CREATE UNIQUE INDEX order_command_by_step ON order_command (shop, code, step, sequence);
-- Asked for twice, it is one command; after a refusal it may be asked for anew, and a code may be sent to the buyer once more.
CREATE UNIQUE INDEX order_command_once ON order_command (shop, code, step) WHERE state <> 4 AND state <> 6 AND NOT (state = 3 AND step = 'send-code');
CREATE INDEX order_command_open ON order_command (shop, due_at) WHERE state <= 2;

-- What the policy decided about an order, from what: inputs is the whole of it as JSON, so that it can be judged again. fingerprint is of the
-- inputs: an order whose inputs have not changed is not decided again.
CREATE TABLE order_decision (
    id             $identity$,
    shop           TEXT NOT NULL,
    code           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    outcome        BIGINT NOT NULL,
    fingerprint    TEXT NOT NULL,
    inputs         TEXT NOT NULL,
    reasons        TEXT NOT NULL,
    rules_version  BIGINT NOT NULL,
    command        BIGINT
);

CREATE INDEX order_decision_by_order ON order_decision (shop, code, id);
