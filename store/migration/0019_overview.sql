-- What is open, in the order in which an overview groups it, and with all that it tells apart.
CREATE INDEX petition_overview ON petition (county, unit, state, week, due_day, received_at, category, place, no) WHERE open = 1;
