-- No table or view has a rewrite rule
--
-- Severity: error
-- Closes: O1
-- Why: A rule replaces a statement by others that its author wrote, with the rights of the relation's owner, before any
--      policy is asked. On a view that holds also where the view itself runs with its caller's.
select format('%I.%I', n.nspname, c.relname) as object,
       format('has the rule %I: %s', w.rulename, pg_get_ruledef(w.oid)) as found,
       format('drop rule %I on %I.%I;', w.rulename, n.nspname, c.relname) as mend
  from pg_rewrite w
  join pg_class c on c.oid = w.ev_class
  join pg_namespace n on n.oid = c.relnamespace
   -- the query of a view itself
 where not (w.rulename = '_RETURN' and w.ev_type = '1' and c.relkind in ('v', 'm'))
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1, 2;
