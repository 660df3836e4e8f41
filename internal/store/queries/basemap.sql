-- name: basemap_of
select version, seal, approval, areas from basemap where division = $1

-- name: basemap_insert
insert into basemap (division, version, seal, approval, areas) values ($1, 1, $2, $3, $4)

-- name: basemap_update
update basemap set seal = $2, approval = $3, areas = $4, version = version + 1 where division = $1 and version = $5
