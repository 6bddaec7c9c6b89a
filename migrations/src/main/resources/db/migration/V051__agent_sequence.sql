-- Agent: sequences, which say what is written to a contact and how long after its enrolment. What has been scheduled from
-- a step is a message of its own (V052): editing a sequence changes what is scheduled from then on, never what already is.
create table agent.sequence (
    customer_id uuid        not null default tenancy.current_customer() references tenancy.customer,
    sequence_id uuid        not null,
    name        text        not null check (length(name) between 1 and 200),
    active      boolean     not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    version     bigint      not null default 1 check (version > 0),
    primary key (customer_id, sequence_id)
);
create index sequence_by_name on agent.sequence (customer_id, name, sequence_id);
comment on table agent.sequence is 'Sequence of follow-up messages (AGT-1); its steps are in agent.sequence_step';
comment on column agent.sequence.active is 'whether contacts can be enrolled; those who are get their messages all the same';
comment on column agent.sequence.version is 'optimistic lock of the sequence and its steps together, one more at each change';
select tenancy.protect('agent.sequence', 'customer_data', 'as long as the Customer is active, or until deleted by it');

create table agent.sequence_step (
    customer_id   uuid    not null default tenancy.current_customer(),
    sequence_id   uuid    not null,
    position      integer not null check (position between 1 and 50),
    delay_minutes integer not null check (delay_minutes between 0 and 527040),
    subject       text    not null check (length(subject) >= 1 and length(subject) <= 998 and subject !~ '[[:cntrl:]]'),
    body          text    not null check (octet_length(body) <= 102400),
    primary key (customer_id, sequence_id, position),
    foreign key (customer_id, sequence_id) references agent.sequence on delete cascade
);
comment on table agent.sequence_step is 'Step of a sequence: what is written, and when';
comment on column agent.sequence_step.position is '1, 2, 3… in the order of the sequence';
comment on column agent.sequence_step.delay_minutes is 'from the enrolment on, at most 366 days';
comment on column agent.sequence_step.subject is 'template of the subject, on one line; what it means is up to who enrols';
comment on column agent.sequence_step.body is 'template of the body, at most 100 KiB';
select tenancy.protect('agent.sequence_step', 'customer_data', 'as long as its sequence, or until the sequence is given other steps');

create table agent.enrolment (
    customer_id  uuid        not null default tenancy.current_customer(),
    enrolment_id uuid        not null,
    sequence_id  uuid        not null,
    contact_id   uuid        not null,
    state        text        not null default 'active' check (state in ('active', 'completed', 'cancelled')),
    enrolled_at  timestamptz not null check (isfinite(enrolled_at)),
    ended_at     timestamptz,
    constraint enrolment_ended check ((state = 'active') = (ended_at is null)),
    primary key (customer_id, enrolment_id),
    foreign key (customer_id, sequence_id) references agent.sequence on delete cascade,
    foreign key (customer_id, contact_id) references agent.contact on delete cascade
);
create unique index enrolment_once on agent.enrolment (customer_id, sequence_id, contact_id) where state = 'active';
create index enrolment_by_sequence on agent.enrolment (customer_id, sequence_id, enrolled_at, enrolment_id);
create index enrolment_by_contact on agent.enrolment (customer_id, contact_id, enrolled_at, enrolment_id);
comment on table agent.enrolment is 'A contact in a sequence: once at a time, which the index enrolment_once holds under concurrency, too';
comment on column agent.enrolment.state is
    'active; completed, found when the contact is enrolled anew and no message is open any more; cancelled. The last two are final';
comment on column agent.enrolment.enrolled_at is 'what the delays of the steps are counted from';

create trigger enrolment_ends_once before update on agent.enrolment
    for each row when (old.state <> 'active') execute function tenancy.refuse_change();

select tenancy.protect('agent.enrolment', 'customer_data', 'as long as both its contact and its sequence exist',
    '{select,"insert(customer_id, enrolment_id, sequence_id, contact_id, enrolled_at)","update(state, ended_at)"}');
