-- What a petition may be about and whose it may be, learned from what was decided before.

-- One training of a kind: 'category' or 'unit'. texts is from how many petitions, labels how many answers
-- it knows. body is the model, of the latest version alone.
CREATE TABLE model (
    county  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    version INTEGER NOT NULL,
    trained BIGINT NOT NULL,
    texts   INTEGER NOT NULL,
    labels  INTEGER NOT NULL,
    body    BLOB,
    PRIMARY KEY (county, kind, version)
);

-- What was suggested for a petition when it was registered, the likeliest first; '' for none. month is that
-- of the registration, YYYY-MM. version is that of the model, 0 for the table's words.
CREATE TABLE suggestion (
    county  TEXT NOT NULL,
    no      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    month   TEXT NOT NULL,
    version INTEGER NOT NULL,
    label1  TEXT NOT NULL,
    label2  TEXT NOT NULL,
    label3  TEXT NOT NULL,
    PRIMARY KEY (county, no, kind)
) WITHOUT ROWID;
CREATE INDEX suggestion_month ON suggestion (county, month, kind);
