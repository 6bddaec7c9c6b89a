-- A tenant table is granted to the runtime role as registered, to the operator's jobs, and a partition to nobody
--
-- Severity: error
-- Closes: O4 R6 W2
-- Needs: relation tenancy.tenant_table
-- Why: Policies say which rows; grants say who and what. TRUNCATE and REFERENCES pass by every policy, TRIGGER puts
--      code into everybody's statements, and a partition that is granted can be read as a table of its own.
with granted as (
    select c.oid, c.relispartition, c.relowner, n.nspname, c.relname, t.privileges, null::name as attname, a.grantee,
        lower(a.privilege_type) as privilege
      from tenancy.tenant_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
     cross join lateral aclexplode(c.relacl) a
    union all
    select c.oid, c.relispartition, c.relowner, n.nspname, c.relname, t.privileges, k.attname, a.grantee, lower(a.privilege_type)
      from tenancy.tenant_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name and c.relkind in ('r', 'p')
      join pg_attribute k on k.attrelid = c.oid and not k.attisdropped
     cross join lateral aclexplode(k.attacl) a)
select format('%I.%I', g.nspname, g.relname) as object,
       format('grants %s%s to %s%s', g.privilege, ' (' || quote_ident(g.attname) || ')',
           coalesce(nullif(g.grantee, 0)::regrole::text, 'PUBLIC'),
              case when g.relispartition then ', and is a partition' else '' end) as found,
       format('revoke %s%s on %I.%I from %s;', g.privilege, ' (' || quote_ident(g.attname) || ')', g.nspname, g.relname,
           coalesce(nullif(g.grantee, 0)::regrole::text, 'public')) as mend
  from granted g
 where g.grantee <> g.relowner
   and not (g.grantee = to_regrole('operant_runtime')::oid and not g.relispartition
            and case when g.attname is null then g.privilege = any (g.privileges)
                     else exists (select from unnest(g.privileges) p (registered)
                                   where p.registered like g.privilege || '(%'
                                     and g.attname = any (string_to_array(substring(p.registered from '\((.*)\)'),
                                         ', '))) end) is true
   -- Elevated roles read the columns of their purpose, by the class of each; nothing makes a credential one.
   and not (not g.relispartition and g.attname is not null and g.privilege = 'select'
            and (pg_get_userbyid(g.grantee), coalesce(
                (select k.data_class from tenancy.column_class k
                  where (k.schema_name, k.table_name, k.column_name) = (g.nspname, g.relname, g.attname)),
                (select t.data_class from tenancy.tenant_table t where (t.schema_name, t.table_name) = (g.nspname, g.relname))))
                in (('operant_support', 'account'), ('operant_support', 'customer_data'), ('operant_support', 'telemetry'),
                    ('operant_support', 'usage'), ('operant_auditor', 'audit'), ('operant_auditor', 'billing')))
   -- Operators' jobs reach one Customer at a time.
   and not (g.grantee = to_regrole('operant_operator')::oid and not g.relispartition and g.attname is null
            and g.privilege in ('select', 'delete'))
   -- What an erasure replaces in what is kept; the policy lets nothing else be written.
   and not (g.grantee = to_regrole('operant_operator')::oid and not g.relispartition and g.privilege = 'update'
            and exists (select from tenancy.pseudonym_rule p
                         where (p.schema_name, p.table_name, p.column_name) = (g.nspname, g.relname, g.attname)))
 order by 1, 2;
