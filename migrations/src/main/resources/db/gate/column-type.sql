-- No column of a tenant table holds a large object or a number of the catalogue
--
-- Severity: error
-- Closes: X1
-- Needs: relation tenancy.tenant_table
-- Why: Large objects know no Customer: whoever has the number, which are given out in order, has the content. The reg…
--      types are numbers of one cluster's catalogue, keep pg_upgrade from working, and resolve names by the reader's
--      search_path.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the column %I of type %s', a.attname, format_type(a.atttypid, a.atttypmod)) as found,
       format('alter table %I.%I drop column %I;', n.nspname, c.relname, a.attname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attislocal or not c.relispartition)
  join pg_type y on y.oid = a.atttypid
  left join pg_type b on b.oid = y.typbasetype
 where coalesce(b.typname, y.typname) ~ '^_?(oid|lo|reg[a-z]+)$'
 order by 1, 2;
