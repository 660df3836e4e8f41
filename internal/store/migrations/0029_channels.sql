-- runs_from: 16
-- How notices reach people: what a notice asks, notices about tasks, each
-- person's wish, letters that are made at a moment of the day, robots of chat
-- groups with what they are to say, and addresses of personal calendars. A
-- program of the version before keeps notices without what they ask; verify
-- with the newer one.

alter table notice add column kind text not null default '';
alter table notice add column due_on bigint not null default 0;
alter table notice add column urgent bigint not null default 0;

create table task_notice (
  division text not null,
  notice text not null,
  task text not null,
  rule text not null,
  source text not null,
  person text not null,
  post text not null,
  words text not null,
  kind text not null,
  due_on bigint not null,
  urgent bigint not null,
  told_at bigint not null,
  read_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint task_notice_key primary key (division, notice),
  constraint task_notice_person foreign key (division, person) references person (division, person)
);
create index task_notice_in_list on task_notice (division, person, read_at, told_at, notice);
create index task_notice_by_told on task_notice (division, person, told_at, notice);

create table task_watch (
  division text not null,
  watched_on bigint not null,
  colours text not null,
  version bigint not null,
  constraint task_watch_key primary key (division)
);

create table preference (
  division text not null,
  person text not null,
  how text not null,
  minute bigint not null,
  next_at bigint not null,
  since_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint preference_key primary key (division, person),
  constraint preference_person foreign key (division, person) references person (division, person),
  constraint preference_how check (how in ('at_once', 'daily', 'weekly'))
);
create index preference_due on preference (next_at, division, person) where next_at > 0;

create table letter (
  division text not null,
  letter text not null,
  person text not null,
  shard bigint not null,
  subject text not null,
  words text not null,
  path text not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  trouble text not null,
  created_at bigint not null,
  version bigint not null,
  constraint letter_key primary key (division, letter),
  constraint letter_person foreign key (division, person) references person (division, person),
  constraint letter_state check (state in ('waiting', 'delivered', 'failed'))
);
create index letter_due on letter (state, next_at, division, shard, letter);
create index letter_in_shard on letter (division, shard, state, next_at, letter);

create table robot (
  division text not null,
  robot text not null,
  unit text not null,
  label text not null,
  format text not null,
  address bytea not null,
  hint text not null,
  secret bytea not null,
  networks text not null,
  how text not null,
  minute bigint not null,
  stopped bigint not null,
  paused_at bigint not null,
  paused_for text not null,
  failures bigint not null,
  next_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint robot_key primary key (division, robot),
  constraint robot_unit foreign key (division, unit) references unit (division, unit),
  constraint robot_format check (format in ('wecom', 'dingtalk', 'feishu')),
  constraint robot_how check (how in ('at_once', 'daily', 'weekly'))
);

create table robot_message (
  division text not null,
  message text not null,
  robot text not null,
  words text not null,
  path text not null,
  kind text not null,
  due_on bigint not null,
  state text not null,
  tries bigint not null,
  next_at bigint not null,
  trouble text not null,
  created_at bigint not null,
  version bigint not null,
  constraint robot_message_key primary key (division, message),
  constraint robot_message_robot foreign key (division, robot) references robot (division, robot),
  constraint robot_message_state check (state in ('waiting', 'delivered', 'failed'))
);
create index robot_message_due on robot_message (division, robot, state, next_at, message);

create table feed (
  division text not null,
  feed text not null,
  person text not null,
  holding text not null,
  role text not null,
  hash text not null,
  created_at bigint not null,
  used_at bigint not null,
  ended_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint feed_key primary key (division, feed),
  constraint feed_hash unique (division, hash),
  constraint feed_holding foreign key (division, holding) references holding (division, holding)
);
create index feed_by_person on feed (division, person, created_at, feed);
