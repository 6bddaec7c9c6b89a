-- A view is a security barrier
--
-- Severity: advice
-- Closes: S3
-- Why: Otherwise a condition of whoever asks the view can be called with rows that the view leaves out. Policies hold
--      either way; the view's own WHERE doesn't.
select format('%I.%I', n.nspname, c.relname) as object,
       'is a view without security_barrier' as found,
       format('alter view %I.%I set (security_barrier = true);', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'v'
   and not exists (select from pg_options_to_table(c.reloptions) o
       where o.option_name = 'security_barrier' and o.option_value::boolean)
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1;
