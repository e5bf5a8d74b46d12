-- What petitions are found by. All of it follows from the history and from the letters.

-- The words of a petition, folded: subject, demands, facts and letters, each on a line of its own, several
-- of one kind parted by a tab. bureau has the letters that the unit which handles the matter does not
-- read. at is when the first three were last written.
CREATE TABLE worded (
    id     INTEGER PRIMARY KEY,
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    at     BIGINT NOT NULL,
    text   TEXT NOT NULL,
    bureau TEXT NOT NULL
);
CREATE UNIQUE INDEX worded_no ON worded (county, no);
CREATE INDEX worded_at ON worded (county, at, no);

-- Which rows of it have a gram, by their id: letters and figures alone and with their neighbour, and the
-- day and the seven days in which the petition was registered, as @20714 and #2959.
CREATE VIRTUAL TABLE worded_gram USING fts5 (grams, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '@#'");

-- What comes in is put in order in larger steps than the usual ones: an import writes half as much.
INSERT INTO worded_gram (worded_gram, rank) VALUES ('automerge', 8);
INSERT INTO worded_gram (worded_gram, rank) VALUES ('hashsize', 33554432);
