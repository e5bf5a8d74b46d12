-- Editions of reports 期: drafted as of a moment, checked, published and sent. What they say and who did what
-- is sealed; the columns beside it are for lists. no is the matter that a special report is about, or ''.
CREATE TABLE edition (
    county    TEXT NOT NULL,
    id        TEXT NOT NULL,
    kind      TEXT NOT NULL,
    no        TEXT NOT NULL,
    as_of     BIGINT NOT NULL,
    from_day  TEXT NOT NULL,
    to_day    TEXT NOT NULL,
    year      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    state     TEXT NOT NULL,
    version   INTEGER NOT NULL,
    issued    INTEGER NOT NULL,
    drafted   BIGINT NOT NULL,
    published BIGINT,
    seq       INTEGER NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;
-- A report of a moment is drafted once, and a number is given once.
CREATE UNIQUE INDEX edition_moment ON edition (county, kind, as_of, no);
CREATE UNIQUE INDEX edition_number ON edition (county, kind, year, number) WHERE number > 0;
CREATE INDEX edition_as_of ON edition (county, as_of, id);
CREATE INDEX edition_no ON edition (county, no) WHERE no <> '';

-- The versions of an edition. content may change while it is a draft; frozen is kept for ever when it is
-- published, hash is the SM3 of what was frozen.
CREATE TABLE edition_version (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    content BLOB NOT NULL,
    frozen  BLOB,
    hash    TEXT NOT NULL,
    PRIMARY KEY (county, id, version)
) WITHOUT ROWID;

-- The acts in an edition's life: appended, never changed. What was said with one is sealed in its body.
CREATE TABLE edition_step (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    version INTEGER NOT NULL,
    act     TEXT NOT NULL,
    at      BIGINT NOT NULL,
    person  TEXT NOT NULL,
    PRIMARY KEY (county, id, seq)
) WITHOUT ROWID;

-- Who was sent a version, the whole of it or one unit's part, and when they first opened it.
CREATE TABLE edition_copy (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    person  TEXT NOT NULL,
    unit    TEXT NOT NULL,
    sent    BIGINT NOT NULL,
    opened  BIGINT,
    PRIMARY KEY (county, id, version, person, unit)
) WITHOUT ROWID;
CREATE INDEX edition_copy_person ON edition_copy (county, person, id);
