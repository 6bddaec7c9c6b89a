-- The operating system sorts as it did when the indexes were built
--
-- Severity: error
-- Why: After an upgrade of the system, or a restore on another one, an index on text is in the wrong order: rows aren't
--      found, and unique ones come in twice.
select format('database %I', d.datname) as object,
       format('was made with collation version %s; the system has %s', d.datcollversion,
              pg_database_collation_actual_version(d.oid)) as found,
       format(E'reindex database %I;\nalter database %1$I refresh collation version;', d.datname) as mend
  from pg_database d
 where d.datcollversion <> pg_database_collation_actual_version(d.oid)
 order by 1;
