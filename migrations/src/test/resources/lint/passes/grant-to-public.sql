revoke all on stage.dashboard from public;
grant select on stage.dashboard to operant_runtime;
