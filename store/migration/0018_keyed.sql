-- What an office keys in: leaders' receptions, and studies and consultations. Each change is a row of its own,
-- which stood from known up to until, both milliseconds; the first that says removed took it back. So a report
-- of any moment finds what was known then, and who changed what stays to be read. Nobody who petitions is named.
CREATE TABLE reception (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    known        BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    removed      INTEGER NOT NULL,
    why          TEXT NOT NULL,
    person       TEXT NOT NULL,
    name         TEXT NOT NULL,
    day          TEXT NOT NULL,
    half         TEXT NOT NULL,
    hour         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    leader       TEXT NOT NULL,
    leader_name  TEXT NOT NULL,
    leader_title TEXT NOT NULL,
    batches      INTEGER NOT NULL,
    persons      INTEGER NOT NULL,
    instruction  TEXT NOT NULL,
    unit         TEXT NOT NULL,
    due          TEXT NOT NULL,
    result       TEXT NOT NULL,
    done         TEXT NOT NULL,
    no           TEXT NOT NULL,
    PRIMARY KEY (county, id, seq)
) WITHOUT ROWID;
CREATE INDEX reception_day ON reception (county, day);

CREATE TABLE consultation (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    known   BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    removed INTEGER NOT NULL,
    why     TEXT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    day     TEXT NOT NULL,
    unit    TEXT NOT NULL,
    body    TEXT NOT NULL,
    matters INTEGER NOT NULL,
    tasks   INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    decided TEXT NOT NULL,
    PRIMARY KEY (county, id, seq)
) WITHOUT ROWID;
CREATE INDEX consultation_day ON consultation (county, day);

-- The petitions that an entry of a consultation names.
CREATE TABLE consultation_matter (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    no     TEXT NOT NULL,
    PRIMARY KEY (county, id, seq, n)
) WITHOUT ROWID;
