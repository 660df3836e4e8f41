-- name: feed_by_hash
select feed, person, holding, role, hash, created_at, used_at, ended_at, version, seal from feed where division = $1 and hash = $2

-- name: feed_by_person
select feed, person, holding, role, hash, created_at, used_at, ended_at, version, seal from feed where division = $1 and person = $2 order by created_at desc, feed desc

-- name: feed_all
select feed, person, holding, role, hash, created_at, used_at, ended_at, version, seal from feed where division = $1 order by feed

-- name: feed_insert
insert into feed (division, feed, person, holding, role, hash, created_at, used_at, ended_at, version, seal) values ($1, $2, $3, $4, $5, $6, $7, 0, 0, 1, $8)

-- name: feed_used
update feed set used_at = $3 where division = $1 and feed = $2

-- name: feed_end
update feed set ended_at = $3, seal = $4, version = version + 1 where division = $1 and feed = $2 and version = $5
