-- A view runs with the rights of whoever asks it
--
-- Severity: error
-- Closes: O1
-- Why: Without security_invoker it runs with its owner's, so that its owner's policies count, and a view by a
--      superuser shows every Customer's rows.
select format('%I.%I', n.nspname, c.relname) as object,
       format('is a view that runs with the rights of %s', pg_get_userbyid(c.relowner)) as found,
       format('alter view %I.%I set (security_invoker = true);', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'v'
   and not exists (select from pg_options_to_table(c.reloptions) o
       where o.option_name = 'security_invoker' and o.option_value::boolean)
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1;
