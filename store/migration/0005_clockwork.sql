-- What happens by itself: who has to do what, what clocks have rung, who is told, and the rounds of
-- the bureau. What stands here of a petition follows from its history, but for what was rung, told,
-- seen and signed.

-- minder is the bureau's caseworker; wake is when the petition is to be looked at next though nobody
-- acts. Zero: at once, for what was there before this table.
ALTER TABLE petition ADD COLUMN minder TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN verified_at BIGINT;
ALTER TABLE petition ADD COLUMN acted_at BIGINT;
ALTER TABLE petition ADD COLUMN rectified_at BIGINT;
ALTER TABLE petition ADD COLUMN bulletin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE petition ADD COLUMN wake BIGINT DEFAULT 0;

-- contradicted_at is when the petitioner last said on a call-back that the reply is not true; paces the
-- six speeds that have ended, in minutes, each after the letter of its speed; idle the weeks of the
-- ladder, now reached, in which nothing was done.
ALTER TABLE petition ADD COLUMN contradicted_at BIGINT;
ALTER TABLE petition ADD COLUMN paces TEXT NOT NULL DEFAULT '';
ALTER TABLE petition ADD COLUMN idle TEXT NOT NULL DEFAULT '';
CREATE INDEX petition_wake ON petition (county, wake) WHERE wake IS NOT NULL;
CREATE INDEX petition_bulletin ON petition (county, no) WHERE bulletin = 1;
CREATE INDEX petition_contradicted ON petition (county, contradicted_at, no) WHERE contradicted_at IS NOT NULL;
CREATE INDEX petition_paces ON petition (county, unit, assigned_at, paces, no) WHERE assigned_at IS NOT NULL;
CREATE INDEX petition_week ON petition (county, week, due_day, no, unit, idle) WHERE state = 'accepted';
CREATE INDEX clock_order ON clock (county, no, ref) WHERE rule = 'order.feedback' AND outcome = '';
CREATE INDEX petition_minder ON petition (county, minder, due_day, no) WHERE open = 1;

-- One thing that somebody has to do: a person or, where none is named, the holders of a post.
CREATE TABLE task (
    county  TEXT NOT NULL,
    no      TEXT NOT NULL,
    id      TEXT NOT NULL,
    cause   TEXT NOT NULL,
    why     TEXT NOT NULL,
    acts    TEXT NOT NULL,
    ref     TEXT NOT NULL,
    person  TEXT NOT NULL,
    unit    TEXT NOT NULL,
    post    TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    rule    TEXT NOT NULL,
    version INTEGER NOT NULL,
    basis   TEXT NOT NULL,
    due     TEXT NOT NULL,
    PRIMARY KEY (county, no, id)
) WITHOUT ROWID;
CREATE INDEX task_person ON task (county, person, due, no) WHERE person <> '';
CREATE INDEX task_post ON task (county, post, unit, due, no) WHERE person = '';
CREATE INDEX task_cause ON task (county, cause, from_at, no);
CREATE INDEX task_call ON task (county, due, no) WHERE why = 'called_back';

-- What a clock did on its way: once each. at is when it was due, recorded when it was written down.
CREATE TABLE alarm (
    county   TEXT NOT NULL,
    no       TEXT NOT NULL,
    clock    INTEGER NOT NULL,
    what     TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    ref      TEXT NOT NULL,
    unit     TEXT NOT NULL,
    due      TEXT NOT NULL,
    at       BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    silent   INTEGER NOT NULL,
    PRIMARY KEY (county, no, clock, what, epoch)
) WITHOUT ROWID;
CREATE INDEX alarm_at ON alarm (county, at, what);

-- What runs at set times, and the times at which it ran: each once.
CREATE TABLE slot (
    county  TEXT NOT NULL,
    routine TEXT NOT NULL,
    at      BIGINT NOT NULL,
    done    BIGINT NOT NULL,
    result  TEXT NOT NULL,
    PRIMARY KEY (county, routine, at)
) WITHOUT ROWID;

-- The inbox. What is said is worded when it is read: a topic, the petition, and a few plain facts,
-- none of them personal data. origin keeps anybody from being told the same thing twice.
CREATE TABLE message (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    topic   TEXT NOT NULL,
    no      TEXT NOT NULL,
    args    TEXT NOT NULL,
    urgent  INTEGER NOT NULL,
    origin  TEXT NOT NULL,
    digest  TEXT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX message_origin ON message (county, person, origin);
CREATE INDEX message_person ON message (county, person, id);
CREATE INDEX message_unread ON message (county, person) WHERE read_at IS NULL;
CREATE INDEX message_digest ON message (county, person, id) WHERE digest = 'waits';
CREATE INDEX message_no ON message (county, no);

-- What leaves the house, one row a message, reader and channel. The address is found when it is sent.
CREATE TABLE delivery (
    county  TEXT NOT NULL,
    id      TEXT NOT NULL,
    channel TEXT NOT NULL,
    person  TEXT NOT NULL,
    robot   TEXT NOT NULL,
    no      TEXT NOT NULL,
    n       INTEGER NOT NULL,
    topic   TEXT NOT NULL,
    args    TEXT NOT NULL,
    origin  TEXT NOT NULL,
    created BIGINT NOT NULL,
    after   BIGINT NOT NULL,
    state   TEXT NOT NULL,
    tries   INTEGER NOT NULL,
    why     TEXT NOT NULL,
    done    BIGINT,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX delivery_origin ON delivery (county, origin);
CREATE INDEX delivery_state ON delivery (county, state, id);

-- Group robots that a unit's messages go to; address and secret are sealed.
CREATE TABLE robot (
    county TEXT NOT NULL,
    id     TEXT NOT NULL,
    unit   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    name   TEXT NOT NULL,
    sealed BLOB NOT NULL,
    closed BIGINT,
    PRIMARY KEY (county, id)
);

-- A caseworker's round of the own matters, made at a set time: how many there were, and how many of
-- them needed an eye.
CREATE TABLE patrol (
    county  TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    made    BIGINT NOT NULL,
    matters INTEGER NOT NULL,
    rows_n  INTEGER NOT NULL,
    signed  BIGINT,
    PRIMARY KEY (county, person, at)
) WITHOUT ROWID;
CREATE INDEX patrol_at ON patrol (county, at);

-- One matter of a round, with why it needs an eye: as it was when the list was made, at that version.
-- how and act are what was done about it, words what was written.
CREATE TABLE patrol_row (
    county  TEXT NOT NULL,
    person  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    no      TEXT NOT NULL,
    n       INTEGER NOT NULL,
    version INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    seen    BIGINT,
    how     TEXT NOT NULL,
    act     TEXT NOT NULL,
    words   TEXT NOT NULL,
    PRIMARY KEY (county, person, at, no)
) WITHOUT ROWID;

-- The weekly bulletin as it was made.
CREATE TABLE bulletin (
    county TEXT NOT NULL,
    week   TEXT NOT NULL,
    made   BIGINT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (county, week)
);
