-- name: case_ticket_insert
insert into case_ticket (division, casefile, code) values ($1, $2, $3)

-- name: case_ticket_of
select code from case_ticket where division = $1 and casefile = $2

-- name: case_of_number
select casefile from case_file where division = $1 and number = $2
