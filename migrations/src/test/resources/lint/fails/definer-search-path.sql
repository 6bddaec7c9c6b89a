create function signage.count_all() returns bigint language sql security definer
    return 1;
