package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;

/**
 * A day of two Customers through all five products, at the same time. Told with the dashboards and user agents of the
 * folder that the environment variable {@code OPERANT_EXAMPLES} names, where it does, and with the tour's own
 * otherwise.
 */
@Tag("PAN-1")
@Tag("PAN-3")
@Tag("PAN-6")
@Tag("PAN-7")
@Tag("PAN-8")
@Tag("STG-1")
@Tag("RLY-1")
@Tag("RLY-2")
@Tag("RLY-3")
@Tag("RLY-4")
@Tag("QUO-1")
@Tag("AGT-1")
@Tag("AGT-2")
@Tag("USE-1")
@Tag("GATE")
class StoryTest extends ToldStory {

    @Override
    UnaryOperator<Login> wayTo(ThrowawayDatabase migrated) {
        return UnaryOperator.identity();
    }
}
