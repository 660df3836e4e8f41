-- runs_from: 5
-- The code of a receipt, by which whoever asked for a case sees it.

create table case_ticket (
  division text not null,
  casefile text not null,
  code text not null,
  constraint case_ticket_key primary key (division, casefile),
  constraint case_ticket_file foreign key (division, casefile) references case_file (division, casefile)
);
