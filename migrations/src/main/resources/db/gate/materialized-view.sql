-- There is no materialized view
--
-- Severity: error
-- Closes: O2
-- Why: It keeps rows as its owner saw them when it was refreshed, and row-level security can't be had for it.
select format('%I.%I', n.nspname, c.relname) as object,
       'is a materialized view' as found,
       format('drop materialized view %I.%I;', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'm' and n.nspname !~ '^pg_'
 order by 1;
