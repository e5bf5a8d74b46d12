-- What petitions are found by. All of it follows from the history and from the letters.

-- The words of a petition, folded: subject, demands, facts and letters, each on a line of its own, several
-- of one kind parted by a tab. bureau has the letters that the unit which handles the matter does not
-- read. at is when the first three were last written. grams are the letters and figures alone and with their
-- neighbour, and the day and the seven days in which the petition was registered, as @20714 and #2959.
CREATE TABLE worded (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    at     BIGINT NOT NULL,
    text   TEXT NOT NULL,
    bureau TEXT NOT NULL,
    grams  TSVECTOR NOT NULL,
    PRIMARY KEY (county, no)
);
CREATE INDEX worded_at ON worded (county, at, no);

-- What comes in waits in a list that every search reads through: it is kept short.
CREATE INDEX worded_gram ON worded USING gin (grams) WITH (gin_pending_list_limit = 1024);

-- How often the common grams are met decides how they are looked for.
ALTER TABLE worded ALTER COLUMN grams SET STATISTICS 1000;
