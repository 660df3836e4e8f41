-- runs_from: 5
-- Photographs that somebody handed in and that no act has named yet.

create table photo_waiting (
  division text not null,
  person text not null,
  photo text not null,
  handed_at bigint not null,
  constraint photo_waiting_key primary key (division, person, photo)
);
create index photo_waiting_by_age on photo_waiting (division, handed_at);
