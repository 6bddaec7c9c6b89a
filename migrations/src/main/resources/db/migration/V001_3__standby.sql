-- Reads on a streaming standby. Verifying a token only reads, so a session is isolated there by the same policies as on the
-- primary, as of what the standby has replayed. What differs is how old that is: so the layer binds a read there by a
-- function that first asks how much has been replayed, in the round trip of the statement that it is for, and takes the
-- primary where this refuses. See docs/adr/0012.
--
-- It runs with its caller's rights, as it asks nothing that PostgreSQL doesn't tell everybody.
create function tenancy.bind_on_standby(token text, at_most interval, after text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- The primary's clock, as it wrote the last commit or rollback that was replayed: whatever was committed before that
    -- comes before it in the log. It stays as it is where nothing arrives any more, however much of what arrived was
    -- replayed. It is null after a start, until the first one.
    replayed constant timestamptz := pg_last_xact_replay_timestamp();
    clock    constant timestamptz := clock_timestamp();
    number   xid8;
begin
    if not pg_is_in_recovery() then
        raise exception using errcode = 'OP426', message = 'operant: this server is no standby';
    end if;
    -- A commit from the future means that the clocks differ, and then the difference to ours says nothing.
    if (replayed between clock - at_most and clock + interval '100 ms') is not true then
        raise exception using errcode = 'OP425', message = 'operant: this standby is behind';
    end if;
    if after is not null then
        number := split_part(after, '.', 1)::xid8;
        -- That it is committed shows only by its status; a standby's snapshot doesn't list who is at work. A number that is
        -- too old to be asked for was replayed long ago. The time tells apart numbers that two primaries gave, before and
        -- after a failover: a standby that was left behind has replayed nothing from after it.
        if (case when replayed >= to_timestamp(split_part(after, '.', 2)::bigint / 1000.0)
                  and number < pg_snapshot_xmax(pg_current_snapshot())
                  -- Or the statement's snapshot would be this one's, which is older than the answer.
                  and current_setting('transaction_isolation') = 'read committed'
                 then coalesce(pg_xact_status(number), 'committed') = 'committed' end) is not true then
            raise exception using errcode = 'OP425', message = 'operant: this standby is behind';
        end if;
    end if;
    perform tenancy.bind(token, true);
end $$;
comment on function tenancy.bind_on_standby(text, interval, text) is
    'Binds a read on a standby that has replayed all that was committed longer ago than an interval, and a commit if one is given as number.milliseconds; OP425 where it hasn''t, OP426 where this is no standby';
grant execute on function tenancy.bind_on_standby(text, interval, text) to operant_runtime;
