package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardCursor;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of README.md. */
@ExtendWith(PostgresExtension.class)
class GuideExamplesOfReadmeTest {

    @Test
    void a_dashboard_that_was_created_is_listed(PostgresUnderTest server) throws SQLException {
        try (ExampleDatabase example = new ExampleDatabase(server)) {
            createAndList(example.layer(), example.customerId(), example.accountId(), "request-1");
        }
    }

    private static void createAndList(TenantDatabase database, UUID customerId, UUID accountId, String requestId) {
        TenantScope scope = TenantScope.account(customerId, accountId, requestId);

        Dashboard dashboard =
                database.transact(scope, session -> new DashboardRepository(session).create("Sales by region"));

        Page<Dashboard, DashboardCursor> page =
                database.read(scope, session -> new DashboardRepository(session).list(false, PageRequest.first(50)));

        assertThat(page.items()).containsExactly(dashboard);
    }
}
