package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database keeps a Customer's last owner, whoever sends the SQL. */
@Tag("PAN-6")
@Tag("thorough")
class LastOwnerSqlTest {

    private static final String STAYS = "23503 last_owner_stays";
    private static final String DELETE = "delete from panel.account where customer_id = ? and account_id = ?";
    private static final String DEMOTE =
            "update panel.account set role = 'member' where customer_id = ? and account_id = ?";
    private static final String NAME =
            "update panel.answerable_owner set account_id = ?::uuid where customer_id = ?::uuid";

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final UUID customer = acme.customerId();
    private final UUID ada = owner(acme);
    private final UUID bob = owner(acme);

    @Test
    void who_answers_is_neither_deleted_nor_given_another_role() throws SQLException {
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            assertThat(sql.answer(DELETE, customer, ada)).isEqualTo(STAYS);
            assertThat(sql.answer(DEMOTE, customer, ada)).isEqualTo(STAYS);
            assertThat(sql.answer("delete from panel.account where customer_id = ?", customer))
                    .isEqualTo(STAYS);
            assertThat(sql.answer("update panel.account set role = 'admin' where customer_id = ?", customer))
                    .isEqualTo(STAYS);
            assertThat(sql.answer(
                            "update panel.account set account_id = ? where customer_id = ? and account_id = ?",
                            UUID.randomUUID(),
                            customer,
                            ada))
                    .as("another id")
                    .isEqualTo(STAYS);
        }
    }

    @Test
    void after_another_owner_was_named_the_former_one_goes_and_the_new_one_stays() throws SQLException {
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            assertThat(sql.answer(NAME, bob, customer)).isEqualTo("1");
            assertThat(sql.answer(DELETE, customer, ada)).isEqualTo("1");
            assertThat(sql.answer(DELETE, customer, bob)).isEqualTo(STAYS);
        }
    }

    @Test
    void only_an_owner_of_the_customer_can_be_named_and_the_name_can_t_be_taken_away() throws SQLException {
        UUID member = People.withoutPassword(sessions, acme);
        UUID foreign = owner(sessions.newCustomer("Other"));
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            assertThat(sql.answer(NAME, member, customer)).isEqualTo(STAYS);
            assertThat(sql.answer(NAME, foreign, customer)).isEqualTo(STAYS);
            assertThat(sql.answer(NAME, null, customer)).startsWith("23502");
            assertThat(sql.answer("delete from panel.answerable_owner where customer_id = ?", customer))
                    .isEqualTo("42501");
            assertThat(sql.answer("truncate panel.answerable_owner")).isEqualTo("42501");
            assertThat(sql.answer("update panel.answerable_owner set role = 'admin' where customer_id = ?", customer))
                    .isEqualTo("42501");
            assertThat(sql.answer(
                            "update panel.answerable_owner set customer_id = ? where customer_id = ?",
                            UUID.randomUUID(),
                            customer))
                    .isEqualTo("42501");
            assertThat(sql.answer(
                            "insert into panel.answerable_owner (customer_id, account_id) values (?, ?)",
                            customer,
                            bob))
                    .isEqualTo("23505 answerable_owner_pkey");
        }
    }

    /** Of two transactions, one takes Bob away and the other hands over to him, in both orders. */
    @ParameterizedTest
    @ValueSource(strings = {DELETE, DEMOTE})
    void an_owner_who_is_just_being_taken_away_can_t_be_named(String takeAway) throws Exception {
        try (PlainSql first = PlainSql.bound(sessions, acme);
                PlainSql second = PlainSql.bound(sessions, acme)) {
            assertThat(first.answer(takeAway, customer, bob)).isEqualTo("1");
            Future<String> naming = second.answerAfterWaiting(NAME, bob, customer);
            first.commit();
            assertThat(naming.get()).isEqualTo(STAYS);
            assertThat(second.answer(takeAway, customer, ada)).isEqualTo(STAYS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DELETE, DEMOTE})
    void an_owner_who_is_just_being_named_can_t_be_taken_away(String takeAway) throws Exception {
        try (PlainSql first = PlainSql.bound(sessions, acme);
                PlainSql second = PlainSql.bound(sessions, acme)) {
            assertThat(first.answer(NAME, bob, customer)).isEqualTo("1");
            assertThat(first.answer(takeAway, customer, ada)).isEqualTo("1");
            Future<String> taking = second.answerAfterWaiting(takeAway, customer, bob);
            first.commit();
            assertThat(taking.get()).isEqualTo(STAYS);
        }
    }

    /** The same statements go through once the foreign key is gone: it is what the tests above see. */
    @Test
    void without_the_foreign_key_nothing_would_keep_the_last_owner() throws SQLException {
        String token = PlainSql.token(sessions, acme);
        String runtime = TestDatabase.database().login(DatabaseRole.RUNTIME).username();
        try (PlainSql broken = PlainSql.asSuperuser()) {
            broken.answer("alter table panel.answerable_owner drop constraint last_owner_stays");
            broken.answer("set local role " + runtime);
            broken.answer("select tenancy.bind(?, false)", token);
            assertThat(broken.answer("delete from panel.account where customer_id = ?", customer))
                    .isEqualTo("2");
        }
    }

    /** Erasure is a job's, with a role of its own: what it needs is an order in which the rows can go. */
    @Test
    void all_of_a_customer_s_accounts_can_be_erased_by_who_may_delete_the_name_first() throws SQLException {
        try (PlainSql eraser = PlainSql.asSuperuser()) {
            assertThat(eraser.answer("delete from panel.answerable_owner where customer_id = ?", customer))
                    .isEqualTo("1");
            assertThat(eraser.answer("delete from panel.account where customer_id = ?", customer))
                    .isEqualTo("2");
        }
    }

    private UUID owner(TenantScope scope) {
        return sessions.transact(
                        scope,
                        session -> new AccountRepository(session).create(People.newEmail(), "Ada", AccountRole.OWNER))
                .accountId();
    }
}
