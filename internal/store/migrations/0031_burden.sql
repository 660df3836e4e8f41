-- runs_from: 16
-- Burden: what units may be asked for in a month, what somebody wants to know
-- from them once, and their answers. The index of events by time counts what
-- was filled in of cases in a month.

create table burden_budget (
  division text not null,
  kind text not null,
  from_month bigint not null,
  minutes bigint not null,
  refuses bigint not null,
  document text not null,
  version bigint not null,
  seal bytea not null,
  constraint burden_budget_key primary key (division, kind, from_month),
  constraint burden_budget_refuses check (refuses in (0, 1))
);

create table data_request (
  division text not null,
  request text not null,
  number text not null,
  state text not null,
  office text not null,
  asked_on bigint not null,
  due_on bigint not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  constraint data_request_key primary key (division, request),
  constraint data_request_number unique (division, number)
);
create index data_request_in_list on data_request (division, asked_on, request);
create index data_request_of_office on data_request (division, office, asked_on, request);

create table data_request_unit (
  division text not null,
  request text not null,
  unit text not null,
  asked_on bigint not null,
  due_on bigint not null,
  minutes bigint not null,
  state text not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  constraint data_request_unit_key primary key (division, request, unit),
  constraint data_request_unit_of foreign key (division, request) references data_request (division, request)
);
create index data_request_unit_in_list on data_request_unit (division, unit, asked_on, request);
create index data_request_unit_by_due on data_request_unit (division, due_on, unit, request);

create index project_month_by_period on project_month (division, period, project);
create index case_event_by_time on case_event (division, recorded_at, unit, casefile, act);
