package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.List;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The answers that attacks expect. Stateless; safe for use by several threads. */
public final class Expect {

    /** The constant message of a missing or wrong token. */
    static final String NO_SCOPE = "operant: no valid scope";

    private Expect() {}

    /** Insufficient privilege: by row-level security, by a missing grant, or by the scope function. */
    public static Expectation refused() {
        return refusedWith("42501");
    }

    /**
     * Refused by the server, with one of these.
     *
     * @param states SQLStates of five characters
     */
    public static Expectation refusedWith(String... states) {
        return Expectation.that(
                String.join(" or ", states),
                (answer, attacker) -> List.of(states).contains(answer.state()));
    }

    /** The scope function's own refusal, which says the same whatever was wrong. */
    public static Expectation noValidScope() {
        return Expectation.that("42501 '" + NO_SCOPE + "' and not a word more", (answer, attacker) -> {
            ServerErrorMessage server =
                    answer.error() instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
            return server != null
                    && "42501".equals(answer.state())
                    && Objects.equals(NO_SCOPE, server.getMessage())
                    && server.getDetail() == null
                    && server.getHint() == null;
        });
    }

    /** Any answer that holds none of B's values and changes none of B's rows, which every attack has to do. */
    public static Expectation nothingOfB() {
        return Expectation.that("nothing of B's", (answer, attacker) -> true);
    }

    /** No error, and nothing read or touched. */
    public static Expectation nothing() {
        return Expectation.that("no rows", (answer, attacker) -> answer.error() == null && answer.count() == 0);
    }

    /** No error, and something of the attacker's own was read and nothing else: every row says whose it is. */
    public static Expectation onlyOwn() {
        return Expectation.that("A's own rows and no others", (answer, attacker) -> {
            int customer = answer.columns().indexOf(TenantTable.CUSTOMER);
            return answer.error() == null
                    && customer >= 0
                    && !answer.rows().isEmpty()
                    && answer.rows().stream().allMatch(row -> row.get(customer).equals(attacker.toString()));
        });
    }

    /** Exactly one value. */
    public static Expectation value(String value) {
        return Expectation.that(
                "the value " + value,
                (answer, attacker) -> answer.error() == null && answer.rows().equals(List.of(List.of(value))));
    }

    /** Exactly so many rows read or touched. */
    public static Expectation rows(long count) {
        return Expectation.that(
                count + " rows", (answer, attacker) -> answer.error() == null && answer.count() == count);
    }
}
