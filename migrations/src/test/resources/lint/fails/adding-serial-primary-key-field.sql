alter table stage.dashboard add primary key (customer_id, dashboard_id);
