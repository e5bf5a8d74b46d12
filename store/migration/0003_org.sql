-- The county's book: its land, its offices, who works there, and what petitions are about. Nothing
-- is deleted: a unit closes, a post ends.

CREATE TABLE area (
    county TEXT NOT NULL,
    code   TEXT NOT NULL,
    name   TEXT NOT NULL,
    level  TEXT NOT NULL,
    parent TEXT NOT NULL,
    PRIMARY KEY (county, code)
) WITHOUT ROWID;

-- rank is the order in which an office lists its units: that in which they were entered.
CREATE TABLE unit (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    rank    INTEGER NOT NULL,
    name    TEXT NOT NULL,
    short   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    area    TEXT NOT NULL,
    parent  TEXT NOT NULL,
    phone   TEXT NOT NULL,
    liaison TEXT NOT NULL,
    closed  BIGINT,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;

CREATE TABLE person (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    name   TEXT NOT NULL,
    login  TEXT NOT NULL,
    phone  TEXT NOT NULL,
    email  TEXT NOT NULL,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX person_login ON person (county, login) WHERE login <> '';

-- until is the first moment at which the post is no longer held.
CREATE TABLE post (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    unit   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    title  TEXT NOT NULL,
    person TEXT NOT NULL,
    since  BIGINT NOT NULL,
    until  BIGINT,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;

CREATE TABLE category (
    county  TEXT NOT NULL,
    code    TEXT NOT NULL,
    level1  TEXT NOT NULL,
    level2  TEXT NOT NULL,
    level3  TEXT NOT NULL,
    english TEXT NOT NULL,
    unit    TEXT NOT NULL,
    PRIMARY KEY (county, code)
) WITHOUT ROWID;

-- Notices of holidays that were imported, whole; they lie over those that came with the program.
CREATE TABLE holiday (
    county   TEXT NOT NULL,
    year     INTEGER NOT NULL,
    body     TEXT NOT NULL,
    imported BIGINT NOT NULL,
    person   TEXT NOT NULL,
    PRIMARY KEY (county, year)
) WITHOUT ROWID;
