-- How the staff signs in. The name that is typed stands with the person.

CREATE TABLE account (
    county       TEXT NOT NULL,
    person       TEXT NOT NULL,
    hash         TEXT NOT NULL,
    must_change  INTEGER NOT NULL,
    failures     INTEGER NOT NULL,
    locked_until BIGINT,
    closed       INTEGER NOT NULL,
    changed      BIGINT NOT NULL,
    signed_in    BIGINT,
    post         TEXT NOT NULL,
    PRIMARY KEY (county, person)
) WITHOUT ROWID;

-- Only a hash of the token is kept: who reads this table cannot take a session over.
CREATE TABLE session (
    county  TEXT NOT NULL,
    token   TEXT NOT NULL,
    person  TEXT NOT NULL,
    data    BLOB NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent   TEXT NOT NULL,
    PRIMARY KEY (county, token)
);
CREATE INDEX session_person ON session (county, person);
CREATE INDEX session_created ON session (county, created);

-- Lists that somebody keeps, for oneself or for all.
CREATE TABLE saved_view (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    person TEXT NOT NULL,
    shared INTEGER NOT NULL,
    page   TEXT NOT NULL,
    name   TEXT NOT NULL,
    query  TEXT NOT NULL,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;
