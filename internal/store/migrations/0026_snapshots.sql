-- runs_from: 16
-- Snapshots: what the public was let see, each as it was published. None is
-- changed or removed afterwards.

create table snapshot (
  division text not null,
  number bigint not null,
  year bigint not null,
  taken_at bigint not null,
  person text not null,
  post text not null,
  digest text not null,
  promises bigint not null,
  projects bigint not null,
  changes bigint not null,
  seal bytea not null,
  content text not null,
  constraint snapshot_key primary key (division, number)
);
