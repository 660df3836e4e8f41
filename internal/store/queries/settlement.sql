-- name: settlement_insert
insert into settlement (division, settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content, declared, inputs, result)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', 1, $11, $12, $13, $14, $15)

-- name: settlement_confirm
update settlement set confirmed_at = $3, confirmed_by = $4, seal = $5, version = version + 1 where division = $1 and settlement = $2 and version = $6

-- name: settlement_by_id
select settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content, declared, inputs, result
from settlement where division = $1 and settlement = $2

-- name: settlement_head
select settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content
from settlement where division = $1 and settlement = $2

-- name: settlement_list
select settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content
from settlement where division = $1 and year = $2 and (run_at, settlement) < ($3, $4) and confirmed_at >= $5
order by run_at desc, settlement desc limit $6

-- name: settlement_amendments
select settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content
from settlement where division = $1 and amends = $2 order by settlement limit $3

-- name: settlement_years
select distinct year from settlement where division = $1 order by year

-- name: settlement_all
select settlement, year, card, number, as_of, run_at, person, post, amends, confirmed_at, confirmed_by, version, seal, content, declared, inputs, result
from settlement where division = $1 order by settlement

-- name: settlement_fact_insert
insert into settlement_fact (division, year, subject, fact, seq, value, document, reason, person, post, recorded_at, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: settlement_fact_story
select year, subject, fact, seq, value, document, reason, person, post, recorded_at, seal
from settlement_fact where division = $1 and year = $2 and subject = $3 and fact = $4 order by seq

-- name: settlement_fact_list
select year, subject, fact, seq, value, document, reason, person, post, recorded_at, seal
from settlement_fact where division = $1 and year = $2 order by subject, fact, seq

-- name: settlement_fact_years
select distinct year from settlement_fact where division = $1 order by year

-- name: settlement_fact_all
select year, subject, fact, seq, value, document, reason, person, post, recorded_at, seal
from settlement_fact where division = $1 order by year, subject, fact, seq
