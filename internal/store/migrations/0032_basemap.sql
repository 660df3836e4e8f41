-- runs_from: 16
-- The map of a division: the boundaries of its towns as GeoJSON, with the
-- number under which the map was approved for the public, "" where it was not.

create table basemap (
  division text not null,
  version bigint not null,
  seal bytea not null,
  approval text not null,
  areas text not null,
  constraint basemap_key primary key (division)
);
