-- Every migration was applied to its end
--
-- Severity: error
-- Needs: relation tenancy.flyway_schema_history
-- Why: One that can't run in a transaction, such as CREATE INDEX CONCURRENTLY, has failed halfway; none is applied after it.
select format('migration %s', h.version) as object,
       format('has failed at %s: %s', date_trunc('second', h.installed_on), h.description) as found,
       format(E'-- undo what is there of it, then:\ndelete from tenancy.flyway_schema_history where installed_rank = %s;',
              h.installed_rank) as mend
  from tenancy.flyway_schema_history h
 where not h.success
 order by h.installed_rank;
