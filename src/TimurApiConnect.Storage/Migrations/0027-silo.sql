-- The workers that share this database: each row one process, as the cluster's engine describes it (JSON), with a number that rises at each
-- change. alive_at is written on its own, every few seconds.
CREATE TABLE silo (
    address        TEXT PRIMARY KEY,
    entry          TEXT NOT NULL,
    etag           BIGINT NOT NULL,
    alive_at       BIGINT NOT NULL
);

-- One row: rises with every change of the table above, so that two who change it at once do not both succeed.
CREATE TABLE silo_version (
    id             BIGINT PRIMARY KEY,
    version        BIGINT NOT NULL
);

INSERT INTO silo_version (id, version) VALUES (1, 0);
