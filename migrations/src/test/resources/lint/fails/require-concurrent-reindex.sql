reindex index stage.dashboard_title;
