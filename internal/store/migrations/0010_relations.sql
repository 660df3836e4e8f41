-- runs_from: 5
-- What cases are known by beside their number: their own key, the number that
-- another system gave them, and which case they are a part of.

create table case_key (
  division text not null,
  procedure text not null,
  kind text not null,
  value text not null,
  casefile text not null,
  constraint case_key_key primary key (division, procedure, kind, value),
  constraint case_key_file foreign key (division, casefile) references case_file (division, casefile),
  constraint case_key_kind check (kind in ('own', 'alien'))
);
create index case_key_by_case on case_key (division, casefile);

create table case_link (
  division text not null,
  procedure text not null,
  above text not null,
  casefile text not null,
  constraint case_link_key primary key (division, procedure, above, casefile),
  constraint case_link_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_link_by_case on case_link (division, casefile);
