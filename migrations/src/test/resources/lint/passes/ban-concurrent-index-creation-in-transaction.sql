create index concurrently if not exists a on stage.dashboard (customer_id, title);
