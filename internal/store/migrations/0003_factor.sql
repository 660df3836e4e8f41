-- runs_from: 2
-- Second factors. An older program beside this one lets people in without
-- theirs: require them of a role once no older program runs any more.

-- by what a session was opened, and when that was last shown
alter table session add column proof text not null default 'password';
alter table session add column proved_at bigint not null default 0;
create index session_open on session (division, opened_at, session) where ended_at is null;

-- what the row keeps of the ledger's commitment to it
alter table credential add column seal bytea;

-- roles whose holders must show a second factor
create table requirement (
  division text not null,
  role text not null,
  since_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint requirement_key primary key (division, role)
);

-- the city's own identity service (统一身份认证平台); its secret is sealed
create table identity_service (
  division text not null,
  issuer text not null,
  client text not null,
  secret bytea not null,
  login_claim text not null,
  name_claim text not null,
  scopes text not null,
  stopped bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint identity_service_key primary key (division),
  constraint identity_service_stopped check (stopped in (0, 1))
);

-- challenges that were answered: none is answered twice while it could be
create table spent (
  division text not null,
  spent text not null,
  until_at bigint not null,
  constraint spent_key primary key (division, spent)
);
create index spent_by_time on spent (division, until_at);
