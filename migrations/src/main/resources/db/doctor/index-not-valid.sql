-- No index is invalid
--
-- Severity: error
-- Why: What CREATE INDEX CONCURRENTLY leaves behind when it fails: it costs every write, no query uses it, and a
--      unique one promises nothing.
select i.indexrelid::regclass::text as object,
       format('is an invalid index of %s', i.indrelid::regclass) as found,
       format('reindex index concurrently %s;', i.indexrelid::regclass) as mend
  from pg_index i
  join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
 where not i.indisvalid or not i.indisready
 order by 1;
