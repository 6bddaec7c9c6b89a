-- Run by Flyway on each connection that it opens, whichever Flyway it is: every object belongs to operant_owner, and a
-- statement that can't get its lock gives up after 5 s instead of blocking everyone who queues behind it. A migrator
-- that is stuck in a transaction loses it, and with it what it has locked.
--
-- Row-level security binds the owner too, and no policy lets it see all rows. With row_security off a statement that would
-- therefore read nothing fails (42501): an update that would change no row, and a new foreign key on a table that has
-- rows, which PostgreSQL would call valid without having looked at one. See docs/adr/0008.
set role operant_owner;
set lock_timeout = '5s';
set idle_in_transaction_session_timeout = '5min';
set row_security = off;
