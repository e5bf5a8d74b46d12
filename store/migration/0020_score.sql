-- Assessment. The county's own sheets: what counts for how much, from a day on; body is JSON.
CREATE TABLE score_sheet (
    county    TEXT NOT NULL,
    version   INTEGER NOT NULL,
    effective TEXT NOT NULL,
    at        BIGINT NOT NULL,
    person    TEXT NOT NULL,
    name      TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (county, version)
) WITHOUT ROWID;

-- Months that were closed: body is what was counted, left out and computed, as JSON, kept for ever; hash is its
-- SM3. A correction is one more version.
CREATE TABLE score_month (
    county  TEXT NOT NULL,
    month   TEXT NOT NULL,
    version INTEGER NOT NULL,
    at      BIGINT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (county, month, version)
) WITHOUT ROWID;

-- Marks that somebody asked not to count in a month, and what the second person said.
CREATE TABLE score_exclusion (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    month   TEXT NOT NULL,
    no      TEXT NOT NULL,
    metric  TEXT NOT NULL,
    n       INTEGER NOT NULL,
    unit    TEXT NOT NULL,
    asked   BIGINT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    why     TEXT NOT NULL,
    decided BIGINT,
    second  TEXT NOT NULL,
    decider TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;
CREATE INDEX score_exclusion_month ON score_exclusion (county, month, asked, id);
-- A mark is asked about once, unless that was refused.
CREATE UNIQUE INDEX score_exclusion_mark ON score_exclusion (county, month, no, metric, n) WHERE decided IS NULL OR allowed = 1;
