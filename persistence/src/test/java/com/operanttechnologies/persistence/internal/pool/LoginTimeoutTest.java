package com.operanttechnologies.persistence.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TestDatabase;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class LoginTimeoutTest {

    /** A standby's pool has little patience, which would be that of every other login of this JVM. */
    @Test
    void opening_a_database_leaves_the_login_timeout_of_the_whole_JVM_as_it_was() {
        int before = DriverManager.getLoginTimeout();
        DriverManager.setLoginTimeout(77);
        try (TenantDatabase database = TenantDatabase.open(TestDatabase.config()
                .poolSize(1)
                .replica(TestDatabase.database().login(DatabaseRole.RUNTIME).url())
                .build())) {
            assertThat(database.gateway()).isNotNull();
            assertThat(DriverManager.getLoginTimeout()).isEqualTo(77);
        } finally {
            DriverManager.setLoginTimeout(before);
        }
    }
}
