-- The columns, constraints and triggers of the layer's tables as the migrations have made them, as the list in
-- db/gate/table-changed.sql. Partitions have those of their parents; what Flyway makes is its own.
select string_agg(format('    (%L, %L, %L, %L)', table_name, kind, name, definition), E',\n' order by table_name, kind, name)
  from (select format('%I.%I', n.nspname, c.relname) as table_name, part.*
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         cross join lateral (
               select 'column' as kind, a.attname::text as name,
                      format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                      || coalesce(case a.attgenerated when '' then ' default ' else ' generated always as ' end
                                  || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g'), '') as definition
                 from pg_attribute a
                 left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               union all
               select 'constraint', k.conname, regexp_replace(pg_get_constraintdef(k.oid), '\s+', ' ', 'g')
                 from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0
               union all
               select 'trigger', g.tgname, regexp_replace(pg_get_triggerdef(g.oid), '\s+', ' ', 'g')
                 from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal) part
         where n.nspname in ('tenancy', 'gateway', 'audit', 'panel', 'stage', 'relay', 'quoting', 'agent', 'usage', 'analytics', 'privacy', 'support')
           and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'flyway_schema_history') made;
