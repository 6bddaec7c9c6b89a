-- No table inherits from another, except as a partition
--
-- Severity: error
-- Closes: O4
-- Why: A query of the parent returns the child's rows under the parent's policies, not under the child's own; keys and
--      foreign keys hold for neither of them together.
select format('%I.%I', n.nspname, c.relname) as object,
       format('inherits from %I.%I', pn.nspname, p.relname) as found,
       format('alter table %I.%I no inherit %I.%I;', n.nspname, c.relname, pn.nspname, p.relname) as mend
  from pg_inherits h
  join pg_class c on c.oid = h.inhrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class p on p.oid = h.inhparent
  join pg_namespace pn on pn.oid = p.relnamespace
 where c.relkind in ('r', 'p', 'f') and not c.relispartition
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1;
