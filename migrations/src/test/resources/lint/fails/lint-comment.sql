-- lint: ignore ban-drop-table
drop table stage.dashboard;
