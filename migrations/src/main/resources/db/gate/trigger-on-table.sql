-- A trigger only refuses updates, on any table, and no view has one
--
-- Severity: error
-- Closes: O3 K2
-- Why: A trigger's function runs in the middle of somebody's statement, with whatever rights that has, and sees rows
--      that were not asked for; on a table without a Customer it carries one Customer's rows to the next. The one that
--      is let in reads nothing: tenancy.refuse_change(), before an update, for each row, under a condition. Disabled,
--      it refuses nothing.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %s: %s', case g.tgenabled when 'D' then 'a disabled trigger' when 'O' then 'a trigger'
           else 'a trigger that replication fires' end,
              pg_get_triggerdef(g.oid)) as found,
       case when lets_in.it then format('alter table %I.%I enable trigger %I;', n.nspname, c.relname, g.tgname)
            else format('drop trigger %I on %I.%I;', g.tgname, n.nspname, c.relname) end as mend
  from pg_trigger g
  join pg_class c on c.oid = g.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
  -- 1 + 2 + 16: for each row, before, update
 cross join lateral (select coalesce(g.tgfoid = to_regprocedure('tenancy.refuse_change()'), false)
                            and g.tgqual is not null and g.tgtype = 1 + 2 + 16 and g.tgnargs = 0) lets_in (it)
 where not g.tgisinternal and g.tgparentid = 0 and (not lets_in.it or g.tgenabled <> 'O')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1, 2;
