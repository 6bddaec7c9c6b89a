-- A Customer whose grace period is over is erased
--
-- Severity: advice
-- Needs: relation tenancy.lifecycle
-- Why: The privacy policy promises deletion within a reasonable period after termination.
select format('Customer %s', l.customer_id) as object,
       format('could be erased since %s', l.erase_after::date) as found,
       format('call privacy.erase(%L, ''NAME'', ''REASON'');', l.customer_id) as mend
  from tenancy.lifecycle l
 where l.state = 'terminated' and l.erase_after < now() - interval '14 days'
   and not exists (select from tenancy.legal_hold h
                    where h.customer_id = l.customer_id and h.lifted_at is null and h.ends_at > now())
 order by l.erase_after;
