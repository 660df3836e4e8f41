-- runs_from: 16
-- The workdays of a division: its editions with what the law's table was, the
-- days it set, by which edition each case was dated, and whose days an edition
-- changed.

create table calendar_law (
  division text not null,
  digest text not null,
  days text not null,
  constraint calendar_law_key primary key (division, digest)
);

create table calendar_edition (
  division text not null,
  edition bigint not null,
  law text not null,
  kind text not null,
  title text not null,
  person text not null,
  post text not null,
  recorded_at bigint not null,
  open_cases bigint not null,
  settled_at bigint not null,
  seal bytea not null,
  constraint calendar_edition_key primary key (division, edition),
  constraint calendar_edition_kind check (kind in ('law', 'days', 'lifted', 'year')),
  constraint calendar_edition_law foreign key (division, law) references calendar_law (division, digest)
);
create index calendar_unsettled on calendar_edition (division, edition) where settled_at = 0;

create table calendar_entry (
  division text not null,
  entry text not null,
  first_day bigint not null,
  last_day bigint not null,
  works bigint not null,
  title text not null,
  basis text not null,
  year bigint not null,
  since bigint not null,
  until bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint calendar_entry_key primary key (division, entry),
  constraint calendar_entry_works check (works in (0, 1)),
  constraint calendar_entry_since foreign key (division, since) references calendar_edition (division, edition)
);
create index calendar_entry_by_year on calendar_entry (division, year, until);

alter table case_file add column edition bigint not null default 0;
create index case_by_edition on case_file (division, edition, casefile) where ended_at = 0;

create table case_move (
  division text not null,
  edition bigint not null,
  casefile text not null,
  recorded_at bigint not null,
  dated bigint not null,
  firm bigint not null,
  seal bytea not null,
  clocks text not null,
  constraint case_move_key primary key (division, edition, casefile),
  constraint case_move_file foreign key (division, casefile) references case_file (division, casefile)
);
create index case_move_by_case on case_move (division, casefile, edition);
