-- What an erasure replaces in kept rows can be replaced, and is
--
-- Severity: error
-- Closes: R6
-- Needs: relation tenancy.pseudonym_rule
-- Why: A rule that names a column that isn't there, is part of a key, or that the operator can't write stops the erasure
--      of every Customer that has such a row; and one about a table that isn't kept promises what nobody does.
select format('%I.%I', p.schema_name, p.table_name) as object,
       coalesce(f.fault, format('can''t have %I replaced by operant_operator: grant or permissive policy is missing', p.column_name)) as found,
       case when f.fault is null
            then format('select tenancy.pseudonymise(%L, %L, %L, %L);', format('%I.%I', p.schema_name, p.table_name),
                        p.column_name, p.replacement, p.reason)
            else format('delete from tenancy.pseudonym_rule where (schema_name, table_name, column_name) = (%L, %L, %L);',
                        p.schema_name, p.table_name, p.column_name) end as mend
  from tenancy.pseudonym_rule p
  left join pg_class c on c.oid = to_regclass(format('%I.%I', p.schema_name, p.table_name))
  left join pg_attribute a on a.attrelid = c.oid and a.attname = p.column_name and not a.attisdropped
  left join lateral (
      select 'is not there' where c.oid is null
      union all
      select tenancy.pseudonym_faults(c.oid, p.column_name::name) where c.oid is not null) f (fault) on true
 where f.fault is not null
    or has_column_privilege('operant_operator', c.oid, a.attnum, 'UPDATE') is not true
    or not exists (select from pg_policy o where o.polrelid = c.oid and o.polname = 'operator_pseudonymise' and o.polpermissive)
 order by 1, 2;
