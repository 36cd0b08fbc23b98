-- Keys to the API. The key itself is never stored: only its SHA-256, by which it is found again.

CREATE TABLE api_key (
    id             $identity$,
    name           TEXT NOT NULL,
    prefix         TEXT NOT NULL,
    hash           TEXT NOT NULL,
    scope          BIGINT NOT NULL,
    dealer_prices  BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    last_used_at   BIGINT,
    revoked_at     BIGINT
);

CREATE UNIQUE INDEX api_key_by_hash ON api_key (hash);

-- The journal names who did something by the key's name: two keys that work at the same time must not share one.
CREATE UNIQUE INDEX api_key_by_name ON api_key (name) WHERE revoked_at IS NULL;
