package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.pgbouncer.PgBouncer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same day behind a PgBouncer that has a single connection for each login, so that both Customers share it. */
@EnabledIf(value = "isWanted", disabledReason = "-Dtenancy.pgbouncer=/usr/sbin/pgbouncer names the program; CI does")
@Tag("isolation")
@Tag("P6")
class StoryBehindPgBouncerTest extends ToldStory {

    private @Nullable PgBouncer bouncer;

    static boolean isWanted() {
        return PgBouncer.program().isPresent();
    }

    @Override
    UnaryOperator<Login> wayTo(ThrowawayDatabase migrated) throws Exception {
        PgBouncer started = PgBouncer.start(
                PgBouncer.program().orElseThrow(),
                1,
                Stream.of(DatabaseRole.RUNTIME, DatabaseRole.WORKER, DatabaseRole.SIGNER)
                        .map(migrated::login)
                        .toList());
        bouncer = started;
        return started::through;
    }

    @Override
    void closeWay() {
        if (bouncer != null) {
            bouncer.close();
        }
    }
}
