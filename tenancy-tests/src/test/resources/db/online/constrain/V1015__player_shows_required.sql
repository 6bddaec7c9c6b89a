-- The CHECK has proven it, so no row is read.

alter table signage.player alter column shows_id set not null;
