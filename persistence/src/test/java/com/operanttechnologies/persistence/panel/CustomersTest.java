package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-1")
class CustomersTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("  Acme ");

    @Test
    void signing_up_creates_the_customer_of_the_scope() {
        assertThat(own(acme)).satisfies(customer -> {
            assertThat(customer.customerId()).isEqualTo(acme.customerId());
            assertThat(customer.name()).isEqualTo("Acme");
            assertThat(customer.version()).isEqualTo(1);
        });
        assertThatThrownBy(() -> sessions.transact(acme, session -> new Customers(session).signUp("Again")))
                .isInstanceOf(DuplicateException.class);
    }

    @Test
    void a_customer_sees_and_renames_itself_only() {
        TenantScope other = sessions.newCustomer("Other");
        sessions.transact(other, session -> new Customers(session).rename(1, "Other & Sons"));
        assertThat(own(other).name()).isEqualTo("Other & Sons");
        assertThat(own(acme).name()).isEqualTo("Acme");
    }

    @Test
    void who_hasn_t_signed_up_is_not_found() {
        TenantScope nobody = TenantScope.job(UUID.randomUUID(), "test", "test");
        assertThatThrownBy(() -> own(nobody)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sessions.transact(nobody, session -> new Customers(session).rename(1, "Ghost")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void when_it_signed_up_and_its_key_was_made_is_the_database_s_word() throws SQLException {
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            sql.assertRefused("42501", "update tenancy.customer set created_at = '2020-01-01'");
            sql.assertRefused(
                    "42501",
                    "insert into tenancy.customer (customer_id, name, created_at) values (?, 'x', '2020-01-01')",
                    acme.customerId());
            sql.assertRefused("42501", "update tenancy.customer set customer_id = customer_id");
            sql.assertRefused("42501", "update tenancy.customer_key set created_at = '2020-01-01'");
        }
    }

    @Test
    void of_two_renames_of_one_version_the_second_is_a_conflict() {
        Customer renamed = sessions.transact(acme, session -> new Customers(session).rename(1, "Acme Ltd"));
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(renamed.updatedAt()).isAfter(renamed.createdAt());
        assertThatThrownBy(() -> sessions.transact(acme, session -> new Customers(session).rename(1, "Acme Inc")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThat(own(acme).name()).isEqualTo("Acme Ltd");
    }

    @Test
    void names_are_bounded_as_in_the_database() {
        String longest = "\uD83C\uDFE2".repeat(200);
        assertThat(sessions.transact(acme, session -> new Customers(session).rename(1, longest))
                        .name())
                .isEqualTo(longest);
        for (String name : List.of("", " \n", longest + "x", "a\0b", "a\u0007b")) {
            assertThatThrownBy(() -> sessions.transact(acme, session -> new Customers(session).rename(2, name)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("Organisation name must");
        }
    }

    private Customer own(TenantScope scope) {
        return sessions.read(scope, session -> new Customers(session).own());
    }
}
