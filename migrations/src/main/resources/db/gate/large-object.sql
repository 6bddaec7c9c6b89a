-- There is no large object
--
-- Severity: error
-- Closes: X1
-- Why: Row-level security can't be had for large objects. They belong to whoever made them, which is the login that all
--      requests share, and their numbers are given out in order.
select format('large object %s', l.oid) as object,
       format('belongs to %s', pg_get_userbyid(l.lomowner)) as found,
       format('select lo_unlink(%s);', l.oid) as mend
  from pg_largeobject_metadata l
 order by l.oid
 limit 100;
