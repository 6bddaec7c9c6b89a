-- A trigger on a tenant table only refuses updates
--
-- Severity: error
-- Closes: O3 K2
-- Needs: relation tenancy.tenant_table
-- Why: A trigger's function runs in the middle of somebody's statement, with whatever rights it has, and sees rows
--      that were not asked for. The one that is let in reads nothing: tenancy.refuse_change(), before an update, for
--      each row, under a condition. Disabled, it refuses nothing.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %s: %s', case g.tgenabled when 'D' then 'a disabled trigger' when 'O' then 'a trigger'
           else 'a trigger that replication fires' end,
              pg_get_triggerdef(g.oid)) as found,
       case when lets_in.it then format('alter table %I.%I enable trigger %I;', n.nspname, c.relname, g.tgname)
            else format('drop trigger %I on %I.%I;', g.tgname, n.nspname, c.relname) end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal and g.tgparentid = 0
  -- 1 + 2 + 16: for each row, before, update
  cross join lateral (select coalesce(g.tgfoid = to_regprocedure('tenancy.refuse_change()'), false)
                             and g.tgqual is not null and g.tgtype = 1 + 2 + 16 and g.tgnargs = 0) lets_in (it)
 where not lets_in.it or g.tgenabled <> 'O'
 order by 1, 2;
