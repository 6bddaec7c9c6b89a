create index concurrently a on stage.dashboard (customer_id, title);
