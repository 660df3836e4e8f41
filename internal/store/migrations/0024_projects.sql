-- runs_from: 16
-- Projects: what is known of each, what was done to it, its months and years;
-- what a division chooses from, and how the columns of a table were understood.

create table project (
  division text not null,
  project text not null,
  code text not null,
  name text not null,
  category text not null,
  lists text not null,
  industry text not null,
  nature text not null,
  unit text not null,
  town text not null,
  stage bigint not null,
  since_on bigint not null,
  due_on bigint not null,
  investment bigint not null,
  agreed bigint not null,
  paid bigint not null,
  problem text not null,
  events bigint not null,
  version bigint not null,
  seal bytea not null,
  data text not null,
  constraint project_key primary key (division, project)
);
create unique index project_once on project (division, code) where code <> '';
create index project_by_name on project (division, name);
create index project_in_list on project (division, investment, project);
create index project_of_unit on project (division, unit, investment, project);
create index project_of_town on project (division, town, investment, project);

create table project_event (
  division text not null,
  project text not null,
  seq bigint not null,
  kind text not null,
  on_day bigint not null,
  person text not null,
  post text not null,
  unit text not null,
  recorded_at bigint not null,
  reason text not null,
  seal bytea not null,
  data text not null,
  constraint project_event_key primary key (division, project, seq),
  constraint project_event_project foreign key (division, project) references project (division, project)
);

create table project_month (
  division text not null,
  project text not null,
  period bigint not null,
  state text not null,
  invested bigint not null,
  year_total bigint not null,
  total bigint not null,
  version bigint not null,
  seal bytea not null,
  data text not null,
  constraint project_month_key primary key (division, project, period),
  constraint project_month_project foreign key (division, project) references project (division, project)
);

create table project_year (
  division text not null,
  project text not null,
  year bigint not null,
  plan bigint not null,
  done bigint not null,
  through bigint not null,
  constraint project_year_key primary key (division, project, year),
  constraint project_year_project foreign key (division, project) references project (division, project)
);

create table project_choice (
  division text not null,
  kind text not null,
  names text not null,
  version bigint not null,
  seal bytea not null,
  constraint project_choice_key primary key (division, kind)
);

create table column_mapping (
  division text not null,
  kind text not null,
  signature text not null,
  mapping text not null,
  version bigint not null,
  seal bytea not null,
  constraint column_mapping_key primary key (division, kind, signature)
);
