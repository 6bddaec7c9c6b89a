-- Quoting: what was sent, revision by revision. The runtime role inserts it and can't change or delete it, but for what
-- the recipient has decided; and that moves one way only, by whoever the scope says decides.
--
-- The lines come first: each follows the one before, and what was sent names its last line. So it has exactly that many,
-- and what somebody adds behind them isn't part of it. Sums are the application's; they never change either.
create table quoting.sent_line (
    customer_id       uuid    not null default tenancy.current_customer(),
    quote_id          uuid    not null,
    revision          integer not null check (revision > 0),
    position          integer not null check (position between 1 and 500),
    previous_position integer not null generated always as (greatest(position - 1, 1)) stored,
    currency          text    not null,
    description       text    not null check (length(description) between 1 and 2000),
    quantity          numeric not null,
    unit_price        numeric not null,
    discount_percent  numeric not null,
    tax_percent       numeric not null,
    -- Times 0.01, as a product is exact and a quotient may be rounded before round() sees it.
    net               numeric not null generated always as (
        round(quantity * unit_price * (100 - discount_percent) * 0.01, quoting.currency_decimals(currency))) stored,
    constraint sent_line_currency_is_one_of_iso_4217 check (quoting.currency_decimals(currency) is not null),
    constraint sent_line_quantity_range
        check (quantity > 0 and quantity < 1000000000 and quantity = round(quantity, 3)),
    constraint sent_line_unit_price_range
        check (unit_price >= 0 and unit_price < 100000000000 and unit_price = round(unit_price, 4)),
    constraint sent_line_discount_percent_range
        check (discount_percent >= 0 and discount_percent <= 100 and discount_percent = round(discount_percent, 2)),
    constraint sent_line_tax_percent_range
        check (tax_percent >= 0 and tax_percent <= 100 and tax_percent = round(tax_percent, 4)),
    primary key (customer_id, quote_id, revision, position),
    -- What the line after it refers to, and of the last line its quote.
    unique (customer_id, quote_id, revision, position, currency),
    constraint sent_line_follows_the_one_before
        foreign key (customer_id, quote_id, revision, previous_position, currency)
        references quoting.sent_line (customer_id, quote_id, revision, position, currency),
    constraint sent_line_is_of_a_numbered_quote
        foreign key (customer_id, quote_id) references quoting.quote_number (customer_id, quote_id)
);
comment on table quoting.sent_line is 'Lines of what was sent, never changed: 1 to the line_count of its row in quoting.sent_quote';
comment on column quoting.sent_line.previous_position is 'the line before, which has to be there; the first refers to itself';
comment on column quoting.sent_line.net is 'quantity times price less discount, rounded half up to the currency''s decimals, by the database';
select tenancy.protect('quoting.sent_line', 'customer_data', 'as long as its quote',
    array['select', 'insert(customer_id, quote_id, revision, position, currency, description, quantity, unit_price, '
                    'discount_percent, tax_percent)']);

create table quoting.sent_quote (
    customer_id     uuid        not null default tenancy.current_customer(),
    quote_id        uuid        not null,
    revision        integer     not null check (revision > 0),
    quote_revision  integer     not null,
    quote_draft     boolean     not null default false,
    replaced        boolean     not null generated always as (quote_revision > revision) stored,
    number          integer     not null,
    title           text        not null check (length(title) between 1 and 200),
    recipient_name  text        not null check (length(recipient_name) between 1 and 200),
    recipient_email text        not null,
    currency        text        not null,
    valid_until     date        not null,
    terms           text        not null check (length(terms) <= 10000),
    line_count      integer     not null check (line_count between 1 and 500),
    net             numeric     not null,
    tax             numeric     not null,
    gross           numeric     not null generated always as (net + tax) stored,
    sent_at         timestamptz not null,
    sent_by         text        not null default tenancy.current_actor() check (length(sent_by) between 1 and 100),
    status          text        not null default 'sent' check (status in ('sent', 'accepted', 'declined', 'expired', 'withdrawn')),
    decided_at      timestamptz,
    decided_by      text        check (length(decided_by) between 1 and 100),
    constraint sent_quote_recipient_email_shape check (recipient_email = lower(recipient_email)
        and length(recipient_email) <= 254 and recipient_email ~ '^[^@\s]+@[^@\s]+$'),
    constraint sent_quote_currency_is_one_of_iso_4217 check (quoting.currency_decimals(currency) is not null),
    constraint sent_quote_valid_until_range check (valid_until between date '2000-01-01' and date '2999-12-31'),
    constraint sent_quote_net_is_of_its_currency
        check (net >= 0 and net = round(net, quoting.currency_decimals(currency))),
    constraint sent_quote_tax_is_of_its_currency
        check (tax >= 0 and tax = round(tax, quoting.currency_decimals(currency))),
    -- Neither of them is negative, so this bounds both, and keeps NaN and Infinity out.
    constraint sent_quote_gross_limit check (net + tax < 1000000000000000),
    constraint sent_quote_is_valid_when_sent check (valid_until >= (sent_at at time zone 'UTC')::date),
    constraint sent_quote_is_decided_once
        check ((status = 'sent') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
    constraint sent_quote_is_accepted_while_valid
        check (status <> 'accepted' or valid_until >= (decided_at at time zone 'UTC')::date),
    constraint sent_quote_expires_after_its_last_day
        check (status <> 'expired' or valid_until < (decided_at at time zone 'UTC')::date),
    constraint sent_quote_is_of_no_later_revision check (revision <= quote_revision),
    constraint sent_quote_is_no_draft check (replaced or not quote_draft),
    constraint sent_quote_stays_while_open_or_accepted check (not replaced or status not in ('sent', 'accepted')),
    primary key (customer_id, quote_id, revision),
    unique (customer_id, number, revision),
    constraint sent_quote_has_its_number
        foreign key (customer_id, quote_id, number) references quoting.quote_number (customer_id, quote_id, number),
    constraint sent_quote_has_its_lines
        foreign key (customer_id, quote_id, revision, line_count, currency)
        references quoting.sent_line (customer_id, quote_id, revision, position, currency),
    -- Cascades, so that the constraints above are asked when the quote is to be revised: what is open or accepted refuses.
    constraint sent_quote_holds_its_quote
        foreign key (customer_id, quote_id, quote_revision, quote_draft)
        references quoting.quote (customer_id, quote_id, revision, draft) on update cascade
);
-- One at a time, which the primary key and what replaced is made of say already.
create unique index sent_quote_is_the_only_one on quoting.sent_quote (customer_id, quote_id) where not replaced;
create index sent_quote_by_status on quoting.sent_quote (customer_id, status, quote_id) where not replaced;
create index sent_quote_due on quoting.sent_quote (customer_id, valid_until, quote_id) where status = 'sent';
comment on table quoting.sent_quote is 'A revision of a quote as it was sent, and what has become of it';
comment on column quoting.sent_quote.number is 'the same in all revisions of a quote';
comment on column quoting.sent_quote.quote_revision is 'revision of the quote, now';
comment on column quoting.sent_quote.quote_draft is 'whether the quote is a draft, now';
comment on column quoting.sent_quote.replaced is 'whether the quote has been revised since, so that this no longer counts';
comment on column quoting.sent_quote.line_count is 'how many lines it has in quoting.sent_line';
comment on column quoting.sent_quote.net is 'sum of its lines'' net amounts, in the currency''s decimals';
comment on column quoting.sent_quote.tax is 'for each rate, the sum of its lines'' net amounts times the rate, rounded half up to the currency''s decimals; added up';
comment on column quoting.sent_quote.sent_by is 'actor of the scope that sent it, from its token';
comment on column quoting.sent_quote.status is 'from sent to one of the others, once; withdrawn: it was taken back before anybody had decided';
comment on column quoting.sent_quote.decided_at is 'when it was accepted, declined, withdrawn, or found expired';
comment on column quoting.sent_quote.decided_by is 'actor of the scope that did so; the database takes no other';

create trigger sent_quote_status_moves_once before update on quoting.sent_quote for each row
    when (old.status <> 'sent' and new.status <> old.status)
    execute function tenancy.refuse_change();
create trigger sent_quote_decision_stays before update on quoting.sent_quote for each row
    when (old.status <> 'sent' and (old.decided_at, old.decided_by) is distinct from (new.decided_at, new.decided_by))
    execute function tenancy.refuse_change();
create trigger sent_quote_is_decided_by_its_actor before update on quoting.sent_quote for each row
    when (new.decided_by is distinct from old.decided_by and new.decided_by is distinct from tenancy.current_actor())
    execute function tenancy.refuse_change();

select tenancy.protect('quoting.sent_quote', 'customer_data', 'as long as the Customer is active',
    array['select',
          'insert(customer_id, quote_id, revision, quote_revision, number, title, recipient_name, recipient_email, currency, '
          'valid_until, terms, line_count, net, tax, sent_at)',
          'update(status, decided_at, decided_by)']);
