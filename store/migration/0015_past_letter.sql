-- Letters that an earlier system issued, for reports to count: no more is known of one than its day, its kind
-- and whether it stands. n tells apart those that are equal in all of that.
CREATE TABLE past_letter (
    county TEXT NOT NULL,
    source TEXT NOT NULL,
    issued TEXT NOT NULL,
    kind   TEXT NOT NULL,
    state  TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (county, source, issued, kind, state, n)
) WITHOUT ROWID;
CREATE INDEX past_letter_issued ON past_letter (county, issued);
