-- runs_from: 16
-- Where cases are, by cells of a grid, to find those nearby; and which case was
-- joined to which, as one matter. Cases that a program of the version before
-- opens beside this one are not found nearby until the next act on them.

create table case_place (
  division text not null,
  casefile text not null,
  procedure text not null,
  cell bigint not null,
  east bigint not null,
  north bigint not null,
  until bigint not null,
  constraint case_place_key primary key (division, casefile),
  constraint case_place_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_place_by_cell on case_place (division, procedure, cell, until, casefile);

create table case_join (
  division text not null,
  casefile text not null,
  target text not null,
  constraint case_join_key primary key (division, casefile),
  constraint case_join_file foreign key (division, casefile) references case_file (division, casefile),
  constraint case_join_target foreign key (division, target) references case_file (division, casefile)
);
create index case_join_by_target on case_join (division, target, casefile);
