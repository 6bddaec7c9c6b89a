-- The signing key is the one that the functions name
--
-- Severity: error
-- Needs: relation tenancy.signing_key
-- Why: Function and table were restored each without the other: tokens are verified by the slow way, or by a key that
--      was replaced.
select 'tenancy.key_generation()' as object,
       format('says %s; the key that signs is of generation %s', tenancy.key_generation(),
              coalesce((select k.generation from tenancy.signing_key k where k.accepted_until = 'infinity')::text, 'none')) as found,
       'select tenancy.rotate_signing_key(interval ''0'');' as mend
 where tenancy.key_generation() is distinct from
       (select k.generation from tenancy.signing_key k where k.accepted_until = 'infinity');
