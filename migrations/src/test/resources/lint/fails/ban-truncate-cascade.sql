truncate stage.dashboard cascade;
