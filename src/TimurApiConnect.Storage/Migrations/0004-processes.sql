-- Which processes of the product run, where, and how they are. A row a process; ended_at stays empty when it was killed.
CREATE TABLE process (
    id             TEXT PRIMARY KEY,
    service        TEXT NOT NULL,
    version        TEXT NOT NULL,
    machine        TEXT NOT NULL,
    pid            BIGINT NOT NULL,
    started_at     BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    ended_at       BIGINT,
    cpu_permille   BIGINT NOT NULL,
    memory         BIGINT NOT NULL,
    disk_free      BIGINT NOT NULL
);

CREATE INDEX process_started ON process (started_at);
