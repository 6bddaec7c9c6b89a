-- Stage: the end users of a Customer's dashboards, and the links by which they look at one (STG-3). They have no account.
-- A link is given to somebody: its viewer. When the viewer or the dashboard is deleted, the link goes with it.
create table stage.viewer (
    customer_id uuid        not null default tenancy.current_customer() references tenancy.customer,
    viewer_id   uuid        not null,
    name        text        not null check (length(name) between 1 and 200),
    email       text        check (email = lower(email) and length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    note        text        not null default '' check (length(note) <= 2000),
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    version     bigint      not null default 1 check (version > 0),
    primary key (customer_id, viewer_id)
);
create index viewer_by_name on stage.viewer (customer_id, name, viewer_id);
comment on table stage.viewer is 'Viewer: an end user of the Customer''s dashboards, who doesn''t sign in (STG-3)';
comment on column stage.viewer.name is 'a person, or whoever passes where a dashboard hangs; several may have the same';
comment on column stage.viewer.email is 'where the Customer reaches the person, in lower case; NULL where it needn''t';
comment on column stage.viewer.note is 'what the Customer wants to remember about the viewer';
comment on column stage.viewer.version is 'optimistic lock, one more at each update';
select tenancy.protect('stage.viewer', 'customer_data', 'as long as the Customer is active, or until deleted by it');

create table stage.share_link (
    customer_id  uuid        not null default tenancy.current_customer(),
    link_id      uuid        not null,
    dashboard_id uuid        not null,
    viewer_id    uuid        not null,
    label        text        not null default '' check (length(label) <= 200),
    state        text        not null default 'live' check (state in ('live', 'revoked')),
    created_at   timestamptz not null default now(),
    created_by   text        not null default tenancy.current_actor() check (length(created_by) between 1 and 100),
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    version      bigint      not null default 1 check (version > 0),
    check (expires_at > created_at),
    check ((state = 'live') = (revoked_at is null)),
    primary key (customer_id, link_id),
    foreign key (customer_id, dashboard_id) references stage.dashboard on delete cascade,
    foreign key (customer_id, viewer_id) references stage.viewer on delete cascade
);
create index share_link_by_dashboard on stage.share_link (customer_id, dashboard_id, created_at, link_id);
create index share_link_by_viewer on stage.share_link (customer_id, viewer_id, created_at, link_id);
create trigger share_link_revoked_for_good before update on stage.share_link for each row
    when (old.state = 'revoked') execute function tenancy.refuse_change();
comment on table stage.share_link is 'Link that shows a viewer what is published of a dashboard (STG-3); its token is in the gateway, hashed';
comment on column stage.share_link.label is 'what the Customer calls it; may be empty';
comment on column stage.share_link.state is 'live until it is revoked, for good; one that has expired shows nothing either';
comment on column stage.share_link.created_by is 'actor of the scope that made it, from the sealed token: an insert can''t name another';
comment on column stage.share_link.version is 'optimistic lock, one more at each change';
select tenancy.protect('stage.share_link', 'customer_data', 'as long as its dashboard and its viewer exist',
    array['select', 'insert(customer_id, link_id, dashboard_id, viewer_id, label, created_at, expires_at)',
          'update(label, state, expires_at, revoked_at, version)', 'delete']);
