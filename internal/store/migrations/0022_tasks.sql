-- runs_from: 16
-- Tasks: how each stands, whose it is, what was done to it; the documents they
-- were issued under; and how the office of a division reckons.

create table task (
  division text not null,
  task text not null,
  year bigint not null,
  number text not null,
  state text not null,
  lead text not null,
  parent text not null,
  report text not null,
  record text not null,
  events bigint not null,
  version bigint not null,
  seal bytea not null,
  standing text not null,
  constraint task_key primary key (division, task),
  constraint task_number unique (division, number)
);
create index task_in_list on task (division, year, number, task);
create index task_of_record on task (division, report, record, task);
create index task_part on task (division, parent, task);

create table task_unit (
  division text not null,
  unit text not null,
  year bigint not null,
  number text not null,
  task text not null,
  part text not null,
  constraint task_unit_key primary key (division, task, unit),
  constraint task_unit_task foreign key (division, task) references task (division, task),
  constraint task_unit_part check (part in ('lead', 'support'))
);
create index task_unit_in_list on task_unit (division, unit, year, number, task);

create table task_event (
  division text not null,
  task text not null,
  seq bigint not null,
  act text not null,
  happened_at bigint not null,
  recorded_at bigint not null,
  person text not null,
  post text not null,
  unit text not null,
  reason text not null,
  seal bytea not null,
  content text not null,
  constraint task_event_key primary key (division, task, seq),
  constraint task_event_task foreign key (division, task) references task (division, task)
);

create table issuance (
  division text not null,
  issuance text not null,
  year bigint not null,
  number text not null,
  title text not null,
  issued_on bigint not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  constraint issuance_key primary key (division, issuance),
  constraint issuance_number unique (division, number)
);
create index issuance_in_list on issuance (division, year, issued_on, issuance);

create table practice (
  division text not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  constraint practice_key primary key (division)
);
