-- runs_from: 22
-- The objects of other nouns that cases refer to, so that an object's page can
-- list its cases; and what only one open case of a procedure may be about. A
-- program of the version before would keep neither.

create table case_reference (
  division text not null,
  noun text not null,
  object text not null,
  opened_at bigint not null,
  casefile text not null,
  constraint case_reference_key primary key (division, noun, object, opened_at, casefile),
  constraint case_reference_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_reference_by_case on case_reference (division, casefile);

create table case_sole (
  division text not null,
  procedure text not null,
  field text not null,
  value text not null,
  casefile text not null,
  constraint case_sole_key primary key (division, procedure, field, value),
  constraint case_sole_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_sole_by_case on case_sole (division, casefile);
