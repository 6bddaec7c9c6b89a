package com.operanttechnologies.tenancytests.architecture.conforming.relay;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.conforming.relay.internal.Pairing;
import com.operanttechnologies.tenancytests.architecture.conforming.stage.DashboardRepository;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/** A product that uses its own inside, the top of another, and a session in a lambda. */
public final class Screens {
    Supplier<Integer> pairing(TenantSession session) {
        DSLContext dsl = session.dsl();
        return new Supplier<>() {
            @Override
            public Integer get() {
                int drafts = new DashboardRepository(session).drafts().size();
                return Pairing.LENGTH + drafts + dsl.selectOne().fetchSingle().value1();
            }
        };
    }
}
