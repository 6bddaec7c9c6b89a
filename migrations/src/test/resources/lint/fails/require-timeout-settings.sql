set lock_timeout = '0';
