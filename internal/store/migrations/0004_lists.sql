-- runs_from: 3
-- What lists and lookups go by, so that none reads a whole table.

create index act_by_time on act (division, recorded_at, act_id);

create index record_in_list on record (division, report, starts, record);
create index unit_by_parent on unit (division, parent, unit);
drop index record_by_sort;
create index record_by_sort on record (division, sort, state, report, starts, entered_at);

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
