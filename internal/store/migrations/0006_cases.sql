-- runs_from: 5
-- Cases: what they stand at, their events, who has a part in them, and what
-- their lists are narrowed by.

create table case_file (
  division text not null,
  casefile text not null,
  mechanism text not null,
  procedure text not null,
  declared bigint not null,
  number text not null,
  title text not null,
  place text not null,
  stage text not null,
  opened_at bigint not null,
  opened_unit text not null,
  ended_at bigint not null,
  clock text not null,
  due_at bigint not null,
  halted bigint not null,
  falls_at bigint not null,
  events bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint case_file_key primary key (division, casefile),
  constraint case_file_number unique (division, number),
  constraint case_file_halted check (halted in (0, 1))
);
create index case_in_list on case_file (division, opened_at, casefile);
create index case_in_procedure on case_file (division, procedure, opened_at, casefile);
create index case_by_due on case_file (division, ended_at, due_at, casefile);
create index case_by_fall on case_file (falls_at, division, casefile);

create table case_event (
  division text not null,
  casefile text not null,
  seq bigint not null,
  act text not null,
  kind text not null,
  answers bigint not null,
  branch text not null,
  person text not null,
  post text not null,
  unit text not null,
  happened_at bigint not null,
  recorded_at bigint not null,
  reason text not null,
  alien text not null,
  seal bytea not null,
  data text not null,
  constraint case_event_key primary key (division, casefile, seq),
  constraint case_event_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_event_by_alien on case_event (division, alien, casefile);

create table case_unit (
  division text not null,
  unit text not null,
  casefile text not null,
  procedure text not null,
  part text not null,
  opened_at bigint not null,
  constraint case_unit_key primary key (division, unit, casefile),
  constraint case_unit_file foreign key (division, casefile) references case_file (division, casefile),
  constraint case_unit_part check (part in ('opened', 'called'))
);
create index case_unit_in_list on case_unit (division, unit, opened_at, casefile);

create table case_field (
  division text not null,
  procedure text not null,
  field text not null,
  value text not null,
  opened_at bigint not null,
  casefile text not null,
  constraint case_field_key primary key (division, procedure, field, value, opened_at, casefile),
  constraint case_field_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_field_by_case on case_field (division, casefile);

create table case_number (
  division text not null,
  series text not null,
  last bigint not null,
  constraint case_number_key primary key (division, series)
);
