-- The register of retention says of every table how long it is kept
--
-- Severity: error
-- Closes: R6
-- Needs: relation tenancy.retention_rule
-- Why: What nobody has decided about is kept for ever. The privacy policy promises an end for everything, and the
--      register of processing is made from these rules.
select format('%I.%I', n.nspname, c.relname) as object,
       case when r.table_name is null then 'has no rule in tenancy.retention_rule'
            when r.data_class is distinct from t.data_class and t.data_class is not null
            then format('is of class %s, and its rule is for %s', t.data_class, r.data_class)
            else format('starts the clock at %I, which is no column with a time', r.clock) end as found,
       case when r.table_name is null
            then format(E'-- say why there is such data and how long it is kept\n'
                        'insert into tenancy.retention_rule values (%L, %L, %L, ''to be said'', ''contract'', ''erasure'', null, %L);',
                        n.nspname, c.relname, coalesce(t.data_class, 'system'),
                        case when t.table_name is null then 'stays' else 'deleted with its Customer' end)
            when r.data_class is distinct from t.data_class and t.data_class is not null
            then format('update tenancy.retention_rule set data_class = %L where (schema_name, table_name) = (%L, %L);',
                        t.data_class, n.nspname, c.relname)
            else format(E'-- unless it ends by a column that is there\n'
                        'update tenancy.retention_rule set clock = ''erasure'', period = null, at_end = ''deleted with its Customer'' '
                        'where (schema_name, table_name) = (%L, %L);', n.nspname, c.relname) end as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join tenancy.tenant_table t on (t.schema_name, t.table_name) = (n.nspname, c.relname)
  left join tenancy.unscoped_table u on (u.schema_name, u.table_name) = (n.nspname, c.relname)
  left join tenancy.retention_rule r on (r.schema_name, r.table_name) = (n.nspname, c.relname)
 where c.relkind in ('r', 'p') and not c.relispartition and (t.table_name is not null or u.table_name is not null)
   and (r.table_name is null or r.data_class is distinct from coalesce(t.data_class, r.data_class)
        or (r.clock <> 'erasure' and not exists (select from pg_attribute a
                                                  where a.attrelid = c.oid and a.attname = r.clock and not a.attisdropped
                                                    and a.atttypid in ('timestamptz'::regtype, 'date'::regtype))))
 order by 1;
