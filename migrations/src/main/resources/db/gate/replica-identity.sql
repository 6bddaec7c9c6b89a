-- Tenant tables keep their default replica identity
--
-- Severity: advice
-- Closes: E1
-- Needs: relation tenancy.tenant_table
-- Why: FULL and USING INDEX write more of each old row into the log than its primary key, where logical decoding shows
--      it to whoever replicates.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has replica identity %s',
           case c.relreplident when 'f' then 'full' when 'i' then 'using index' else 'nothing' end) as found,
       format('alter table %I.%I replica identity default;', n.nspname, c.relname) as mend
  from tenancy.tenant_table t
  join pg_namespace n on n.nspname = t.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
 where c.relreplident <> 'd'
 order by 1;
