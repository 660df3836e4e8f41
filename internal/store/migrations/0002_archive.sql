-- runs_from: 1
-- A program of version 1 runs beside one of version 2; what it verifies it
-- takes erasures and retention for insertions, so verify with the newer one.

-- a report's erasure: one person proposes it, another approves
create table erasure (
  division text not null,
  report text not null,
  erasure text not null,
  reason text not null,
  state text not null,
  proposed_by text not null,
  proposed_at bigint not null,
  decided_by text not null,
  decided_at bigint,
  answer text not null,
  version bigint not null,
  seal bytea not null,
  constraint erasure_key primary key (division, report, erasure),
  constraint erasure_report foreign key (division, report) references report (division, report),
  constraint erasure_state check (state in ('proposed', 'approved', 'declined'))
);
create index erasure_by_state on erasure (division, state, proposed_at);

-- how long a kind of record is kept, from a day on; what a division has no row for keeps the program's own
create table retention (
  division text not null,
  kind text not null,
  from_on bigint not null,
  days bigint not null,
  basis text not null,
  version bigint not null,
  seal bytea not null,
  constraint retention_key primary key (division, kind, from_on)
);

-- how far the sweeper has come with what is kept in the order of the log
create table sweep (
  division text not null,
  kind text not null,
  reached bigint not null,
  constraint sweep_key primary key (division, kind)
);
create index session_by_end on session (division, expires_at);
create index delivery_by_age on delivery (division, created_at);
create index file_unused on file (division, sha256) where uses = 0;
