package com.operanttechnologies.migrations.plan;

import com.operanttechnologies.migrations.gate.GateReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pending migration, and what it did in the rehearsal.
 *
 * @param version such as {@code 1000}; empty for one that is repeated whenever it changes
 * @param description what its file's name says
 * @param script its file
 * @param statements in their order; those that were not run have no duration
 * @param notRehearsed why it was not run, and so can't be rolled back either; null where it was
 * @param failure what the server said to the last statement; null where none failed
 * @param gate what the gate says to the database after it; null where the migrator doesn't ask it here
 * @param gateTook how long the gate took, with all locks held; zero without
 */
public record MigrationEffect(
        String version,
        String description,
        String script,
        List<StatementEffect> statements,
        @Nullable String notRehearsed,
        @Nullable String failure,
        @Nullable GateReport gate,
        Duration gateTook) {

    /**
     * How long others wait for a relation.
     *
     * @param name the relation
     * @param lock the strongest that the migration holds on it
     * @param bytes its size
     * @param lasts from the statement that takes the lock to the end of the transaction
     */
    public record Wait(String name, LockMode lock, long bytes, Duration lasts) {}

    public MigrationEffect {
        statements = List.copyOf(statements);
    }

    /**
     * Who waits for this migration: a lock is held until the end of its transaction, which is after the gate. Without
     * what an earlier migration of the same plan has locked as strongly.
     */
    public List<Wait> waits() {
        List<Wait> waits = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            for (RelationEffect relation : statements.get(i).relations()) {
                LockMode lock = relation.lock();
                if (lock == null || !lock.blocks() || statements.get(i).took() == null) {
                    continue;
                }
                waits.removeIf(wait ->
                        wait.name().equals(relation.name()) && wait.lock().compareTo(lock) < 0);
                waits.add(new Wait(relation.name(), lock, relation.bytes(), from(i)));
            }
        }
        return waits;
    }

    private Duration from(int first) {
        return statements.subList(first, statements.size()).stream()
                .map(StatementEffect::took)
                .filter(Objects::nonNull)
                .reduce(gateTook, Duration::plus);
    }
}
