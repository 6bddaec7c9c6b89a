-- Every constraint of a tenant table is validated, enforced and checked
--
-- Severity: error
-- Closes: K2
-- Needs: relation tenancy.tenant_table
-- Why: NOT VALID, NOT ENFORCED and disabled triggers of a foreign key each leave a constraint in the catalogue that
--      doesn't hold: a child row may then have another Customer's parent, or none.
with fault as (
    select k.oid, k.conrelid, k.conname, case when k.is_enforced then 'not validated' else 'not enforced' end as what,
        null::oid as on_table
      -- PostgreSQL 18 has the column conenforced; on an older one the name means the column of "older".
      from (select true as conenforced) older
     cross join lateral (select p.oid, p.conrelid, p.conname, p.convalidated, conenforced as is_enforced from pg_constraint p) k
     where not k.is_enforced or not k.convalidated
    union all
    select distinct k.oid, k.conrelid, k.conname, 'with its triggers disabled', g.tgrelid
      from pg_trigger g join pg_constraint k on k.oid = g.tgconstraint where g.tgenabled = 'D')
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I %s: %s', fault.conname, fault.what, pg_get_constraintdef(fault.oid)) as found,
       case fault.what when 'with its triggers disabled' then format('alter table %I.%I enable trigger all;', tn.nspname,
           tc.relname)
            when 'not validated' then format('alter table %I.%I validate constraint %I;', n.nspname, c.relname, fault.conname)
            else format('alter table %I.%I drop constraint %I, add constraint %3$I %s;', n.nspname, c.relname, fault.conname,
                        replace(pg_get_constraintdef(fault.oid), ' NOT ENFORCED', '')) end as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join fault on fault.conrelid = c.oid
  left join pg_class tc on tc.oid = fault.on_table
  left join pg_namespace tn on tn.oid = tc.relnamespace
 order by 1, 2;
