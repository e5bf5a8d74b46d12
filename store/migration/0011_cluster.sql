-- Collective matters: petitions of several people with one cause, found by their words.

-- A group keeps its number for good, and its name from day to day; named is 1 where a person gave it.
-- turn is that of the pass or act that last changed who belongs to it. place is a word of the texts.
CREATE TABLE cluster (
    county TEXT NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    named  INTEGER NOT NULL,
    place  TEXT NOT NULL,
    master TEXT NOT NULL,
    closed BIGINT,
    turn   INTEGER NOT NULL,
    PRIMARY KEY (county, number)
) WITHOUT ROWID;
CREATE INDEX cluster_turn ON cluster (county, turn);

-- The petitions of a group. person is the number of the first petition that the same person raised, to
-- count people without knowing who they are; '' for nobody named.
CREATE TABLE cluster_member (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    number INTEGER NOT NULL,
    at     BIGINT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (county, no)
) WITHOUT ROWID;
CREATE INDEX cluster_member_number ON cluster_member (county, number, at, no);

-- The petitions that somebody took out: they are put into no group again by themselves.
CREATE TABLE cluster_out (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    number INTEGER NOT NULL,
    at     BIGINT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (county, no)
) WITHOUT ROWID;
CREATE INDEX cluster_out_number ON cluster_out (county, number);

-- What people did with a group.
CREATE TABLE cluster_step (
    county TEXT NOT NULL,
    number INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    act    TEXT NOT NULL,
    at     BIGINT NOT NULL,
    person TEXT NOT NULL,
    name   TEXT NOT NULL,
    no     TEXT NOT NULL,
    n      INTEGER NOT NULL,
    words  TEXT NOT NULL,
    PRIMARY KEY (county, number, seq)
) WITHOUT ROWID;
