-- Which matters are suspected to be the same as one, from the other side: of a matter that looks like many
-- not each pair stands under both numbers.
CREATE INDEX suspicion_other ON suspicion (county, other, no);
