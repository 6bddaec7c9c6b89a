alter table stage.dashboard rename constraint short to brief;
