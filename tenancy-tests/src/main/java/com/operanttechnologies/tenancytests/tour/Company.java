package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.stage.Dashboard;
import java.util.List;
import java.util.UUID;

/**
 * A Customer of the tour with its owner, signed in.
 *
 * @param dashboards what it works with
 * @param dataSourceId its connection to a database, with a sealed password
 * @param backupCode one that was used already
 */
record Company(
        String name,
        UUID customerId,
        UUID accountId,
        List<Dashboard> dashboards,
        UUID dataSourceId,
        String backupCode) {

    TenantScope scope() {
        return TenantScope.account(customerId, accountId, "tour");
    }
}
