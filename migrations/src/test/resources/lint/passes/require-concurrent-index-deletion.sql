drop index concurrently if exists stage.dashboard_title;
