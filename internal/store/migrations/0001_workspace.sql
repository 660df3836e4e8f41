-- runs_from: 1
-- Written for PostgreSQL; schema.go says how it reads on SQLite.
-- Every table of a division's data begins its primary key with the division;
-- unique constraints and foreign keys carry it. Instants are microseconds
-- since 1970 in UTC, civil dates are days since 1970-01-01, flags are 0 or 1.

-- reference: which programs may run on which version of the schema
create table compatibility (
  version bigint not null,
  runs_from bigint not null,
  constraint compatibility_key primary key (version)
);

-- a division (区划) and what it is called
create table division (
  division text not null,
  name text not null,
  parent text not null,
  ready bigint not null,
  created_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint division_key primary key (division)
);

create table unit (
  division text not null,
  unit text not null,
  parent text,
  name text not null,
  short text not null,
  kind text not null,
  rank bigint not null,
  closed bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint unit_key primary key (division, unit),
  constraint unit_parent foreign key (division, parent) references unit (division, unit),
  constraint unit_closed check (closed in (0, 1))
);
create index unit_by_rank on unit (division, rank, unit);

create table post (
  division text not null,
  post text not null,
  unit text not null,
  name text not null,
  proposed text not null,
  role text not null,
  closed bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint post_key primary key (division, post),
  constraint post_unit foreign key (division, unit) references unit (division, unit),
  constraint post_closed check (closed in (0, 1))
);
create index post_by_unit on post (division, unit, post);

create table person (
  division text not null,
  person text not null,
  login text not null,
  name text not null,
  phone text not null,
  mail text not null,
  stopped bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint person_key primary key (division, person),
  constraint person_login unique (division, login),
  constraint person_stopped check (stopped in (0, 1))
);

-- a person holds a post for a time; confirmed by the security administrator
create table holding (
  division text not null,
  holding text not null,
  person text not null,
  post text not null,
  manner text not null,
  from_on bigint not null,
  until_on bigint,
  state text not null,
  version bigint not null,
  seal bytea not null,
  constraint holding_key primary key (division, holding),
  constraint holding_person foreign key (division, person) references person (division, person),
  constraint holding_post foreign key (division, post) references post (division, post),
  constraint holding_manner check (manner in ('regular', 'acting', 'delegated')),
  constraint holding_state check (state in ('proposed', 'confirmed', 'ended'))
);
create index holding_by_person on holding (division, person, from_on);
create index holding_by_post on holding (division, post, from_on);

-- what proves who somebody is; the secret is a hash or sealed
create table credential (
  division text not null,
  person text not null,
  credential text not null,
  kind text not null,
  label text not null,
  secret bytea not null,
  state text not null,
  step bigint not null,
  failures bigint not null,
  failed_at bigint not null,
  created_at bigint not null,
  used_at bigint not null,
  version bigint not null,
  constraint credential_key primary key (division, person, credential),
  constraint credential_person foreign key (division, person) references person (division, person)
);
create index credential_by_kind on credential (division, kind, label);

create table session (
  division text not null,
  session text not null,
  person text not null,
  holding text not null,
  opened_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  ended_for text not null,
  agent text not null,
  address text not null,
  constraint session_key primary key (division, session),
  constraint session_person foreign key (division, person) references person (division, person)
);
create index session_by_person on session (division, person, opened_at);

create table token (
  division text not null,
  token text not null,
  person text not null,
  holding text not null,
  role text not null,
  label text not null,
  hash text not null,
  scopes text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint not null,
  ended_at bigint,
  version bigint not null,
  seal bytea not null,
  constraint token_key primary key (division, token),
  constraint token_hash unique (division, hash),
  constraint token_person foreign key (division, person) references person (division, person)
);
create index token_by_person on token (division, person, created_at);

-- content-addressed bytes that stand in a folder or an object store
create table file (
  division text not null,
  sha256 text not null,
  size bigint not null,
  media text not null,
  uses bigint not null,
  created_at bigint not null,
  constraint file_key primary key (division, sha256)
);

-- content stands last, for it is long: what stands behind it is far to reach
create table report (
  division text not null,
  report text not null,
  unit text not null,
  name text not null,
  sha256 text not null,
  state text not null,
  trouble text not null,
  audience text not null,
  title text not null,
  place text not null,
  place_code text not null,
  occasion text not null,
  dated_on bigint,
  year bigint not null,
  reader text not null,
  uploaded_by text not null,
  uploaded_at bigint not null,
  read_at bigint,
  version bigint not null,
  seal bytea not null,
  content jsonb not null,
  constraint report_key primary key (division, report),
  constraint report_file foreign key (division, sha256) references file (division, sha256),
  constraint report_unit foreign key (division, unit) references unit (division, unit),
  constraint report_state check (state in ('waiting', 'review', 'failed', 'entered', 'erased'))
);
create index report_by_time on report (division, uploaded_at, report);

create table paragraph (
  division text not null,
  report text not null,
  n bigint not null,
  starts bigint not null,
  ends bigint not null,
  form text not null,
  section text not null,
  words text not null,
  constraint paragraph_key primary key (division, report, n),
  constraint paragraph_report foreign key (division, report) references report (division, report)
);

-- where each character and pair of characters stands in a report
create table posting (
  division text not null,
  gram text not null,
  report text not null,
  places bytea not null,
  constraint posting_key primary key (division, gram, report),
  constraint posting_report foreign key (division, report) references report (division, report)
) /* sqlite: without rowid */;
create index posting_by_report on posting (division, report);

create table record (
  division text not null,
  report text not null,
  record text not null,
  sort text not null,
  starts bigint not null,
  ends bigint not null,
  state text not null,
  entered_at bigint,
  indicator text not null,
  subject text not null,
  lead text not null,
  kind text not null,
  status text not null,
  from_year bigint,
  to_year bigint,
  value bigint,
  digits bigint,
  measure_unit text not null,
  words text not null,
  section text not null,
  content jsonb not null,
  original jsonb not null,
  reason text not null,
  decided_by text not null,
  decided_at bigint,
  version bigint not null,
  seal bytea not null,
  constraint record_key primary key (division, report, record),
  constraint record_report foreign key (division, report) references report (division, report),
  constraint record_sort check (sort in ('measure', 'undertaking', 'project', 'mechanism')),
  constraint record_state check (state in ('found', 'accepted', 'rejected', 'replaced'))
);
create index record_in_order on record (division, report, starts, ends, record);
create index record_by_indicator on record (division, indicator, from_year, record);
create index record_by_sort on record (division, sort, state, report, starts);
create index record_by_lead on record (division, lead, report, starts, record);

create table alarm (
  division text not null,
  report text not null,
  alarm text not null,
  n bigint not null,
  rule text not null,
  grade text not null,
  starts bigint not null,
  sentence text not null,
  reckoning text not null,
  places jsonb not null,
  state text not null,
  reason text not null,
  version bigint not null,
  seal bytea not null,
  constraint alarm_key primary key (division, report, alarm),
  constraint alarm_report foreign key (division, report) references report (division, report),
  constraint alarm_state check (state in ('open', 'settled'))
);

-- what a newer reader would find otherwise, waiting for a person's word
create table rereading (
  division text not null,
  report text not null,
  rereading text not null,
  reader text not null,
  state text not null,
  difference jsonb not null,
  created_at bigint not null,
  decision text not null,
  decided_by text not null,
  decided_at bigint,
  version bigint not null,
  seal bytea not null,
  constraint rereading_key primary key (division, report, rereading),
  constraint rereading_report foreign key (division, report) references report (division, report),
  constraint rereading_state check (state in ('open', 'settled')),
  constraint rereading_decision check (decision in ('', 'taken', 'left', 'superseded'))
);

-- every act, once by its id: the outcome for a retry, the entry for the ledger
create table act (
  division text not null,
  act_id text not null,
  act text not null,
  object text not null,
  person text not null,
  post text not null,
  unit text not null,
  happened_at bigint not null,
  recorded_at bigint not null,
  encoder bigint not null,
  reason text not null,
  reason_salt bytea not null,
  changes text not null,
  outcome text not null,
  asked text not null,
  position bigint,
  constraint act_key primary key (division, act_id),
  constraint act_position unique (division, position)
);
create index act_waiting on act (division, recorded_at, act_id) where position is null;
create index act_by_object on act (division, object, recorded_at);

create table tile (
  division text not null,
  level bigint not null,
  n bigint not null,
  width bigint not null,
  data bytea not null,
  constraint tile_key primary key (division, level, n)
);

-- the newest checkpoint of a division's log; its version is what keeps two sequencers apart
create table head (
  division text not null,
  size bigint not null,
  root bytea not null,
  chain bytea not null,
  note text not null,
  noted_at bigint not null,
  version bigint not null,
  constraint head_key primary key (division)
);

create table lease (
  division text not null,
  lease text not null,
  holder text not null,
  until_at bigint not null,
  constraint lease_key primary key (division, lease)
);

create table webhook (
  division text not null,
  webhook text not null,
  label text not null,
  address text not null,
  kinds text not null,
  networks text not null,
  stopped bigint not null,
  secret bytea not null,
  older bytea not null,
  older_until bigint not null,
  paused_at bigint not null,
  paused_for text not null,
  failures bigint not null,
  next_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint webhook_key primary key (division, webhook),
  constraint webhook_stopped check (stopped in (0, 1))
);

-- the outbox: written in the act's own transaction, worked off under a lease
create table delivery (
  division text not null,
  delivery text not null,
  webhook text not null,
  event text not null,
  kind text not null,
  object text not null,
  body text not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  trouble text not null,
  created_at bigint not null,
  version bigint not null,
  constraint delivery_key primary key (division, delivery),
  constraint delivery_webhook foreign key (division, webhook) references webhook (division, webhook),
  constraint delivery_state check (state in ('waiting', 'delivered', 'failed'))
);
create index delivery_due on delivery (division, webhook, state, next_at);
create index delivery_by_state on delivery (division, state, created_at, delivery);
create index delivery_open on delivery (state, created_at) where state <> 'delivered';
