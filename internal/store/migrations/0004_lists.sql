-- runs_from: 1
-- What lists and lookups go by, so that none reads a whole table.

-- the hash of the act's leaf, written with it: whoever numbers the acts need
-- not read what they changed. A program older than this leaves it out.
alter table act add column leaf bytea;
create index act_by_time on act (division, recorded_at, act_id);

create index record_in_list on record (division, report, starts, record);
create index unit_by_parent on unit (division, parent, unit);
