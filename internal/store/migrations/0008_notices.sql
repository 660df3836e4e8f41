-- runs_from: 5
-- Notices: who was told what of a case, and when it was read; and the mail
-- that carries them, with where each stands.

create table notice (
  division text not null,
  notice text not null,
  casefile text not null,
  rule text not null,
  source text not null,
  branch text not null,
  person text not null,
  post text not null,
  words text not null,
  told_at bigint not null,
  read_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint notice_key primary key (division, notice),
  constraint notice_file foreign key (division, casefile) references case_file (division, casefile),
  constraint notice_person foreign key (division, person) references person (division, person)
);
create index notice_in_list on notice (division, person, read_at, told_at, notice);
create index notice_by_case on notice (division, casefile, source);

create table mail (
  division text not null,
  notice text not null,
  shard bigint not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  trouble text not null,
  created_at bigint not null,
  version bigint not null,
  constraint mail_key primary key (division, notice),
  constraint mail_notice foreign key (division, notice) references notice (division, notice),
  constraint mail_state check (state in ('waiting', 'delivered', 'failed'))
);
create index mail_due on mail (state, next_at, division, shard, notice);
create index mail_in_shard on mail (division, shard, state, next_at, notice);
