-- What belongs to an extension is a superuser's, and in the extension's own schema
--
-- Severity: error
-- Closes: O1 O3
-- Why: Most rules leave to an extension what is its own. ALTER EXTENSION … ADD makes a member of anything that whoever
--      applies migrations owns, such as a function that runs with its owner's rights. What an extension itself makes
--      belongs to a superuser, also where operant_owner has installed it.
select member.identity as object,
       format('belongs to %s, and to the extension %I', coalesce(owner.rolname, 'a superuser'), x.extname) as found,
       format('alter extension %I drop %s %s;', x.extname, case member.type
           when 'aggregate' then 'routine' when 'function' then 'routine' when 'procedure' then 'routine'
           else member.type end, member.identity) as mend
  from pg_depend d
  join pg_extension x on x.oid = d.refobjid
  -- A superuser who made the database owns what is in no list of dependencies.
  left join pg_shdepend s on s.classid = d.classid and s.objid = d.objid and s.objsubid = 0 and s.deptype = 'o'
                         and s.dbid = (select b.oid from pg_database b where b.datname = current_database())
  left join pg_roles owner on owner.oid = s.refobjid
 cross join lateral pg_identify_object(d.classid, d.objid, 0) member
  left join pg_namespace n on n.nspname = member.schema
 where d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass
   -- A type takes its array's along.
   and not exists (select from pg_depend i
                     join pg_depend whole on (whole.classid, whole.objid) = (i.refclassid, i.refobjid)
                    where (i.classid, i.objid, i.deptype, whole.deptype) = (d.classid, d.objid, 'i', 'e'))
   and (owner.rolname ~ '^operant_'
     or not owner.rolsuper and pg_has_role(to_regrole('operant_migrator'), owner.oid, 'member')
     or n.oid <> x.extnamespace and n.nspname !~ '^pg_' and not exists (
            select from pg_depend made where made.classid = 'pg_namespace'::regclass and made.objid = n.oid
               and made.deptype = 'e'))
 order by 1;
