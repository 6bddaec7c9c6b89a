-- Run by Flyway on each connection that it opens, whichever Flyway it is: every object belongs to operant_owner, and a
-- statement that can't get its lock gives up after 5 s instead of blocking everyone who queues behind it.
set role operant_owner;
set lock_timeout = '5s';
