-- Somebody vouches for every function that runs with its owner's rights
--
-- Severity: error
-- Closes: O3
-- Needs: relation tenancy.vouched_function
-- Why: SECURITY DEFINER is the one way past a missing grant: what such a function returns or writes, its caller gets.
--      Each is a decision, is attacked by the suite, and counts as it was when it was made.
select p.oid::regprocedure::text as object,
       case when v.signature is null then format('runs with the rights of %s, and nobody vouches for it',
           pg_get_userbyid(p.proowner))
            else 'was changed since somebody vouched for it' end as found,
       format(E'-- after reading it:\nselect tenancy.vouch(%L, ''why its caller may have its owner''''s rights'');',
           p.oid::regprocedure) as mend
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  left join tenancy.vouched_function v on v.signature = p.oid::regprocedure::text
 where p.prosecdef and p.prokind in ('f', 'p', 'w') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and v.fingerprint is distinct from encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex')
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
