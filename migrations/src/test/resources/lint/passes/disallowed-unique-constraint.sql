alter table stage.dashboard add constraint one_title unique using index dashboard_title;
