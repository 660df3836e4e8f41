-- name: case_document_insert
insert into case_document (division, casefile, document, rule, title, unit, series, year, running, number, state, written_at, issued_at, voided_at, served_on, why, version, seal, paper)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $18)

-- name: case_document_update
update case_document set series = $4, year = $5, running = $6, number = $7, state = $8, issued_at = $9, voided_at = $10, served_on = $11, why = $12, seal = $13, paper = $14, version = version + 1
where division = $1 and casefile = $2 and document = $3 and version = $15

-- name: case_document_by_key
select casefile, document, rule, title, unit, series, year, running, number, state, written_at, issued_at, voided_at, served_on, why, version, seal, paper
from case_document where division = $1 and casefile = $2 and document = $3

-- name: case_documents
select casefile, document, rule, title, unit, series, year, running, number, state, written_at, issued_at, voided_at, served_on, why, version, seal, paper
from case_document where division = $1 and casefile = $2 order by written_at, document

-- name: case_document_all
select casefile, document, rule, title, unit, series, year, running, number, state, written_at, issued_at, voided_at, served_on, why, version, seal, paper
from case_document where division = $1 order by casefile, document

-- name: case_document_numbered
select count(*) from case_document where division = $1 and number = $2

-- name: case_document_series
select series, year, count(*), sum(case when state = 'voided' then 1 else 0 end), max(running)
from case_document where division = $1 and number <> '' and ($2 = '*' or $2 like '%,' || unit || ',%')
group by series, year order by year desc, series

-- name: case_document_in_series
select casefile, document, rule, title, unit, series, year, running, number, state, written_at, issued_at, voided_at, served_on, why, version, seal, paper
from case_document where division = $1 and series = $3 and ($2 = '*' or $2 like '%,' || unit || ',%') and running < $4
order by running desc limit $5
