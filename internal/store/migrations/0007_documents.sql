-- runs_from: 5
-- Documents of cases: their words, numbers and what became of them.

create table case_document (
  division text not null,
  casefile text not null,
  document text not null,
  rule text not null,
  title text not null,
  unit text not null,
  series text not null,
  year bigint not null,
  running bigint not null,
  number text not null,
  state text not null,
  written_at bigint not null,
  issued_at bigint not null,
  voided_at bigint not null,
  served_on bigint not null,
  why text not null,
  version bigint not null,
  seal bytea not null,
  paper text not null,
  constraint case_document_key primary key (division, casefile, document),
  constraint case_document_file foreign key (division, casefile) references case_file (division, casefile),
  constraint case_document_state check (state in ('pending', 'issued', 'served', 'voided'))
);
create unique index case_document_number on case_document (division, number) where number <> '';
create index case_document_in_series on case_document (division, series, running);
