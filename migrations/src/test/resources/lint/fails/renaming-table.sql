alter table stage.dashboard rename to board;
