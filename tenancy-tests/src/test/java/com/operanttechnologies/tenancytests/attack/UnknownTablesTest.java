package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.operanttechnologies.tenancytests.rows.SuppliedValues;
import com.operanttechnologies.tenancytests.rows.UnsatisfiedTableException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A table that nobody wrote a test for is attacked, or its absence from the attacks is an error. */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("thorough")
class UnknownTablesTest {

    private static final String[] SIGNAGE = {
        "set role operant_owner",
        "create schema signage",
        "grant usage on schema signage to operant_runtime",
        "create type signage.mood as enum ('calm', 'loud')",
        "create domain signage.code as text check (value ~ '^[A-Z]{2}-[0-9]{4}$')",
        """
        create table signage.wall (
            customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
            code signage.code not null,
            mood signage.mood not null,
            "order" smallint not null check ("order" between 3 and 7),
            slug varchar(20) not null check (slug ~ '^[a-z]{3}-[0-9]{2,5}$'),
            tags text[] not null,
            address inet,
            size numeric(8,2) not null check (size > 10 and size < 20),
            starts timestamptz not null,
            ends timestamptz not null check (ends > starts),
            area numeric generated always as (size * 2) stored,
            below signage.code not null,
            primary key (customer_id, code),
            unique (customer_id, slug),
            foreign key (customer_id, below) references signage.wall)""",
        "select tenancy.protect('signage.wall', 'customer_data', 'as long as it hangs')",
        """
        create table signage.reading (
            customer_id uuid not null default tenancy.current_customer(),
            code signage.code not null,
            at timestamptz not null default now(),
            seen jsonb not null check (jsonb_typeof(seen) = 'array'),
            primary key (customer_id, code, at),
            foreign key (customer_id, code) references signage.wall on delete cascade) partition by range (at)""",
        "create table signage.reading_2031 partition of signage.reading for values from ('2031-01-01') to ('2032-01-01')",
        "select tenancy.protect('signage.reading', 'telemetry', 'for one year')",
        "select tenancy.protect('signage.reading_2031', 'telemetry', 'for one year')"
    };

    @Test
    void tables_of_any_shape_are_filled_and_attacked(PostgresUnderTest server) throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            SharedArenas.execute(database, SIGNAGE);
            try (Arena arena = Arena.open(database, table -> table.toString().startsWith("signage."))) {
                assertThat(arena.tables())
                        .extracting(Object::toString)
                        .containsExactlyInAnyOrder("signage.wall", "signage.reading", "signage.reading_2031");
                assertThat(IsolationSuite.statements().stream()
                                .flatMap(attack -> attack.aim(arena).stream())
                                .map(AimedAttack::attempt))
                        .hasSizeGreaterThan(60)
                        .filteredOn(outcome -> !outcome.passes())
                        .isEmpty();
            }
        }
    }

    @Test
    void a_value_of_the_victims_that_is_a_part_of_ones_own_is_no_breach(PostgresUnderTest server) throws Exception {
        SuppliedValues alike = SuppliedValues.NONE.with(
                "signage.wall", "address", List.of("'192.0.2.12'", "'192.0.2.1'", "'192.0.2.123'", "'192.0.2.124'"));
        try (ThrowawayDatabase database = server.newDatabase()) {
            SharedArenas.execute(database, SIGNAGE);
            try (Arena arena = Arena.open(database, table -> table.toString().equals("signage.wall"), alike)) {
                assertThat(addresses(arena)).containsExactly("192.0.2.12", "192.0.2.1");
                assertThat(IsolationSuite.statements().stream()
                                .flatMap(attack -> attack.aim(arena).stream())
                                .map(AimedAttack::attempt))
                        .filteredOn(outcome -> !outcome.passes())
                        .isEmpty();
            }
        }
    }

    private static List<String> addresses(Arena arena) {
        TenantTable wall = arena.tables().get(0);
        return Stream.of(Target.of(arena, wall).own(), Target.of(arena, wall).prey())
                .map(row -> row.values().get("address"))
                .toList();
    }

    @Test
    void an_unprotected_table_is_found_and_breached(PostgresUnderTest server) throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            SharedArenas.execute(
                    database,
                    "create table tenancy.forgotten (customer_id uuid primary key, secret text not null)",
                    "grant select, insert on tenancy.forgotten to operant_runtime");
            try (Arena arena = Arena.open(database, table -> table.toString().equals("tenancy.forgotten"))) {
                assertThat(IsolationSuite.statements().stream()
                                .flatMap(attack -> attack.aim(arena).stream())
                                .map(AimedAttack::attempt))
                        .anyMatch(outcome -> outcome.verdict() == Verdict.BREACHED);
            }
        }
    }

    @Test
    void a_table_that_takes_no_row_is_an_error_that_names_table_and_constraint(PostgresUnderTest server)
            throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            SharedArenas.execute(
                    database,
                    "set role operant_owner",
                    "create table tenancy.impossible (customer_id uuid not null default tenancy.current_customer(),"
                            + " x integer not null constraint never check (x > 5 and x < 5), primary key (customer_id))",
                    "select tenancy.protect('tenancy.impossible', 'account', 'for no time at all')");
            assertThatExceptionOfType(UnsatisfiedTableException.class)
                    .isThrownBy(
                            () -> Arena.open(database, table -> table.toString().equals("tenancy.impossible")))
                    .withMessageContaining("tenancy.impossible")
                    .withMessageContaining("constraint never");
        }
    }
}
