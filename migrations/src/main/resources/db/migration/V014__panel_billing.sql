-- Panel: billing (PAN-7). What a Customer has subscribed to, whom the invoices go to, the invoices, and what the payment
-- processor calls all that. Never a card: cards are the processor's, and no text here may hold a card number.
--
-- No reference to the Customer's own row: invoices are kept as long as tax law wants them, and so outlive its erasure.

-- Whether a text holds a card number: 13 to 19 digits that begin as a known scheme's do, in a length that it has, with a
-- right check digit (ISO/IEC 7812-1, Luhn). Between digits up to three spaces, dots, hyphens, slashes or underscores are
-- read over. A number begins and ends where a group of digits does. Of other long numbers (orders, IBANs in groups) nine
-- in ten have another check digit, and most of the rest another beginning or length; what follows a plus sign is a phone.
--
-- Digits are those of ASCII, the full-width ones of East Asian keyboards, Arabic-Indic, eastern Arabic-Indic and
-- Devanagari ones. This guards against what people paste where it doesn't belong; who wants to hide a number can.
--
-- Most texts are done with after one or two regular expressions: a microsecond or a few. In collation C, so that classes
-- of characters are the same everywhere.
create function panel.holds_card_number(value text) returns boolean
    language plpgsql immutable strict parallel safe
    set search_path = pg_catalog, pg_temp set standard_conforming_strings = on
as $$
declare
    scheme constant text :=
        '^(4([0-9]{12}|[0-9]{15}|[0-9]{18})'                                    -- Visa
        || '|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}' -- Mastercard
        || '|3[47][0-9]{13}'                                                    -- American Express
        || '|3(0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}'                   -- Diners Club, JCB
        || '|(50|5[6-9]|6[0-9])[0-9]{11,17})$';                                 -- Maestro, Discover, UnionPay
    folded   text := value;
    run      text;
    groups   text[];
    number   text;
    digit    integer;
    sum      integer;
begin
    if folded ~ '[^\x01-\x7f]' collate "C" then
        folded := translate(folded,
            '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९' || E'\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2212',
            '0123456789012345678901234567890123456789' || '    -----');
    end if;
    if folded !~ '[0-9]([\s./_-]{0,3}[0-9]){12}' collate "C" then
        return false;
    end if;
    for run in select m[1] from regexp_matches(folded, '(\+?[0-9](?:[\s./_-]{0,3}[0-9]){12,})' collate "C", 'g') m loop
        groups := regexp_split_to_array(run, '[\s./_-]+' collate "C");
        for head in case when run like '+%' then 2 else 1 end..cardinality(groups) loop
            number := '';
            for tail in head..cardinality(groups) loop
                number := number || groups[tail];
                exit when length(number) > 19;
                continue when length(number) < 13 or number !~ scheme collate "C";
                sum := 0;
                for i in 1..length(number) loop
                    digit := ascii(substr(number, length(number) + 1 - i, 1)) - 48;
                    if i % 2 = 0 then
                        digit := case when digit > 4 then 2 * digit - 9 else 2 * digit end;
                    end if;
                    sum := sum + digit;
                end loop;
                if sum % 10 = 0 then
                    return true;
                end if;
            end loop;
        end loop;
    end loop;
    return false;
end $$;
comment on function panel.holds_card_number(text) is
    'Whether a text holds what is a card number by its length, its beginning and its check digit';
grant execute on function panel.holds_card_number(text) to operant_runtime;

-- Decimals of a currency (ISO 4217), so that the database rounds as money.Money does.
create function panel.minor_unit(currency text) returns integer
    language sql immutable strict parallel safe
    set search_path = pg_catalog, pg_temp
    return case
        when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                          'XAF', 'XOF', 'XPF') then 0
        when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
        when currency in ('CLF', 'UYW') then 4
        else 2 end;
comment on function panel.minor_unit(text) is 'Decimals of amounts in a currency (ISO 4217)';
grant execute on function panel.minor_unit(text) to operant_runtime;

-- Subscriptions -------------------------------------------------------------------------------------------------------

create table panel.subscription (
    customer_id     uuid        not null default tenancy.current_customer(),
    subscription_id uuid        not null,
    plan            text        not null check (plan ~ '^[a-z][a-z0-9_-]{0,49}$'),
    seats           integer     not null check (seats between 1 and 1000000),
    currency        text        not null check (currency ~ '^[A-Z]{3}$'),
    seat_price      numeric     not null check (seat_price >= 0 and seat_price < 1000000000000),
    period_start    timestamptz not null,
    period_end      timestamptz not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    cancelled_at    timestamptz,
    version         bigint      not null default 1 check (version > 0),
    state           text        not null default 'trial' check (state in ('trial', 'active', 'past_due', 'cancelled')),
    constraint subscription_price_fits_its_currency check (scale(trim_scale(seat_price)) <= panel.minor_unit(currency)),
    constraint subscription_period_has_a_length check (period_end > period_start),
    constraint subscription_ends_when_cancelled check ((state = 'cancelled') = (cancelled_at is not null)),
    constraint subscription_holds_no_card_number check (not panel.holds_card_number(plan)),
    primary key (customer_id, subscription_id)
);
create unique index subscription_is_alive_once on panel.subscription (customer_id) where state <> 'cancelled';
create index subscription_by_creation on panel.subscription (customer_id, created_at, subscription_id);
create trigger subscription_follows_its_lifecycle before update on panel.subscription for each row
    when (old.state <> new.state and not (
            old.state = 'trial'    and new.state in ('active', 'cancelled')
         or old.state = 'active'   and new.state in ('past_due', 'cancelled')
         or old.state = 'past_due' and new.state in ('active', 'cancelled')))
    execute function tenancy.refuse_change();
create trigger subscription_stays_as_cancelled before update on panel.subscription for each row
    when (old.state = 'cancelled' and old.* is distinct from new.*)
    execute function tenancy.refuse_change();
comment on table panel.subscription is 'What a Customer has subscribed to (PAN-7): at most one that isn''t cancelled, besides those that were';
comment on column panel.subscription.seat_price is 'net price of one seat for one period; below any card number, as all amounts of billing';
comment on column panel.subscription.state is 'trial, active, past_due and back, or cancelled for good; kept to by the table''s triggers';
comment on column panel.subscription.version is 'optimistic lock, one more at each update';
select tenancy.protect('panel.subscription', 'billing',
    'for 10 years after the end of the year in which it was cancelled, also after the Customer''s erasure (tax law)',
    array['select', 'insert', 'update(plan, seats, seat_price, state, period_start, period_end, updated_at, cancelled_at, version)']);

create table panel.billing_profile (
    customer_id uuid        not null default tenancy.current_customer(),
    legal_name  text        not null check (length(legal_name) between 1 and 200),
    address     text        not null check (length(address) between 1 and 500),
    country     text        not null check (country ~ '^[A-Z]{2}$'),
    tax_id      text        check (length(tax_id) between 1 and 50),
    email       text        not null check (length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    updated_at  timestamptz not null,
    version     bigint      not null default 1 check (version > 0),
    constraint billing_profile_holds_no_card_number check (not (
        panel.holds_card_number(legal_name) or panel.holds_card_number(address)
        or panel.holds_card_number(coalesce(tax_id, '')) or panel.holds_card_number(email))),
    primary key (customer_id)
);
comment on table panel.billing_profile is 'Whom a Customer''s next invoices are made out to; issued ones keep what they were made out to';
comment on column panel.billing_profile.address is 'street, postal code and city as on an envelope, in lines, without the country';
comment on column panel.billing_profile.country is 'ISO 3166-1 alpha-2';
comment on column panel.billing_profile.tax_id is 'VAT or other tax number, as far as there is one';
comment on column panel.billing_profile.version is 'optimistic lock, one more at each update';
select tenancy.protect('panel.billing_profile', 'billing',
    'for 10 years after the end of the year of the last invoice, also after the Customer''s erasure (tax law)',
    array['select', 'insert', 'update(legal_name, address, country, tax_id, email, updated_at, version)']);
-- A CHECK runs with the rights of whoever writes.
grant execute on function panel.holds_card_number(text) to operant_operator;
-- Nobody is written to any more. Issued invoices are kept as they were issued.
select tenancy.pseudonymise('panel.billing_profile', 'email', 'erased@invalid',
    'whom to send invoices to isn''t part of what tax law wants kept; no more are sent');

-- Invoices ------------------------------------------------------------------------------------------------------------
--
-- The database vouches for the totals. The lines come first: each is numbered, computes its own net and tax, and carries
-- the sum so far; a foreign key ties it to the sum of the line before. The invoice comes after and names its last line
-- with that line's sum, so its totals are the sum of lines 1 to line_count, and can be nothing else. A line that somebody
-- adds behind the last isn't part of the invoice.

create table panel.invoice_line (
    customer_id       uuid    not null default tenancy.current_customer(),
    invoice_id        uuid    not null,
    currency          text    not null check (currency ~ '^[A-Z]{3}$'),
    description       text    not null check (length(description) between 1 and 500),
    quantity          numeric not null check (abs(quantity) < 1000000000 and scale(trim_scale(quantity)) <= 3),
    unit_price        numeric not null check (unit_price >= 0 and unit_price < 1000000000000 and scale(trim_scale(unit_price)) <= 6),
    tax_rate          numeric not null check (tax_rate >= 0 and tax_rate <= 1 and scale(trim_scale(tax_rate)) <= 6),
    net               numeric not null generated always as (round(quantity * unit_price, panel.minor_unit(currency))) stored,
    tax               numeric not null generated always as (round(
        round(quantity * unit_price, panel.minor_unit(currency)) * tax_rate, panel.minor_unit(currency))) stored,
    previous_net_sum  numeric not null default 0,
    previous_tax_sum  numeric not null default 0,
    net_sum           numeric not null generated always as (
        previous_net_sum + round(quantity * unit_price, panel.minor_unit(currency))) stored,
    tax_sum           numeric not null generated always as (previous_tax_sum + round(
        round(quantity * unit_price, panel.minor_unit(currency)) * tax_rate, panel.minor_unit(currency))) stored,
    position          integer not null check (position between 1 and 200),
    previous_position integer not null generated always as (greatest(position - 1, 1)) stored,
    linked_net_sum    numeric not null generated always as (case when position > 1 then previous_net_sum
        else previous_net_sum + round(quantity * unit_price, panel.minor_unit(currency)) end) stored,
    linked_tax_sum    numeric not null generated always as (case when position > 1 then previous_tax_sum
        else previous_tax_sum + round(
            round(quantity * unit_price, panel.minor_unit(currency)) * tax_rate, panel.minor_unit(currency)) end) stored,
    constraint invoice_line_begins_the_sum check (position > 1 or (previous_net_sum = 0 and previous_tax_sum = 0)),
    constraint invoice_line_holds_no_card_number check (not panel.holds_card_number(description)),
    primary key (customer_id, invoice_id, position),
    unique (customer_id, invoice_id, position, currency, net_sum, tax_sum),
    constraint invoice_line_continues_the_sum
        foreign key (customer_id, invoice_id, previous_position, currency, linked_net_sum, linked_tax_sum)
        references panel.invoice_line (customer_id, invoice_id, position, currency, net_sum, tax_sum)
);
comment on table panel.invoice_line is 'Lines of invoices, never changed; each carries the sum of those up to it, which its invoice refers to';
comment on column panel.invoice_line.quantity is 'up to 3 decimals; less than nothing for a credit';
comment on column panel.invoice_line.unit_price is 'net, up to 6 decimals';
comment on column panel.invoice_line.tax_rate is 'fraction of the net amount: 0.19 is 19 %';
comment on column panel.invoice_line.net is 'quantity times unit price, rounded half away from zero to the currency''s decimals';
comment on column panel.invoice_line.tax is 'of the rounded net amount, rounded the same way';
comment on column panel.invoice_line.net_sum is 'net of this line and those before it';
comment on column panel.invoice_line.position is '1, 2, 3… in its invoice';
select tenancy.protect('panel.invoice_line', 'billing',
    'for 10 years after the end of the year of its invoice, also after the Customer''s erasure (tax law)',
    array['select', 'insert(customer_id, invoice_id, currency, description, quantity, unit_price, tax_rate, previous_net_sum, previous_tax_sum, position)']);

create table panel.invoice (
    customer_id     uuid        not null default tenancy.current_customer(),
    number          integer     not null check (number > 0),
    previous_number integer     not null generated always as (greatest(number - 1, 1)) stored,
    invoice_id      uuid        not null,
    line_count      integer     not null,
    currency        text        not null,
    net             numeric     not null check (abs(net) < 1000000000000),
    tax             numeric     not null check (abs(tax) < 1000000000000),
    gross           numeric     not null generated always as (net + tax) stored,
    issued_at       timestamptz not null,
    due_at          timestamptz not null,
    state           text        not null default 'open' check (state in ('open', 'paid', 'void', 'uncollectible')),
    settled_at      timestamptz,
    legal_name      text        not null check (length(legal_name) between 1 and 200),
    address         text        not null check (length(address) between 1 and 500),
    country         text        not null check (country ~ '^[A-Z]{2}$'),
    tax_id          text        check (length(tax_id) between 1 and 50),
    email           text        not null check (length(email) <= 254 and email ~ '^[^@\s]+@[^@\s]+$'),
    note            text        not null default '' check (length(note) <= 1000),
    version         bigint      not null default 1 check (version > 0),
    constraint invoice_is_due_after_its_issue check (due_at >= issued_at),
    constraint invoice_is_settled_when_not_open check ((state = 'open') = (settled_at is null)),
    constraint invoice_holds_no_card_number check (not (
        panel.holds_card_number(legal_name) or panel.holds_card_number(address) or panel.holds_card_number(email)
        or panel.holds_card_number(coalesce(tax_id, '')) or panel.holds_card_number(note))),
    primary key (customer_id, number),
    unique (customer_id, invoice_id),
    constraint invoice_leaves_no_gap
        foreign key (customer_id, previous_number) references panel.invoice,
    constraint invoice_is_the_sum_of_its_lines
        foreign key (customer_id, invoice_id, line_count, currency, net, tax)
        references panel.invoice_line (customer_id, invoice_id, position, currency, net_sum, tax_sum)
);
create index invoice_by_state on panel.invoice (customer_id, state, number);

create function panel.next_invoice_number() returns integer
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(max(i.number), 0) + 1 from panel.invoice i where i.customer_id = tenancy.current_customer();
end;
comment on function panel.next_invoice_number() is 'Number of the next invoice of the scope''s Customer';
grant execute on function panel.next_invoice_number() to operant_runtime;
alter table panel.invoice alter column number set default panel.next_invoice_number();

create trigger invoice_settles_once before update on panel.invoice for each row
    when (old.state <> 'open')
    execute function tenancy.refuse_change();
comment on table panel.invoice is 'Invoices (PAN-7): numbered 1, 2, 3… for each Customer without gaps, unchangeable once issued but for being settled';
comment on column panel.invoice.number is 'given by the database; a voided invoice keeps its number';
comment on column panel.invoice.line_count is 'lines 1 to this one are the invoice''s';
comment on column panel.invoice.net is 'sum of the lines, which the foreign key to the last of them vouches for';
comment on column panel.invoice.state is 'open, then paid, void or uncollectible for good';
comment on column panel.invoice.settled_at is 'when it was paid, voided or given up';
comment on column panel.invoice.legal_name is 'the billing profile as it was when the invoice was issued, as the five columns from here on';
comment on column panel.invoice.version is 'optimistic lock, one more at each update';
select tenancy.protect('panel.invoice', 'billing',
    'for 10 years after the end of the year of its issue, also after the Customer''s erasure (tax law)',
    array['select',
          'insert(customer_id, invoice_id, line_count, currency, net, tax, issued_at, due_at, legal_name, address, country, tax_id, email, note)',
          'update(state, settled_at, version)']);

-- What the payment processor calls it: opaque tokens, never bare numbers.

create table panel.processor_customer (
    customer_id uuid        not null default tenancy.current_customer(),
    processor   text        not null check (processor ~ '^[a-z][a-z0-9_]{0,39}$'),
    reference   text        not null check (reference ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{2,99}$' and reference ~ '[A-Za-z]'),
    created_at  timestamptz not null,
    constraint processor_customer_holds_no_card_number check (not (
        panel.holds_card_number(processor) or panel.holds_card_number(reference))),
    primary key (customer_id, processor, reference)
);
comment on table panel.processor_customer is 'What a payment processor calls this Customer (PAN-7)';
comment on column panel.processor_customer.reference is 'the processor''s own id: 3 to 100 letters, digits and _.:-, with a letter among them';
select tenancy.protect('panel.processor_customer', 'billing',
    'for 10 years after the end of the year of the last invoice, also after the Customer''s erasure (tax law)', '{select,insert}');

create table panel.processor_subscription (
    customer_id     uuid        not null default tenancy.current_customer(),
    processor       text        not null check (processor ~ '^[a-z][a-z0-9_]{0,39}$'),
    reference       text        not null check (reference ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{2,99}$' and reference ~ '[A-Za-z]'),
    subscription_id uuid        not null,
    created_at      timestamptz not null,
    constraint processor_subscription_holds_no_card_number check (not (
        panel.holds_card_number(processor) or panel.holds_card_number(reference))),
    primary key (customer_id, processor, reference),
    foreign key (customer_id, subscription_id) references panel.subscription
);
create index processor_subscription_by_subscription on panel.processor_subscription (customer_id, subscription_id);
comment on table panel.processor_subscription is 'What a payment processor calls a subscription (PAN-7)';
comment on column panel.processor_subscription.reference is 'the processor''s own id, of the shape of processor_customer.reference';
select tenancy.protect('panel.processor_subscription', 'billing',
    'as long as its subscription', '{select,insert}');

create table panel.processor_payment (
    customer_id uuid        not null default tenancy.current_customer(),
    processor   text        not null check (processor ~ '^[a-z][a-z0-9_]{0,39}$'),
    reference   text        not null check (reference ~ '^[A-Za-z0-9][A-Za-z0-9_.:-]{2,99}$' and reference ~ '[A-Za-z]'),
    invoice_id  uuid        not null,
    created_at  timestamptz not null,
    constraint processor_payment_holds_no_card_number check (not (
        panel.holds_card_number(processor) or panel.holds_card_number(reference))),
    primary key (customer_id, processor, reference),
    foreign key (customer_id, invoice_id) references panel.invoice (customer_id, invoice_id)
);
create index processor_payment_by_invoice on panel.processor_payment (customer_id, invoice_id);
comment on table panel.processor_payment is 'What a payment processor calls a payment of an invoice (PAN-7); each is recorded once';
comment on column panel.processor_payment.reference is 'the processor''s own id, of the shape of processor_customer.reference';
select tenancy.protect('panel.processor_payment', 'billing',
    'as long as its invoice', '{select,insert}');
