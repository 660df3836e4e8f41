-- runs_from: 16
-- What the public says and asks for: polls on livelihood promises, with counts
-- and remarks but without voters, and subscriptions by mail. A ballot keeps
-- somebody from voting twice on one day; it and the key of the day are forgotten
-- with the day, and no archive has them.

create table poll (
  division text not null,
  poll text not null,
  year bigint not null,
  snapshot bigint not null,
  items text not null,
  opens_on bigint not null,
  closes_on bigint not null,
  person text not null,
  post text not null,
  opened_at bigint not null,
  votes bigint not null,
  remarks bigint not null,
  closed_at bigint not null,
  closed_by text not null,
  totals text not null,
  version bigint not null,
  seal bytea not null,
  constraint poll_key primary key (division, poll)
);
create unique index poll_open on poll (division, year) where closed_at = 0;
create index poll_in_list on poll (division, opened_at, poll);
create index poll_by_year on poll (division, year, opened_at, poll);

create table poll_count (
  division text not null,
  poll text not null,
  item text not null,
  answer text not null,
  votes bigint not null,
  constraint poll_count_key primary key (division, poll, item, answer),
  constraint poll_count_poll foreign key (division, poll) references poll (division, poll),
  constraint poll_count_answer check (answer in ('satisfied', 'fair', 'dissatisfied'))
);

create table ballot_key (
  division text not null,
  day_on bigint not null,
  secret bytea not null,
  constraint ballot_key_key primary key (division, day_on)
);

create table ballot (
  division text not null,
  day_on bigint not null,
  mark text not null,
  constraint ballot_mark primary key (division, day_on, mark)
);

create table remark (
  division text not null,
  poll text not null,
  remark text not null,
  item text not null,
  words text not null,
  given_on bigint not null,
  constraint remark_key primary key (division, poll, remark),
  constraint remark_poll foreign key (division, poll) references poll (division, poll)
);
create index remark_by_given on remark (division, given_on, poll, remark);

create table mailbox_key (
  division text not null,
  secret bytea not null,
  constraint mailbox_key_key primary key (division)
);

create table subscription (
  division text not null,
  subscription text not null,
  state text not null,
  address bytea not null,
  mark text not null,
  hash text not null,
  topics text not null,
  told bigint not null,
  created_at bigint not null,
  constraint subscription_key primary key (division, subscription),
  constraint subscription_hash unique (division, hash),
  constraint subscription_state check (state in ('waiting', 'confirmed'))
);
create index subscription_by_mark on subscription (division, mark, subscription);
create index subscription_due on subscription (division, state, told, subscription);
create index subscription_by_created on subscription (division, state, created_at, subscription);

create table subscription_letter (
  division text not null,
  letter text not null,
  subscription text not null,
  shard bigint not null,
  kind text not null,
  subject text not null,
  words text not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  trouble text not null,
  created_at bigint not null,
  version bigint not null,
  constraint subscription_letter_key primary key (division, letter),
  constraint subscription_letter_subscription foreign key (division, subscription) references subscription (division, subscription),
  constraint subscription_letter_kind check (kind in ('confirm', 'news')),
  constraint subscription_letter_state check (state in ('waiting', 'delivered', 'failed'))
);
create index subscription_letter_due on subscription_letter (state, next_at, division, shard, letter);
create index subscription_letter_in_shard on subscription_letter (division, shard, state, next_at, letter);
create index subscription_letter_of on subscription_letter (division, subscription, letter);

create table publication (
  division text not null,
  snapshot bigint not null,
  done bigint not null,
  constraint publication_key primary key (division, snapshot)
);
create index publication_due on publication (division, snapshot) where done = 0;
