-- An erasure that was begun is finished
--
-- Severity: error
-- Needs: relation privacy.erasure
-- Why: The Customer was told that its data goes. The job was interrupted and nobody has run it again.
select format('Customer %s', e.customer_id) as object,
       format('is being erased since %s, in %s steps', date_trunc('second', e.started_at), e.steps) as found,
       format('call privacy.erase(%L, %L, %L);', e.customer_id, e.ordered_by, e.reason) as mend
  from privacy.erasure e
 where e.finished_at is null and e.started_at < now() - interval '1 day'
 order by e.started_at;
