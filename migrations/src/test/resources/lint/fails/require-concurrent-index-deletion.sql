drop index stage.dashboard_title;
