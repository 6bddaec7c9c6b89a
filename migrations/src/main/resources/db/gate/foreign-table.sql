-- There is no foreign table
--
-- Severity: error
-- Closes: O2 E1
-- Why: Row-level security can't be had for it: what the other end returns, everybody sees who may select it.
select format('%I.%I', n.nspname, c.relname) as object,
       format('is a foreign table of the server %I', s.srvname) as found,
       format('drop foreign table %I.%I;', n.nspname, c.relname) as mend
  from pg_foreign_table f
  join pg_class c on c.oid = f.ftrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_foreign_server s on s.oid = f.ftserver
 order by 1;
