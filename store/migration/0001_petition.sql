-- The journal, and what follows from it. Instants are milliseconds UTC, days ISO dates, JSON is
-- never queried inside. Every key begins with the county, on which Citus distributes.

CREATE TABLE setting (
    county TEXT NOT NULL,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (county, name)
) WITHOUT ROWID;

-- The last number given of each series; locked from the first number to the transaction's end.
CREATE TABLE counter (
    county TEXT NOT NULL,
    series TEXT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (county, series)
) WITHOUT ROWID;

-- What happened to each petition; appended, never changed. The hash is SM3 over the hash before
-- it and every other column; the first one's before is of the number and the query code. Personal
-- data within data is masked; its texts are in sealed.
CREATE TABLE event (
    county    TEXT NOT NULL,
    no        TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    recorded  BIGINT NOT NULL,
    by_person TEXT NOT NULL,
    by        TEXT NOT NULL,
    corrects  INTEGER NOT NULL,
    clocks    TEXT NOT NULL,
    data      TEXT NOT NULL,
    sealed    BLOB,
    hash      BLOB NOT NULL,
    PRIMARY KEY (county, no, seq)
);

-- How many petitions and events there are, and the sum (exclusive or) of a keyed hash of every
-- petition's number and last hash, in 16 parts so that writers seldom meet: what is cut off at
-- the end of a chain, or removed whole, is missing here.
CREATE TABLE ledger (
    county    TEXT NOT NULL,
    part      INTEGER NOT NULL,
    petitions BIGINT NOT NULL,
    events    BIGINT NOT NULL,
    sum_a     BIGINT NOT NULL,
    sum_b     BIGINT NOT NULL,
    PRIMARY KEY (county, part)
) WITHOUT ROWID;

-- The data key of each petition, wrapped by the master key, and the hash of its query code.
-- Rotation rewrites this table alone.
CREATE TABLE record_key (
    county  TEXT NOT NULL,
    no      TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    code    BLOB,
    PRIMARY KEY (county, no)
) WITHOUT ROWID;

-- One row a petition, for lists: narrow, so that many fit into memory. A due day is always there,
-- for the sake of keyset paging: 9999-12-30 where an open matter has none, 9999-12-31 where it is
-- not open and owes nothing.
CREATE TABLE petition (
    county        TEXT NOT NULL,
    no            TEXT NOT NULL,
    version       INTEGER NOT NULL,
    head          BLOB NOT NULL,
    mark          BLOB NOT NULL,
    state         TEXT NOT NULL,
    open          INTEGER NOT NULL,
    subject       TEXT NOT NULL,
    channel       TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    category      TEXT NOT NULL,
    place         TEXT NOT NULL,
    unit          TEXT NOT NULL,
    handler       TEXT NOT NULL,
    handler_name  TEXT NOT NULL,
    sponsor       TEXT NOT NULL,
    sponsor_name  TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    received_at   BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    persons       INTEGER NOT NULL,
    contact_mask  TEXT NOT NULL,
    flags         TEXT NOT NULL,
    week          INTEGER NOT NULL,
    due_day       TEXT NOT NULL,
    due_rule      TEXT NOT NULL,
    due_version   INTEGER NOT NULL,
    due_basis     TEXT NOT NULL,
    paused_day    TEXT NOT NULL,
    resolved      INTEGER,
    assigned_at   BIGINT,
    accepted_at   BIGINT,
    notified_at   BIGINT,
    replied_at    BIGINT,
    served_at     BIGINT,
    filed_at      BIGINT,
    called_at     BIGINT,
    rated_at      BIGINT,
    closed_at     BIGINT,
    PRIMARY KEY (county, no)
);
CREATE INDEX petition_due ON petition (county, due_day, no);
CREATE INDEX petition_unit ON petition (county, unit, due_day, no);
CREATE INDEX petition_received ON petition (county, received_at, no);
CREATE INDEX petition_registered ON petition (county, registered_at, no);

-- The whole petition as of its last event, personal data masked.
CREATE TABLE snapshot (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (county, no)
);

CREATE TABLE clock (
    county  TEXT NOT NULL,
    no      TEXT NOT NULL,
    n       INTEGER NOT NULL,
    rule    TEXT NOT NULL,
    version INTEGER NOT NULL,
    ref     TEXT NOT NULL,
    basis   TEXT NOT NULL,
    start   TEXT NOT NULL,
    due     TEXT NOT NULL,
    given   TEXT NOT NULL,
    paused  INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    ended   TEXT NOT NULL,
    PRIMARY KEY (county, no, n)
) WITHOUT ROWID;
CREATE INDEX clock_due ON clock (county, due, rule, no) WHERE outcome = '';

-- Sealed under the petition's data key; found again by blind index.
CREATE TABLE petitioner (
    county     TEXT NOT NULL,
    no         TEXT NOT NULL,
    n          INTEGER NOT NULL,
    name       BLOB,
    phone      BLOB,
    id         BLOB,
    address    BLOB,
    name_ix    BLOB,
    phone_ix   BLOB,
    id_ix      BLOB,
    address_ix BLOB,
    PRIMARY KEY (county, no, n)
);
CREATE INDEX petitioner_name ON petitioner (county, name_ix) WHERE name_ix IS NOT NULL;
CREATE INDEX petitioner_phone ON petitioner (county, phone_ix) WHERE phone_ix IS NOT NULL;
CREATE INDEX petitioner_id ON petitioner (county, id_ix) WHERE id_ix IS NOT NULL;
CREATE INDEX petitioner_address ON petitioner (county, address_ix) WHERE address_ix IS NOT NULL;

-- Who is bound to a petition, by which a scope and a wall are kept.
CREATE TABLE party (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    role   TEXT NOT NULL,
    PRIMARY KEY (county, no, kind, id)
) WITHOUT ROWID;
CREATE INDEX party_id ON party (county, kind, id, no);

-- The row of another system that a petition was taken from: taken once.
CREATE TABLE origin (
    county TEXT NOT NULL,
    source TEXT NOT NULL,
    ref    TEXT NOT NULL,
    no     TEXT NOT NULL,
    PRIMARY KEY (county, source, ref)
) WITHOUT ROWID;

CREATE TABLE link (
    county TEXT NOT NULL,
    no     TEXT NOT NULL,
    other  TEXT NOT NULL,
    kind   TEXT NOT NULL,
    PRIMARY KEY (county, no, other)
) WITHOUT ROWID;
CREATE INDEX link_other ON link (county, other, no);

-- Which petitions a file belongs to.
CREATE TABLE attachment (
    county TEXT NOT NULL,
    hash   TEXT NOT NULL,
    no     TEXT NOT NULL,
    name   TEXT NOT NULL,
    type   TEXT NOT NULL,
    size   BIGINT NOT NULL,
    PRIMARY KEY (county, hash, no)
) WITHOUT ROWID;
CREATE INDEX attachment_no ON attachment (county, no);
