-- Everything belongs to operant_owner, or to the owner of its schema's functions
--
-- Severity: error
-- Closes: R1 R2
-- Why: The owner of a table may drop its policies, the owner of a function replace it, the owner of a schema drop what
--      is in it.
select owned.object, format('belongs to %s', pg_get_userbyid(owned.owner)) as found,
       format('alter %s %s owner to operant_owner;', owned.kind, owned.object) as mend
  from (select format('%I.%I', n.nspname, c.relname) as object, c.relowner as owner, n.nspname,
               case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                   when 'f' then 'foreign table'
                              else 'table' end as kind, 'pg_class'::regclass::oid as classid, c.oid
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relpersistence <> 't'
        union all
        select p.oid::regprocedure::text, p.proowner, n.nspname,
            case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, 'pg_proc'::regclass, p.oid
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        union all
        select format('%I.%I', n.nspname, y.typname), y.typowner, n.nspname,
            case y.typtype when 'd' then 'domain' else 'type' end, 'pg_type'::regclass, y.oid
          from pg_type y join pg_namespace n on n.oid = y.typnamespace
         where (y.typtype in ('d', 'e', 'r', 'b') and y.typelem = 0
             or exists (select from pg_class c where c.oid = y.typrelid and c.relkind = 'c'))
        union all
        select quote_ident(n.nspname), n.nspowner, n.nspname, 'schema', 'pg_namespace'::regclass, n.oid from pg_namespace n
        union all
        select format('%I.%I', n.nspname, s.stxname), s.stxowner, n.nspname, 'statistics', 'pg_statistic_ext'::regclass, s.oid
          from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
        union all
        select quote_ident(d.datname), d.datdba, 'tenancy', 'database', 'pg_database'::regclass, d.oid from pg_database d
            where d.datname = current_database()) owned
 where owned.nspname !~ '^pg_' and owned.nspname <> 'information_schema'
   and pg_get_userbyid(owned.owner) <> 'operant_owner'
   and (owned.nspname, pg_get_userbyid(owned.owner)) not in (('gateway', 'operant_gateway'), ('analytics', 'operant_aggregator'),
       ('public', 'pg_database_owner'))
   and not exists (select from pg_depend e where e.classid = owned.classid and e.objid = owned.oid and e.deptype = 'e')
 order by 1;
