-- There are no operators, casts, conversions and operator classes but PostgreSQL's own and extensions'
--
-- Severity: error
-- Closes: S3 O3
-- Why: A cast or an operator of one's own is called where a query shows none, and can make a condition mean something
--      else.
select made.object, 'is neither PostgreSQL''s own nor an extension''s' as found, format('drop %s;', made.object) as mend
  from (select 'operator ' || o.oid::regoperator::text as object, 'pg_operator'::regclass::oid as classid,
      o.oid from pg_operator o
        union all
        select format('cast (%s as %s)', format_type(c.castsource, null), format_type(c.casttarget, null)), 'pg_cast'::regclass,
            c.oid from pg_cast c
        union all
        select format('operator class %I.%I using %I', n.nspname, k.opcname, a.amname), 'pg_opclass'::regclass, k.oid
          from pg_opclass k join pg_namespace n on n.oid = k.opcnamespace join pg_am a on a.oid = k.opcmethod
        union all
        select format('conversion %I.%I', n.nspname, v.conname), 'pg_conversion'::regclass, v.oid from pg_conversion v
            join pg_namespace n on n.oid = v.connamespace
        union all
        select format('transform for %s language %I', format_type(f.trftype, null), l.lanname), 'pg_transform'::regclass, f.oid
          from pg_transform f join pg_language l on l.oid = f.trflang
        union all
        select format('access method %I', a.amname), 'pg_am'::regclass, a.oid from pg_am a) made
 where made.oid >= 16384 -- what initdb made has lower numbers
   and not exists (select from pg_depend e where e.classid = made.classid and e.objid = made.oid and e.deptype = 'e')
 order by 1;
