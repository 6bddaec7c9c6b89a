alter table stage.dashboard add constraint one_title unique (customer_id, title);
