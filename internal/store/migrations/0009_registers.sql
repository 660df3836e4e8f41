-- runs_from: 5
-- Registers: entries, what was done to them, what follows of them day by day,
-- what their lists are narrowed by, and the cases that name them.

create table register_entry (
  division text not null,
  entry text not null,
  register text not null,
  entry_key text not null,
  name text not null,
  unit text not null,
  events bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint register_entry_key primary key (division, entry),
  constraint register_entry_once unique (division, register, entry_key)
);

create table register_event (
  division text not null,
  entry text not null,
  seq bigint not null,
  kind text not null,
  on_day bigint not null,
  begins_day bigint not null,
  person text not null,
  post text not null,
  unit text not null,
  recorded_at bigint not null,
  reason text not null,
  seal bytea not null,
  data text not null,
  constraint register_event_key primary key (division, entry, seq),
  constraint register_event_entry foreign key (division, entry) references register_entry (division, entry)
);

create table register_span (
  division text not null,
  register text not null,
  entry_key text not null,
  from_day bigint not null,
  entry text not null,
  until_day bigint not null,
  newest bigint not null,
  name text not null,
  unit text not null,
  place text not null,
  event bigint not null,
  data text not null,
  constraint register_span_key primary key (division, register, entry_key, from_day),
  constraint register_span_entry foreign key (division, entry) references register_entry (division, entry)
);
create index register_span_by_entry on register_span (division, entry, from_day);
create index register_span_by_unit on register_span (division, register, unit, entry_key, from_day);

create table register_field (
  division text not null,
  register text not null,
  field text not null,
  value text not null,
  entry_key text not null,
  from_day bigint not null,
  entry text not null,
  constraint register_field_key primary key (division, register, field, value, entry_key, from_day),
  constraint register_field_entry foreign key (division, entry) references register_entry (division, entry)
);
create index register_field_by_entry on register_field (division, entry);

create table register_link (
  division text not null,
  entry text not null,
  opened_at bigint not null,
  casefile text not null,
  field text not null,
  constraint register_link_key primary key (division, entry, opened_at, casefile, field),
  constraint register_link_entry foreign key (division, entry) references register_entry (division, entry),
  constraint register_link_case foreign key (division, casefile) references case_file (division, casefile)
);
create index register_link_by_case on register_link (division, casefile);
