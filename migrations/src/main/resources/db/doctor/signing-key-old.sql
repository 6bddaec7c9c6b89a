-- The signing key was rotated within ninety days
--
-- Severity: advice
-- Needs: relation tenancy.signing_key
-- Why: Whoever has got hold of a key makes tokens for any Customer until it is replaced.
select format('signing key %s', k.key_id) as object,
       format('signs since %s', k.created_at::date) as found,
       'select tenancy.rotate_signing_key(interval ''10 minutes'');' as mend
  from tenancy.signing_key k
 where k.accepted_until = 'infinity' and k.created_at < now() - interval '90 days';
