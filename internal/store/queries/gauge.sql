-- name: gauge_opened
select casefile, mechanism, declared, number, title, opened_at, ended_at, events, gauged, gauges
from case_file where division = $1 and procedure = $2 and opened_at >= $3 and opened_at < $4 and (opened_at, casefile) < ($5, $6)
order by opened_at desc, casefile desc limit $7

-- name: gauge_ended
select casefile, mechanism, declared, number, title, opened_at, ended_at, events, gauged, gauges
from case_file where division = $1 and procedure = $2 and ended_at > 0 and ended_at >= $3 and ended_at < $4 and (ended_at, casefile) < ($5, $6)
order by ended_at desc, casefile desc limit $7

-- name: gauge_opened_unit
select c.casefile, c.mechanism, c.declared, c.number, c.title, c.opened_at, c.ended_at, c.events, c.gauged, c.gauges
from case_unit u join case_file c on c.division = u.division and c.casefile = u.casefile
where u.division = $1 and u.unit = $8 and u.procedure = $2 and u.opened_at >= $3 and u.opened_at < $4 and (u.opened_at, u.casefile) < ($5, $6)
order by u.opened_at desc, u.casefile desc limit $7

-- name: gauge_ended_unit
select c.casefile, c.mechanism, c.declared, c.number, c.title, c.opened_at, c.ended_at, c.events, c.gauged, c.gauges
from case_file c where c.division = $1 and c.procedure = $2 and c.ended_at > 0 and c.ended_at >= $3 and c.ended_at < $4 and (c.ended_at, c.casefile) < ($5, $6)
  and exists (select 1 from case_unit u where u.division = c.division and u.unit = $8 and u.casefile = c.casefile)
order by c.ended_at desc, c.casefile desc limit $7
