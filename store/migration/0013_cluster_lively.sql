-- Which collective matters have somebody new since a day.
CREATE INDEX cluster_member_at ON cluster_member (county, at, number);
