package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.rows.Row;
import com.operanttechnologies.tenancytests.rows.RowDraft;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A table under attack: A, the attacker, is after a row of B, the victim. Not safe for use by several threads, as its
 * arena isn't.
 *
 * @param arena where
 * @param table which
 * @param own a row of the attacker
 * @param prey a row of the victim
 */
public record Target(Arena arena, TenantTable table, Row own, Row prey) {

    static Target of(Arena arena, TenantTable table) {
        Row own = arena.newest(table, arena.attacker());
        Row prey = arena.newest(table, arena.victim());
        return new Target(arena, table, Objects.requireNonNull(own), Objects.requireNonNull(prey));
    }

    /** The table's name as it stands in SQL. */
    public String sql() {
        return table.name().sql();
    }

    /** The attacker's id as it stands in SQL. */
    public String a() {
        return own.sql(TenantTable.CUSTOMER);
    }

    /** The victim's id as it stands in SQL. */
    public String b() {
        return prey.sql(TenantTable.CUSTOMER);
    }

    /** An assignment that changes nothing, in a column that the runtime role may update where there is one. */
    public String sameValue() {
        String column = Sql.identifier(table.plainColumn());
        return column + " = " + sql() + "." + column;
    }

    /** A row that the attacker could insert. */
    public RowDraft ownDraft() throws SQLException {
        return arena.draft(table, arena.attacker());
    }

    /** A row that the victim could insert. */
    public RowDraft foreignDraft() throws SQLException {
        return arena.draft(table, arena.victim());
    }

    /** This answer where the runtime role may do that at all, and a refusal where it may not. */
    public Expectation where(Privilege privilege, Expectation allowed) {
        return table.allows(privilege) ? allowed : Expect.refused();
    }

    /** Binds a transaction to A. */
    public String bindA() throws SQLException {
        return arena.bind(arena.attacker());
    }

    /** Binds a transaction to B, as B's own work does. */
    public String bindB() throws SQLException {
        return arena.bind(arena.victim());
    }

    /** A's own token for the whole session: an injected SET can do that, so what follows must not be B's work. */
    String setA() throws SQLException {
        return "set operant.context = " + Sql.literal(arena.token(arena.attacker()));
    }

    /** What A can make of A's token: everything right for B but the code. */
    String forged() throws SQLException {
        return Sql.literal(arena.token(arena.attacker())
                .replace(arena.attacker().toString(), arena.victim().toString()));
    }

    /**
     * In a transaction that is bound to A, and that commits whatever it could do.
     *
     * @param statements SQL, each a text of its own; the last one's answer is the one that counts
     */
    public Attempt attackerCommits(Expectation expectation, String... statements) throws SQLException {
        return script(expectation, "commit", statements);
    }

    /** In a transaction that is bound to A and rolled back, for what A may do to A's own rows. */
    public Attempt attackerRollsBack(Expectation expectation, String... statements) throws SQLException {
        return script(expectation, "rollback", statements);
    }

    /** Statements as they are. */
    public Attempt script(Expectation expectation, String... statements) {
        return Attempt.of(expectation, List.of(statements));
    }

    /**
     * A's work through the layer and a repository, as the application does it, on ids and values of B's: in a
     * transaction that commits. What the layer refuses counts as a refusal with the exception's SQLState.
     *
     * @param what the work in words, for reports, with those values of B's that it hands in
     * @param work returns whatever A gets to see of it, see {@link SessionWork}
     */
    public Attempt attackersSession(Expectation expectation, String what, SessionWork work) {
        return new Attempt(List.of(what), new SessionTrial(arena, work), expectation, List.of());
    }

    private Attempt script(Expectation expectation, String end, String... statements) throws SQLException {
        Stream<String> begin = Stream.of("begin", arena.bind(arena.attacker()));
        return Attempt.of(
                expectation,
                Stream.of(begin, Stream.of(statements), Stream.of(end))
                        .flatMap(each -> each)
                        .toList());
    }
}
