package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.SQLException;
import java.time.Duration;

/** The gateway's limits of attempts, as its operator sets them, and its clock, which only a superuser could turn. */
public final class AttemptLimits {

    private AttemptLimits() {}

    /** Sets how often something may be tried; the time stays. */
    public static void set(String purpose, int attempts) {
        try (PlainSql operator = PlainSql.as(DatabaseRole.OPERATOR)) {
            String changed = operator.answer(
                    "update gateway.attempt_limit set attempts = ? where purpose = ?", attempts, purpose);
            if (!changed.equals("1")) {
                throw new IllegalStateException("The operator couldn't set the limit of " + purpose + ": " + changed);
            }
            operator.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the migration sets them. */
    public static void restore() {
        set("sign_in_email", 10);
        set("sign_in_client", 100);
        set("second_factor", 5);
        set("pairing_client", 10);
    }

    /** As if the attempts so far had begun so much earlier. */
    public static void timePasses(Duration time) {
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "update gateway.attempt set started_at = started_at - interval '" + time.toSeconds() + " seconds'");
    }
}
