package com.operanttechnologies.tenancytests.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.AimedAttack;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where no value can be made up, people supply some, and the table is attacked like any other. */
@ExtendWith(PostgresExtension.class)
@Tag("isolation")
@Tag("SEC-3")
@Tag("thorough")
class SuppliedValuesTest {

    private static final String TABLE = "memo.vault";

    private ThrowawayDatabase database;

    @BeforeEach
    void create(PostgresUnderTest server) throws SQLException {
        database = server.newDatabase();
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    set role operant_owner;
                    create schema memo;
                    grant usage on schema memo to operant_runtime;
                    create table memo.vault (
                        customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                        word text not null constraint word_known check (right(md5(word), 1) = '0' and length(word) = 3),
                        digest text not null constraint digest_of_word check (digest = md5(word)),
                        opened bigint generated always as (length(word)) stored,
                        primary key (customer_id, word));
                    select tenancy.protect('memo.vault', 'customer_data', 'as long as the Customer is active')""");
        }
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Arena open(SuppliedValues supplied) throws SQLException {
        return Arena.open(database, SuppliedValuesTest::isVault, supplied);
    }

    private static boolean isVault(TenantTable table) {
        return table.toString().equals(TABLE);
    }

    @Test
    void without_them_the_table_is_an_error_that_names_the_constraint_and_the_remedy() {
        assertThatExceptionOfType(UnsatisfiedTableException.class)
                .isThrownBy(() -> open(SuppliedValues.NONE))
                .withMessageContaining(TABLE)
                .withMessageMatching("(?s).*constraint (word_known|digest_of_word) .*")
                .withMessageContaining("SuppliedValues");
    }

    @Test
    void with_them_each_customer_has_a_row_of_its_own_and_the_table_is_attacked() throws SQLException {
        // The digest of each word is looked for among the digests, as the constraint asks.
        SuppliedValues supplied = SuppliedValues.NONE
                .with(TABLE, "word", words())
                .with(
                        TABLE,
                        "digest",
                        words().stream().map(word -> "md5(" + word + ")").toList());
        try (Arena arena = open(supplied)) {
            assertThat(arena.victimsValues()).isNotEmpty();
            assertThat(IsolationSuite.statements().stream()
                            .flatMap(attack -> attack.aim(arena).stream())
                            .map(AimedAttack::attempt))
                    .hasSizeGreaterThan(40)
                    .filteredOn(outcome -> !outcome.passes())
                    .isEmpty();
        }
    }

    /** Four that the constraint takes, as the server finds them. */
    private List<String> words() throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                var found =
                        statement.executeQuery("select array(select quote_literal(n) from generate_series(100, 999) n"
                                + " where right(md5(n::text), 1) = '0' order by n limit 4)")) {
            found.next();
            return List.of((String[]) found.getArray(1).getArray());
        }
    }

    @Test
    void too_few_for_a_key_are_refused_with_how_many_it_takes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(SuppliedValues.NONE.with(TABLE, "word", List.of("'109'"))))
                .withMessageContaining("memo.vault.word")
                .withMessageContaining("supply 4");
    }

    @Test
    void places_that_take_no_value_are_refused_with_the_reason() {
        assertRefused("memo.valt", "word", "there is no tenant table memo.valt");
        assertRefused(TABLE, "wort", "no such column");
        assertRefused(TABLE, "opened", "left to its default");
        assertRefused(TABLE, "customer_id", "foreign key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SuppliedValues.NONE.with(TABLE, "word", List.of()))
                .withMessageContaining("at least one");
    }

    private void assertRefused(String table, String column, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(SuppliedValues.NONE.with(table, column, List.of("'x'"))))
                .withMessageContaining(table + "." + column)
                .withMessageContaining(why);
    }
}
