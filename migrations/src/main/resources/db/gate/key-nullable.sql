-- No primary key, unique index or exclusion constraint of a tenant table has a nullable member or an expression
--
-- Severity: error
-- Closes: K1 W3
-- Needs: relation tenancy.tenant_table
-- Why: NULL is equal to nothing, so such a key doesn't hold where a member is NULL, and Citus and logical replication
--      can't use it. An expression may call a function with every row's values, of whichever Customer.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the key %I with %s', x.relname, (
              select string_agg(case when m.attnum = 0 then 'an expression' else 'the nullable column '
                  || quote_ident(a.attname) end, ', ')
                from unnest(i.indkey[0:i.indnkeyatts - 1]) m (attnum)
                left join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum
               where m.attnum = 0 or not a.attnotnull)) as found,
       coalesce((select string_agg(format('alter table %I.%I alter %I set not null;', n.nspname, c.relname, a.attname), E'\n')
                   from unnest(i.indkey[0:i.indnkeyatts - 1]) m (attnum)
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum and not a.attnotnull
                  where 0 <> all (i.indkey[0:i.indnkeyatts - 1])),
                      case when k.conname is null then format('drop index %I.%I;', xn.nspname, x.relname)
            else format('alter table %I.%I drop constraint %I;', n.nspname, c.relname, k.conname) end) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
  join pg_index i on i.indrelid = c.oid
  join pg_class x on x.oid = i.indexrelid
  join pg_namespace xn on xn.oid = x.relnamespace
  left join pg_attribute first on first.attrelid = c.oid and first.attnum = i.indkey[0]
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
 where (i.indisunique or i.indisexclusion)
   and exists (select from unnest(i.indkey[0:i.indnkeyatts - 1]) m (attnum)
                 left join pg_attribute a on a.attrelid = c.oid and a.attnum = m.attnum
                where m.attnum = 0 or not a.attnotnull)
   and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
 order by 1, 2;
