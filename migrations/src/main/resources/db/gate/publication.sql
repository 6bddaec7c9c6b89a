-- No publication holds a tenant table
--
-- Severity: error
-- Closes: E1
-- Why: Logical replication sends every Customer's rows to whoever subscribes; policies are not asked.
select format('publication %I', p.pubname) as object,
       case when p.puballtables then 'sends all tables'
            else format('sends %s', (select string_agg(format('%I.%I', t.schemaname, t.tablename), ', ' order by t.schemaname,
                t.tablename)
                                       from pg_publication_tables t where t.pubname = p.pubname)) end as found,
       format('drop publication %I;', p.pubname) as mend
  from pg_publication p
 where p.puballtables or exists (select from pg_publication_tables t where t.pubname = p.pubname)
    or exists (select from pg_publication_namespace s where s.pnpubid = p.oid)
 order by 1;
