drop table stage.dashboard;
