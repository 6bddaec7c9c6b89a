alter role operant_runtime bypassrls;
