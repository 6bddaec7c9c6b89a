package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.rows.UnsatisfiedTableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An attack and its target. Trying it first proves that A can do its own work there, so that a database that denies
 * everything isn't taken for a safe one, and then has the witness compare the victim's rows before and after.
 */
public final class AimedAttack {

    /** Shorter values are found in any text by chance. */
    private static final int SHORTEST_SECRET = 6;

    private final String id;
    private final String title;
    private final Arena arena;
    private final @Nullable TenantTable table;
    private final Attack.OnDatabase preparation;

    static AimedAttack atDatabase(Attack attack, Arena arena, Attack.OnDatabase preparation) {
        return new AimedAttack(attack.id(), attack.title(), arena, null, preparation);
    }

    static AimedAttack atTable(Attack attack, Arena arena, TenantTable table, Attack.OnAny preparation) {
        return new AimedAttack(attack.id(), attack.title(), arena, table, where -> preparation.prepare(where, table));
    }

    private AimedAttack(
            String id, String title, Arena arena, @Nullable TenantTable table, Attack.OnDatabase preparation) {
        this.id = id;
        this.title = title;
        this.arena = arena;
        this.table = table;
        this.preparation = preparation;
    }

    /** What is tried on what, such as {@code W1 update moving a row to B · stage.dashboard}. */
    public String name() {
        return id + " " + title + " · " + target();
    }

    /** The table's name, or {@code database}. */
    public String target() {
        return table == null ? "database" : table.toString();
    }

    /** Tries it. */
    public Outcome attempt() {
        try {
            String alive = alive();
            if (!alive.isEmpty() && arena.restore()) {
                // The breach before this one had taken A's row.
                alive = alive();
            }
            if (!alive.isEmpty()) {
                return new Outcome(id, title, target(), "", "", alive, Verdict.COULD_NOT_ATTACK);
            }
            Attempt attempt = preparation.prepare(arena);
            Map<String, String> before = arena.witness().look(arena.administrator());
            if (table != null && before.getOrDefault(target(), "").startsWith("0 rows")) {
                return outcome(attempt, "B has no row there to attack", Verdict.COULD_NOT_ATTACK);
            }
            Outcome outcome;
            Map<String, String> after;
            try {
                Answer answer = answer(attempt);
                after = arena.witness().look(arena.administrator());
                outcome = judge(attempt, answer, before, after);
            } catch (LeftOutException e) {
                return leftOut(attempt, e);
            } finally {
                arena.ground().undo();
            }
            if (!before.equals(after)) {
                arena.restore();
            }
            return outcome;
        } catch (LeftOutException e) {
            return new Outcome(id, title, target(), "", "", e.reason(), Verdict.NOT_ATTACKED);
        } catch (SQLException | UnsatisfiedTableException e) {
            return new Outcome(
                    id, title, target(), "", "", "not prepared: " + e.getMessage(), Verdict.COULD_NOT_ATTACK);
        }
    }

    private Outcome leftOut(Attempt attempt, LeftOutException why) {
        return outcome(attempt, why.reason(), Verdict.NOT_ATTACKED);
    }

    private Answer answer(Attempt attempt) throws SQLException {
        Connection connection = arena.ground().borrow();
        try {
            return attempt.trial().on(connection);
        } catch (SQLException e) {
            return Answer.refusal(e);
        } finally {
            arena.ground().giveBack(connection);
        }
    }

    private Outcome judge(Attempt attempt, Answer answer, Map<String, String> before, Map<String, String> after) {
        if (!before.equals(after)) {
            return outcome(attempt, answer.summary() + "; B's rows are no longer what they were", Verdict.BREACHED);
        }
        String received = answer.everything();
        for (String secret : secrets(attempt)) {
            if (received.contains(secret)) {
                return outcome(attempt, answer.summary() + "; it holds the value " + secret, Verdict.BREACHED);
            }
        }
        if (attempt.expectation().holds(answer, arena.attacker())) {
            return outcome(attempt, answer.summary(), Verdict.HELD);
        }
        return outcome(attempt, answer.summary(), attempt.expectation().isLimit() ? Verdict.LIMIT : Verdict.BREACHED);
    }

    /** Values that B has and that are no part of A's own, unless A has put them into the statement. */
    private List<String> secrets(Attempt attempt) {
        Stream<String> foreign = Stream.empty();
        if (table != null && !table.partition()) {
            Target target = Target.of(arena, table);
            String script = String.join("\n", attempt.script());
            Set<String> own = arena.values(table, arena.attacker());
            foreign = target.prey().values().values().stream()
                    .flatMap(Stream::ofNullable)
                    .filter(value -> value.length() >= SHORTEST_SECRET && !script.contains(value))
                    // Such as an address that another one begins with: A is given that by A's own row.
                    .filter(value -> own.stream().noneMatch(each -> each.contains(value)));
        }
        return Stream.concat(foreign, attempt.neverRepeated().stream())
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    /** Empty when A sees A's own row, or at least is somebody. */
    private String alive() throws SQLException {
        arena.witness().look(arena.administrator());
        if (arena.witness().saw(target())) {
            return "";
        }
        String question = "select tenancy.current_customer() = '" + arena.attacker() + "'";
        if (table != null && !table.partition() && table.allows(Privilege.SELECT)) {
            question = "select count(*) = 1 from " + table.name().sql() + " where "
                    + Target.of(arena, table).own().isThisRow();
        }
        try {
            List<String> script = List.of("begin", arena.bind(arena.attacker()), question, "commit");
            // One text, one round trip: it goes before each of thousands of attacks.
            Answer answer = Attempt.execute(
                    arena.own(), arena.ground().isRolledBack() ? script : List.of(String.join("; ", script)));
            List<List<String>> rows = answer.rows();
            boolean sees = !rows.isEmpty() && rows.get(rows.size() - 1).equals(List.of("t"));
            if (!sees) {
                return "A does not see A's own row";
            }
            arena.witness().sees(target());
            return "";
        } catch (SQLException e) {
            arena.forgetOwn();
            return "A can't do A's own work: " + e.getMessage();
        }
    }

    private Outcome outcome(Attempt attempt, String observed, Verdict verdict) {
        String sql = String.join("; ", attempt.script());
        return new Outcome(
                id,
                title,
                target(),
                arena.named(sql.length() > 600 ? sql.substring(0, 600) + "…" : sql),
                attempt.expectation().toString(),
                arena.named(observed),
                verdict);
    }
}
