-- runs_from: 16
-- Tours of projects: what was planned and what came of it, what each judge gave
-- each stop, who handed in, and the scores of a project from all tours.

create table tour (
  division text not null,
  tour text not null,
  state text not null,
  from_on bigint not null,
  until_on bigint not null,
  name text not null,
  planned_at bigint not null,
  opened_at bigint not null,
  closed_at bigint not null,
  person text not null,
  version bigint not null,
  seal bytea not null,
  content text not null,
  result text not null,
  constraint tour_key primary key (division, tour)
);
create index tour_in_list on tour (division, from_on, tour);

create table tour_score (
  division text not null,
  tour text not null,
  person text not null,
  project text not null,
  marks text not null,
  recorded_at bigint not null,
  version bigint not null,
  seal bytea not null,
  constraint tour_score_key primary key (division, tour, person, project),
  constraint tour_score_tour foreign key (division, tour) references tour (division, tour)
);

create table tour_handed (
  division text not null,
  tour text not null,
  person text not null,
  handed_at bigint not null,
  sheets bigint not null,
  seal bytea not null,
  constraint tour_handed_key primary key (division, tour, person),
  constraint tour_handed_tour foreign key (division, tour) references tour (division, tour)
);

create table tour_stop (
  division text not null,
  project text not null,
  until_on bigint not null,
  tour text not null,
  score bigint not null,
  sheets bigint not null,
  seal bytea not null,
  constraint tour_stop_key primary key (division, project, until_on, tour),
  constraint tour_stop_tour foreign key (division, tour) references tour (division, tour)
);
