alter table stage.dashboard add constraint dashboard_pkey primary key using index dashboard_key;
