-- Relay: which version of which dashboard is deployed to which screen, and since when (RLY-4).
--
-- The version that is deployed can't vanish: deleting its dashboard is refused until it is withdrawn. The history refers
-- to nothing of Stage, so that it keeps what was shown after its dashboard is gone. Nothing is deployed that isn't in it;
-- that something was withdrawn is there if the repository withdrew it.
create table relay.deployment_history (
    customer_id  uuid        not null default tenancy.current_customer(),
    screen_id    uuid        not null,
    changed_at   timestamptz not null,
    change       text        not null check (change in ('deployed', 'withdrawn')),
    dashboard_id uuid        not null,
    number       integer     not null check (number > 0),
    changed_by   text        not null default tenancy.current_actor() check (length(changed_by) between 1 and 100),
    primary key (customer_id, screen_id, changed_at),
    -- What a deployment refers to.
    constraint deployment_history_change unique (customer_id, screen_id, changed_at, change, dashboard_id, number),
    foreign key (customer_id, screen_id) references relay.screen on delete cascade
);
comment on table relay.deployment_history is 'What was deployed to a screen and withdrawn from it, when and by whom (RLY-4); rows never change';
comment on column relay.deployment_history.changed_at is 'later than every earlier change of the screen';
comment on column relay.deployment_history.dashboard_id is 'no foreign key: the dashboard may be deleted by now';
comment on column relay.deployment_history.changed_by is 'actor of the scope that changed it';
select tenancy.protect('relay.deployment_history', 'customer_data', 'as long as its screen exists',
    array['select', 'insert(customer_id, screen_id, changed_at, change, dashboard_id, number)']);

create table relay.deployment (
    customer_id  uuid        not null default tenancy.current_customer(),
    screen_id    uuid        not null,
    dashboard_id uuid        not null,
    number       integer     not null,
    deployed_at  timestamptz not null,
    deployed_by  text        not null default tenancy.current_actor() check (length(deployed_by) between 1 and 100),
    change       text        not null default 'deployed' check (change = 'deployed'),
    primary key (customer_id, screen_id),
    foreign key (customer_id, screen_id) references relay.screen on delete cascade,
    constraint deployment_of_version foreign key (customer_id, dashboard_id, number) references stage.dashboard_version,
    constraint deployment_is_in_the_history
        foreign key (customer_id, screen_id, deployed_at, change, dashboard_id, number)
        references relay.deployment_history (customer_id, screen_id, changed_at, change, dashboard_id, number)
);
create index deployment_by_version on relay.deployment (customer_id, dashboard_id, number, screen_id);
comment on table relay.deployment is 'What a screen shows now (RLY-4); deploying another version replaces the row';
comment on column relay.deployment.deployed_by is 'actor of the scope that deployed it';
comment on column relay.deployment.change is 'deployed, always: what makes the foreign key ask for that in the history';
select tenancy.protect('relay.deployment', 'customer_data', 'as long as it is deployed',
    array['select', 'insert(customer_id, screen_id, dashboard_id, number, deployed_at)', 'delete']);
