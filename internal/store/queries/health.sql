-- name: health_schema across
select coalesce((select max(version_id) from schema_version), 0), coalesce((select max(runs_from) from compatibility), 0)

-- name: health_unsequenced across
select count(*), coalesce(min(recorded_at), 0) from act where position is null

-- name: health_deliveries across
select coalesce(sum(case when state = 'waiting' then 1 else 0 end), 0), coalesce(sum(case when state = 'failed' then 1 else 0 end), 0),
  coalesce(min(case when state = 'waiting' then created_at end), 0)
from delivery where state <> 'delivered'
