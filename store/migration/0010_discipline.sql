-- The register of two-way discipline: matters that came back. other is the earlier matter that counts
-- first, unit who answered for that one; due is the first day by which somebody who was asked is to
-- answer. All of it follows from the petition's history.
CREATE TABLE discipline (
    county   TEXT NOT NULL,
    no       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    stage    TEXT NOT NULL,
    other    TEXT NOT NULL,
    unit     TEXT NOT NULL,
    since    BIGINT NOT NULL,
    due      TEXT NOT NULL,
    pushes   INTEGER NOT NULL,
    waiting  INTEGER NOT NULL,
    closed   BIGINT,
    PRIMARY KEY (county, no)
) WITHOUT ROWID;
CREATE INDEX discipline_since ON discipline (county, since, no);
CREATE INDEX discipline_unit ON discipline (county, unit, stage);
