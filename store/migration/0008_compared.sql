-- Matters that look like another one, until somebody says how the two belong together. Each pair stands
-- here twice, once under either number. score is in thousandths; person is 1 where the same person raised
-- both; words are what both texts have in common.
CREATE TABLE suspicion (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    other  TEXT NOT NULL,
    score  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    words  TEXT NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (county, no, other)
) WITHOUT ROWID;
