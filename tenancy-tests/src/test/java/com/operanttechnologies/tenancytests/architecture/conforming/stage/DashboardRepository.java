package com.operanttechnologies.tenancytests.architecture.conforming.stage;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.conforming.internal.tables.stage.Dashboard;
import com.operanttechnologies.tenancytests.architecture.conforming.stage.draft.Draft;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A repository with the constants that repositories have. */
public final class DashboardRepository {
    private static final Logger LOG = LoggerFactory.getLogger(DashboardRepository.class);
    private static final List<String> STATES = List.of("draft", "published");
    private static final Map<String, Integer> LIMITS = Map.of("draft", 10);
    private static final Function<TenantSession, UUID> CUSTOMER = TenantSession::customerId;
    private static final int PAGE = 50;

    private final TenantSession session;
    private final DSLContext dsl;

    public DashboardRepository(TenantSession session) {
        this.session = session;
        this.dsl = session.dsl();
    }

    public List<Draft> drafts() {
        LOG.debug("{} {} {}", STATES, LIMITS, CUSTOMER.apply(session));
        return dsl.select(Dashboard.CUSTOMER_ID).limit(PAGE).fetch(row -> new Draft(row.value1()));
    }
}
