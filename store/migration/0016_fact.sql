-- What reports count of petitions, as the record said it from known up to until, both milliseconds, so that a
-- report of any moment finds what was known then. All of it follows from the petitions' histories.

-- What a metric counts: what was owed by a day, and whether it was good; told is from when on it was known to
-- be done, 0 while it is not. changed is the last moment from which on a report may count the row otherwise.
CREATE TABLE mark (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    metric TEXT NOT NULL,
    n      INTEGER NOT NULL,
    known  BIGINT NOT NULL,
    until  BIGINT NOT NULL,
    unit   TEXT NOT NULL,
    day    TEXT NOT NULL,
    done   TEXT NOT NULL,
    good   INTEGER NOT NULL,
    told   BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (county, no, metric, n, known)
) WITHOUT ROWID;
-- What a report counts, in the order in which it groups.
CREATE INDEX mark_day ON mark (county, day, metric, unit, good, told, known, until);

-- What was changed since the sums were made.
CREATE INDEX mark_changed ON mark (county, changed, day, metric, unit, good, told, known, until);

-- The marks of each day before the one on which the sums were made, as the record knew them just before that
-- moment: what a report of a later moment counts is these and what was changed since.
CREATE TABLE share_sum (
    county TEXT NOT NULL,
    day    TEXT NOT NULL,
    metric TEXT NOT NULL,
    unit   TEXT NOT NULL,
    marks  BIGINT NOT NULL,
    good   BIGINT NOT NULL,
    PRIMARY KEY (county, day, metric, unit)
) WITHOUT ROWID;
CREATE TABLE share_made (
    county TEXT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (county)
) WITHOUT ROWID;

-- Where a matter stood while it was open.
CREATE TABLE stage (
    county   TEXT NOT NULL,
    no       TEXT NOT NULL,
    known    BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    state    TEXT NOT NULL,
    week     INTEGER NOT NULL,
    unit     TEXT NOT NULL,
    received TEXT NOT NULL,
    due      TEXT NOT NULL,
    rule     TEXT NOT NULL,
    owes     TEXT NOT NULL,
    category TEXT NOT NULL,
    place    TEXT NOT NULL,
    persons  INTEGER NOT NULL,
    sponsor  TEXT NOT NULL,
    again    INTEGER NOT NULL,
    accuses  INTEGER NOT NULL,
    members  INTEGER NOT NULL,
    PRIMARY KEY (county, no, known)
) WITHOUT ROWID;
-- What was open at a moment is what ended after it.
CREATE INDEX stage_until ON stage (county, until, known, unit, owes, state, week, due, received, no);
