-- Quoting: quotes (QUO-1). A quote is worked on as a draft, whose lines are here; what was sent is in V042, where it
-- can't be changed; the numbers of quotes are in V041.
--
--   draft ── send ──▶ sent ── accept ────▶ accepted (final)
--     ▲                ├── decline ───▶ declined ──┐
--     │                ├── expire ────▶ expired ───┤
--     │                └── withdraw ──▶ withdrawn ─┤
--     └── revise, as the next revision ────────────┘
--
-- A quote has been sent when there is a row of quoting.sent_quote of its present revision, and then its status is that
-- row's; otherwise it is a draft. So none can be called sent or accepted without its number, lines and totals. And what was
-- sent holds its quote where it is: quote.draft and quote.revision cascade to sent_quote, whose constraints refuse that
-- what is open or accepted be revised (V042).
--
-- A draft that somebody closes by hand, without sending it, hasn't been sent by that: it is still to be, and can't be edited.
create schema quoting;
comment on schema quoting is 'Quoting: quotes, their numbers, and what was sent';
grant usage on schema quoting to operant_runtime;

-- Currencies in which quotes are made, so the currencies of ISO 4217 without funds, metals and tests. A new one is added
-- here by a migration; what is stored depends on the others, so their decimals never change.
create function quoting.currency_decimals(currency text) returns integer
    language sql immutable parallel safe
    return case
        when currency in (
            'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')
            then 0
        when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')
            then 3
        when currency in (
            'AED', 'AFN', 'ALL', 'AMD', 'ANG', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN', 'BMD', 'BND',
            'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CNY', 'COP', 'CRC', 'CUP', 'CVE', 'CZK',
            'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD', 'GTQ', 'GYD',
            'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IRR', 'JMD', 'KES', 'KGS', 'KHR', 'KPW', 'KYD', 'KZT', 'LAK',
            'LBP', 'LKR', 'LRD', 'LSL', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK', 'MXN',
            'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR', 'PLN', 'QAR', 'RON',
            'RSD', 'RUB', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP',
            'SZL', 'THB', 'TJS', 'TMT', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'USD', 'UYU', 'UZS', 'VED', 'VES', 'WST',
            'XCD', 'XCG', 'YER', 'ZAR', 'ZMW', 'ZWG')
            then 2
    end;
comment on function quoting.currency_decimals(text) is 'Decimals of a currency''s minor unit (ISO 4217); NULL when it is none';
grant execute on function quoting.currency_decimals(text) to operant_runtime;

create table quoting.quote (
    customer_id     uuid        not null default tenancy.current_customer() references tenancy.customer,
    quote_id        uuid        not null,
    title           text        not null check (length(title) between 1 and 200),
    recipient_name  text        not null check (length(recipient_name) between 1 and 200),
    recipient_email text        not null,
    currency        text        not null,
    valid_until     date        not null,
    terms           text        not null default '' check (length(terms) <= 10000),
    draft           boolean     not null default true,
    revision        integer     not null default 1 check (revision > 0),
    created_at      timestamptz not null default now(),
    created_by      text        not null default tenancy.current_actor() check (length(created_by) between 1 and 100),
    updated_at      timestamptz not null default now(),
    version         bigint      not null default 1 check (version > 0),
    constraint quote_recipient_email_shape check (recipient_email = lower(recipient_email)
        and length(recipient_email) <= 254 and recipient_email ~ '^[^@\s]+@[^@\s]+$'),
    constraint quote_currency_is_one_of_iso_4217 check (quoting.currency_decimals(currency) is not null),
    constraint quote_valid_until_range check (valid_until between date '2000-01-01' and date '2999-12-31'),
    primary key (customer_id, quote_id),
    -- What the lines of a draft refer to, and what was sent of it.
    unique (customer_id, quote_id, draft),
    unique (customer_id, quote_id, revision, draft)
);
create index quote_drafts on quoting.quote (customer_id, quote_id) where draft;
comment on table quoting.quote is 'Quote (QUO-1): what is worked on while it is a draft, and afterwards a copy of what was sent last';
comment on column quoting.quote.quote_id is 'UUIDv7, so the order of ids is the order of creation';
comment on column quoting.quote.currency is 'ISO 4217; of all prices of the quote';
comment on column quoting.quote.valid_until is 'last day, in UTC, on which it can be accepted';
comment on column quoting.quote.terms is 'what is printed below the lines';
comment on column quoting.quote.draft is 'whether it can be edited; quoting.quote_line has lines only then';
comment on column quoting.quote.revision is 'of the draft, or of what was sent last; one more each time a sent quote is made a draft again';
comment on column quoting.quote.created_by is 'actor of the scope that created it, from its token';
comment on column quoting.quote.version is 'optimistic lock, one more at each change of the quote, its lines or its status';

create trigger quote_content_changes_in_drafts_only before update on quoting.quote for each row
    when (not old.draft
          and (old.title is distinct from new.title or old.recipient_name is distinct from new.recipient_name
               or old.recipient_email is distinct from new.recipient_email or old.currency is distinct from new.currency
               or old.valid_until is distinct from new.valid_until or old.terms is distinct from new.terms))
    execute function tenancy.refuse_change();
create trigger quote_revision_is_one_more_when_revised before update on quoting.quote for each row
    when ((not old.draft and new.draft and new.revision <> old.revision + 1)
          or ((old.draft or not new.draft) and new.revision <> old.revision))
    execute function tenancy.refuse_change();

select tenancy.protect('quoting.quote', 'customer_data',
    'as long as the Customer is active, or until deleted by it, which it can be before it is sent for the first time',
    array['select', 'delete',
          'insert(customer_id, quote_id, title, recipient_name, recipient_email, currency, valid_until, terms, created_at, updated_at)',
          'update(title, recipient_name, recipient_email, currency, valid_until, terms, draft, revision, updated_at, version)']);

create table quoting.quote_line (
    customer_id      uuid    not null default tenancy.current_customer(),
    quote_id         uuid    not null,
    position         integer not null check (position between 1 and 500),
    draft            boolean not null default true,
    description      text    not null check (length(description) between 1 and 2000),
    quantity         numeric not null,
    unit_price       numeric not null,
    discount_percent numeric not null default 0,
    tax_percent      numeric not null,
    constraint quote_line_is_of_a_draft check (draft),
    -- numeric(12,3) would round what has more decimals; this refuses it. The upper bounds keep NaN and Infinity out.
    constraint quote_line_quantity_range
        check (quantity > 0 and quantity < 1000000000 and quantity = round(quantity, 3)),
    constraint quote_line_unit_price_range
        check (unit_price >= 0 and unit_price < 100000000000 and unit_price = round(unit_price, 4)),
    constraint quote_line_discount_percent_range
        check (discount_percent >= 0 and discount_percent <= 100 and discount_percent = round(discount_percent, 2)),
    constraint quote_line_tax_percent_range
        check (tax_percent >= 0 and tax_percent <= 100 and tax_percent = round(tax_percent, 4)),
    primary key (customer_id, quote_id, position),
    foreign key (customer_id, quote_id, draft) references quoting.quote (customer_id, quote_id, draft) on delete cascade
);
comment on table quoting.quote_line is
    'Lines of a draft. A quote that is sent takes its lines to quoting.sent_line: this foreign key lets it be no draft only without any';
comment on column quoting.quote_line.position is '1, 2, 3… in the order in which they are printed';
comment on column quoting.quote_line.draft is 'always true: what ties the line to a quote that is a draft';
comment on column quoting.quote_line.quantity is 'at most 3 decimals';
comment on column quoting.quote_line.unit_price is 'net, in the quote''s currency; at most 4 decimals, so more than the currency may have';
comment on column quoting.quote_line.discount_percent is 'taken off quantity times price; at most 2 decimals';
comment on column quoting.quote_line.tax_percent is 'at most 4 decimals, as sales taxes such as 8.875 have more than two';
select tenancy.protect('quoting.quote_line', 'customer_data', 'as long as its quote is a draft');
