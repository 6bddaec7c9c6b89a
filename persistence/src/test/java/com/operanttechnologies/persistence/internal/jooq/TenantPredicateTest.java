package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Savepoint;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle: with the predicate, a statement must return and leave behind for Customer A exactly what the same
 * statement does without the predicate in a database in which A is alone, and must leave B's rows as they are.
 * Without the predicate it must do otherwise, else the statement would prove nothing.
 */
class TenantPredicateTest {

    private static TwoCustomers database;

    @BeforeAll
    static void start() throws Exception {
        database = TwoCustomers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void does_for_one_Customer_what_it_would_do_if_that_one_were_alone(ComparedStatement statement) throws Exception {
        String othersRows = database.rowsOf(B);
        Savepoint before = database.administrator.setSavepoint();
        try {
            ComparedStatement.Outcome filtered = statement.outcome(database.asA(), database);
            assertThat(database.rowsOf(B)).as("rows of B").isEqualTo(othersRows);
            database.administrator.rollback(before);

            if (!statement.sameWithout()) {
                ComparedStatement.Outcome unfiltered = statement.outcomeOrError(database.unfiltered(), database);
                assertThat(unfiltered).as("without the predicate").isNotEqualTo(filtered);
                database.administrator.rollback(before);
            }

            database.removeB();
            assertThat(filtered).isEqualTo(statement.outcome(database.unfiltered(), database));
        } finally {
            database.administrator.rollback();
        }
    }

    static Stream<ComparedStatement> statements() {
        return Stream.of(
                        SelectStatements.all(),
                        JoinStatements.all(),
                        SubqueryStatements.all(),
                        ChangeStatements.all(),
                        RecordStatements.all(),
                        BatchStatements.all())
                .flatMap(Function.identity());
    }
}
