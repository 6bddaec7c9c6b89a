create index a on stage.dashboard (customer_id, title);
