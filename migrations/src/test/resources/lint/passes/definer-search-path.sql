create function signage.count_all() returns bigint language sql security definer
    set search_path = pg_catalog, pg_temp
begin atomic
    select case when true then 1 end;
end;
