-- No foreign key of a tenant table has a nullable member
--
-- Severity: error
-- Closes: K2
-- Needs: relation tenancy.tenant_table
-- Why: With MATCH SIMPLE, a foreign key with one NULL in it is not checked at all, whatever its other columns say.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has %I over nullable columns: %s', f.conname, (
              select string_agg(quote_ident(a.attname), ', ') from unnest(f.conkey) m (attnum)
                join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum where not a.attnotnull)) as found,
       (select string_agg(format('alter table %I.%I alter %I set not null;', n.nspname, c.relname, a.attname), E'\n')
          from unnest(f.conkey) m (attnum) join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum
              where not a.attnotnull) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0
  join pg_class r on r.oid = f.confrelid
  join pg_namespace rn on rn.oid = r.relnamespace
 where exists (select from unnest(f.conkey) m (attnum)
                 join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum where not a.attnotnull)
 order by 1, 2;
