package com.operanttechnologies.tenancytests.catalogue;

/** What is asked of {@code pg_catalog}. */
final class CatalogueQueries {

    static final String TABLES = """
            select c.oid, n.nspname, c.relname, c.relispartition,
                   array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
                          where has_table_privilege(?, c.oid, p)
                             or (p <> 'DELETE' and has_any_column_privilege(?, c.oid, p))) as privileges
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
               and (exists (select from tenancy.tenant_table t where t.schema_name = n.nspname and t.table_name = c.relname)
                 or exists (select from pg_attribute a
                             where a.attrelid = c.oid and a.attname = 'customer_id' and not a.attisdropped)
                    and (exists (select from aclexplode(c.relacl) g where g.grantee <> c.relowner)
                      or exists (select from pg_attribute a, aclexplode(a.attacl) g
                                  where a.attrelid = c.oid and g.grantee <> c.relowner)))
             order by n.nspname, c.relname""";

    static final String COLUMNS = """
            with recursive base as (
                select oid, oid as root, typtype, typbasetype, typname from pg_type
                union all
                select b.oid, t.oid, t.typtype, t.typbasetype, t.typname
                  from base b join pg_type t on b.typtype = 'd' and t.oid = b.typbasetype)
            select a.attname, format_type(a.atttypid, a.atttypmod), b.typname,
                   case when b.typname in ('varchar', 'bpchar') and a.atttypmod > 4 then a.atttypmod - 4 else 0 end,
                   not a.attnotnull, case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
                   a.attgenerated <> '' or a.attidentity = 'a',
                   array(select e.enumlabel::text from pg_enum e where e.enumtypid = b.root order by e.enumsortorder),
                   has_column_privilege(?, a.attrelid, a.attnum, 'INSERT'),
                   has_column_privilege(?, a.attrelid, a.attnum, 'UPDATE')
              from pg_attribute a
              join base b on b.oid = a.atttypid and b.typtype <> 'd'
              left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
             order by a.attnum""";

    static final String KEYS = """
            select i.indexrelid::regclass::text, i.indisprimary,
                   array(select a.attname::text from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality k (attnum, n)
                           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.n)
              from pg_index i
             where i.indrelid = ? and i.indisunique
             order by i.indisprimary desc, 1""";

    static final String FOREIGN_KEYS = """
            select f.conname, n.nspname, r.relname,
                   array(select a.attname::text from unnest(f.conkey) with ordinality k (attnum, n)
                           join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum order by k.n),
                   array(select a.attname::text from unnest(f.confkey) with ordinality k (attnum, n)
                           join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum order by k.n)
              from pg_constraint f
              join pg_class r on r.oid = f.confrelid
              join pg_namespace n on n.oid = r.relnamespace
             where f.conrelid = ? and f.contype = 'f' and not r.relispartition
             order by f.conname""";

    /** A domain's condition speaks of VALUE and partition bounds aren't conditions, so both are hints only. */
    static final String CHECKS = """
            select k.conname, pg_get_expr(k.conbin, k.conrelid), true,
                   array(select a.attname::text from unnest(k.conkey) c (attnum)
                           join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.attnum)
              from pg_constraint k
             where k.conrelid = ? and k.contype = 'c'
            union all
            select k.conname, pg_get_constraintdef(k.oid), false, array[a.attname::text]
              from pg_attribute a
              join pg_constraint k on k.contypid = a.atttypid and k.contype = 'c'
             where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
            union all
            select 'bounds of ' || h.inhrelid::regclass, pg_get_expr(c.relpartbound, c.oid), false,
                   array(select a.attname::text from unnest(p.partattrs) k (attnum)
                           join pg_attribute a on a.attrelid = p.partrelid and a.attnum = k.attnum)
              from pg_inherits h
              join pg_class c on c.oid = h.inhrelid and c.relispartition
              join pg_partitioned_table p on p.partrelid = h.inhparent
             where h.inhparent = ?""";

    private CatalogueQueries() {}
}
