-- A data migration that was begun is ended
--
-- Severity: advice
-- Needs: relation tenancy.data_migration
-- Why: Until then its tables have a policy more, which the gate names, so no migration is applied; and rows are of two kinds.
select format('data migration %s', m.name) as object,
       format('runs since %s, by order of %s', date_trunc('second', m.started_at), m.ordered_by) as found,
       format(E'-- run operant-db each-customer again, or give it up:\nselect tenancy.end_data_migration(%L, false);', m.name) as mend
  from tenancy.data_migration m
 where m.ended_at is null and m.started_at < now() - interval '1 day'
 order by m.started_at;
