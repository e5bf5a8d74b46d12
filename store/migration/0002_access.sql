-- Who saw personal data, journalled apart. Only appended.
CREATE TABLE reveal (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    n      INTEGER NOT NULL,
    at     BIGINT NOT NULL,
    person TEXT NOT NULL,
    name   TEXT NOT NULL,
    unit   TEXT NOT NULL,
    why    TEXT NOT NULL,
    fields TEXT NOT NULL,
    PRIMARY KEY (county, no, n)
);

-- Wrong codes and passwords, by a hash of who tried on what; shared by all nodes.
CREATE TABLE attempt (
    county TEXT NOT NULL,
    key    BLOB NOT NULL,
    at     BIGINT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (county, key, at, n)
) WITHOUT ROWID;
CREATE INDEX attempt_at ON attempt (county, at);
