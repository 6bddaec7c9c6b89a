package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** The gateway's limits of attempts, as its operator sets them, and its clock, which only a superuser could turn. */
public final class AttemptLimits {

    /** As the migration sets them. */
    private static final Map<String, Integer> USUAL =
            Map.of("sign_in_email", 10, "sign_in_client", 100, "second_factor", 5, "pairing_client", 10);

    private AttemptLimits() {}

    /** Sets how often something may be tried; the time stays. */
    public static void set(String purpose, int attempts) {
        set(Map.of(purpose, attempts));
    }

    public static void restore() {
        set(USUAL);
    }

    /** As if the attempts so far had begun so much earlier. */
    public static void timePasses(Duration time) {
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "update gateway.attempt set started_at = started_at - interval '" + time.toSeconds() + " seconds'");
    }

    /** Sets several. */
    public static void set(Map<String, Integer> limits) {
        try (PlainSql operator = PlainSql.as(DatabaseRole.OPERATOR)) {
            limits.forEach((purpose, attempts) -> {
                String changed = operator.answer(
                        "update gateway.attempt_limit set attempts = ? where purpose = ?", attempts, purpose);
                if (!changed.equals("1")) {
                    throw new IllegalStateException("The limit of " + purpose + " can't be set: " + changed);
                }
            });
            operator.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
