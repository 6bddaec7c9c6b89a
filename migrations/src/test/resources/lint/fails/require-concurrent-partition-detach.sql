alter table usage.event detach partition usage.event_20260101;
