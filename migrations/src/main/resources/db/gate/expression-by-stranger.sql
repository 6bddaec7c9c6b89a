-- Defaults, constraints, indexes and policies call functions of the layer and of PostgreSQL alone
--
-- Severity: error
-- Closes: S3 O3
-- Why: Such a function is called with row values in the middle of every Customer's statements. Who owns it can replace
--      it at any time, and needs no right on the table for it.
select format('%I.%I', n.nspname, c.relname) as object,
       format('%s calls %s, which belongs to %s', pg_describe_object(d.classid, d.objid, d.objsubid), p.oid::regprocedure,
           pg_get_userbyid(p.proowner)) as found,
       format(E'-- after reading what it does\nalter %s %s owner to operant_owner;',
           case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure) as mend
  from pg_depend d
  join pg_proc p on p.oid = d.refobjid and d.refclassid = 'pg_proc'::regclass
  left join pg_attrdef ad on d.classid = 'pg_attrdef'::regclass and ad.oid = d.objid
  left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
  left join pg_policy y on d.classid = 'pg_policy'::regclass and y.oid = d.objid
  left join pg_index i on d.classid = 'pg_class'::regclass and i.indexrelid = d.objid
  join pg_class c on c.oid = coalesce(ad.adrelid, nullif(k.conrelid, 0), y.polrelid, i.indrelid)
  join pg_namespace n on n.oid = c.relnamespace
 where p.pronamespace <> 'pg_catalog'::regnamespace
   and pg_get_userbyid(p.proowner) not in ('operant_owner', 'operant_gateway', 'operant_aggregator')
   and not exists (select from pg_depend x where x.classid = 'pg_proc'::regclass and x.objid = p.oid and x.deptype = 'e')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1, 2;
