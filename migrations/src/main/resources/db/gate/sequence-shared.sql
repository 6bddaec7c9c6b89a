-- No sequence numbers rows of several Customers
--
-- Severity: error
-- Closes: S4
-- Why: A number from a shared sequence tells everybody who gets one how many others were given out meanwhile: how busy
--      the other Customers are.
select format('%I.%I', n.nspname, c.relname) as object,
       case when a.attname is null then 'is a sequence'
            else format('is a sequence that numbers %I.%I.%I', tn.nspname, tc.relname, a.attname) end as found,
       case when d.deptype = 'i' then format('alter table %I.%I alter %I drop identity;', tn.nspname, tc.relname, a.attname)
            when a.attname is null then format('drop sequence %I.%I;', n.nspname, c.relname)
            else format(E'alter table %I.%I alter %I drop default;\ndrop sequence %I.%I;', tn.nspname, tc.relname, a.attname,
                n.nspname, c.relname)
       end as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
                       and d.refobjsubid > 0 and d.deptype in ('a', 'i')
  left join pg_class tc on tc.oid = d.refobjid
  left join pg_namespace tn on tn.oid = tc.relnamespace
  left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
 where c.relkind = 'S' and c.relpersistence <> 't'
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1;
