-- Letters: what an office sends, from its draft to its answer.

-- sign is what stands before the kind in a letter's number; address as letters give it.
ALTER TABLE unit ADD COLUMN sign TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- One letter. What it says is sealed: body while it may change, frozen for ever at issue. hash is the
-- SM3 of what was frozen; pdf and docx are those of the files that were made of it. no is the petition
-- that it is filled in from, unit who was responsible for that then.
CREATE TABLE letter (
    county    TEXT NOT NULL,
    id        TEXT NOT NULL,
    kind      TEXT NOT NULL,
    no        TEXT NOT NULL,
    from_unit TEXT NOT NULL,
    to_unit   TEXT NOT NULL,
    unit      TEXT NOT NULL,
    state     TEXT NOT NULL,
    open      INTEGER NOT NULL,
    batch     TEXT NOT NULL,
    author    TEXT NOT NULL,
    number    TEXT NOT NULL,
    code      TEXT,
    drafted   BIGINT NOT NULL,
    issued    BIGINT,
    due       TEXT NOT NULL,
    version   INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    pdf       TEXT NOT NULL,
    docx      TEXT NOT NULL,
    body      BLOB NOT NULL,
    frozen    BLOB,
    PRIMARY KEY (county, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX letter_code ON letter (county, code);
CREATE INDEX letter_from ON letter (county, from_unit, state, due, id);
CREATE INDEX letter_to ON letter (county, to_unit, state, due, id) WHERE issued IS NOT NULL;
CREATE INDEX letter_state ON letter (county, state, due, id);
CREATE INDEX letter_kind ON letter (county, kind, issued);
CREATE INDEX letter_batch ON letter (county, batch) WHERE batch <> '';
CREATE INDEX letter_pdf ON letter (county, pdf) WHERE pdf <> '';
CREATE INDEX letter_docx ON letter (county, docx) WHERE docx <> '';

-- The petitions that a letter is about.
CREATE TABLE letter_matter (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    id     TEXT NOT NULL,
    PRIMARY KEY (county, no, id)
) WITHOUT ROWID;
CREATE INDEX letter_matter_id ON letter_matter (county, id);

-- The acts in a letter's life: appended, never changed. What was said with one is sealed in its body.
CREATE TABLE letter_step (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    act    TEXT NOT NULL,
    at     BIGINT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (county, id, seq)
) WITHOUT ROWID;
CREATE INDEX letter_step_at ON letter_step (county, at);
