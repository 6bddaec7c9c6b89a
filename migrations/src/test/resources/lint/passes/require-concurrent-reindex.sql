reindex index concurrently stage.dashboard_title;
