-- runs_from: 1
-- What lists and lookups go by, so that none reads a whole table.

-- the hash of the act's leaf, written with it: whoever numbers the acts need
-- not read what they changed. A program older than this leaves it out.
alter table act add column leaf bytea;
create index act_by_time on act (division, recorded_at, act_id);

create index record_in_list on record (division, report, starts, record);
create index unit_by_parent on unit (division, parent, unit);
create index record_by_state on record (division, report, sort, state, entered_at);

-- sign-ins that failed where there is no credential to count them on: logins
-- that do not exist, and addresses
create table attempt (
  division text not null,
  kind text not null,
  name text not null,
  failures bigint not null,
  failed_at bigint not null,
  constraint attempt_key primary key (division, kind, name),
  constraint attempt_kind check (kind in ('login', 'address'))
);
create index attempt_by_time on attempt (division, failed_at);
