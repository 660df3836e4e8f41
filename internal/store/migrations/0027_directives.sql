-- runs_from: 16
-- Directives: what leaders told and meetings decided, each with the task that
-- came of it; and who was told what of them.

create table directive (
  division text not null,
  directive text not null,
  number text not null,
  kind text not null,
  state text not null,
  giver text not null,
  given_on bigint not null,
  unit text not null,
  task text not null,
  follows text not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  constraint directive_key primary key (division, directive),
  constraint directive_number unique (division, number),
  constraint directive_of foreign key (division, task) references task (division, task)
);
create index directive_in_list on directive (division, given_on, directive);
create index directive_of_giver on directive (division, giver, given_on, directive);
create index directive_of_unit on directive (division, unit, given_on, directive);
create index directive_of_task on directive (division, task, directive);
create index directive_following on directive (division, follows, directive);

create table directive_notice (
  division text not null,
  notice text not null,
  directive text not null,
  rule text not null,
  source text not null,
  person text not null,
  post text not null,
  words text not null,
  told_at bigint not null,
  read_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint directive_notice_key primary key (division, notice),
  constraint directive_notice_of foreign key (division, directive) references directive (division, directive),
  constraint directive_notice_person foreign key (division, person) references person (division, person)
);
create index directive_notice_in_list on directive_notice (division, person, read_at, told_at, notice);
create index directive_notice_by_told on directive_notice (division, person, told_at, notice);
