-- No table at all.

create schema memo;
grant usage on schema memo to operant_runtime;
