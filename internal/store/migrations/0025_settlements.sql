-- runs_from: 16
-- Settlements: what each was reckoned from and what came of it, as text that
-- reckons to the same bytes; and the facts that people enter with a document.

create table settlement (
  division text not null,
  settlement text not null,
  year bigint not null,
  card text not null,
  number bigint not null,
  as_of bigint not null,
  run_at bigint not null,
  person text not null,
  post text not null,
  amends text not null,
  confirmed_at bigint not null,
  confirmed_by text not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  declared text not null,
  inputs text not null,
  result text not null,
  constraint settlement_key primary key (division, settlement)
);
create index settlement_in_list on settlement (division, year, run_at, settlement);
create index settlement_amended on settlement (division, amends, settlement);

create table settlement_fact (
  division text not null,
  year bigint not null,
  subject text not null,
  fact text not null,
  seq bigint not null,
  value text not null,
  document text not null,
  reason text not null,
  person text not null,
  post text not null,
  recorded_at bigint not null,
  seal bytea not null,
  constraint settlement_fact_key primary key (division, year, subject, fact, seq)
);
