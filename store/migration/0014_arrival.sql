-- The batches that came in, as reports count them: n is 0 for a registration, above for each time that the
-- matter was raised at a higher level. A row was what the record said from known up to until, both
-- milliseconds; what is put right later makes a new row, so that a report of any moment finds what was
-- known then. All of it follows from the petition's history.
CREATE TABLE arrival (
    county   TEXT NOT NULL,
    no       TEXT NOT NULL,
    n        INTEGER NOT NULL,
    known    BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    day      TEXT NOT NULL,
    level    TEXT NOT NULL,
    channel  TEXT NOT NULL,
    persons  INTEGER NOT NULL,
    category TEXT NOT NULL,
    place    TEXT NOT NULL,
    PRIMARY KEY (county, no, n, known)
) WITHOUT ROWID;
-- What a report counts, in the order in which it groups; and what a list shows, in its order.
CREATE INDEX arrival_level ON arrival (county, level, day, channel, persons, n, known, until, category, place);
CREATE INDEX arrival_day ON arrival (county, day, no, n);
