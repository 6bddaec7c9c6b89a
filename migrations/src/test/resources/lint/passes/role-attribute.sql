alter role operant_runtime set statement_timeout = '1min';
