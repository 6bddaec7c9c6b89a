package com.operanttechnologies.tenancytests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.evidence.Subject.RoleFacts;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a database says that it is. */
@ExtendWith(PostgresExtension.class)
@Tag("SEC-3")
@Tag("thorough")
class SubjectReaderTest {

    private static final List<String> CHANGES = List.of(
            "alter policy tenant on stage.dashboard using (true)",
            "alter table stage.dashboard no force row level security",
            "grant truncate on stage.dashboard to operant_runtime",
            "alter function tenancy.current_customer() volatile",
            "create view stage.careless as select 1 as one",
            "alter table stage.dashboard add column careless text",
            "grant execute on function pg_catalog.set_config(text, text, boolean) to public");

    private final PostgresUnderTest server;

    SubjectReaderTest(PostgresUnderTest server) {
        this.server = server;
    }

    private static Subject read(Login login) throws SQLException {
        try (Connection connection = login.connect()) {
            return SubjectReader.read(connection);
        }
    }

    @Test
    void two_databases_with_the_same_objects_have_the_same_fingerprint() throws Exception {
        try (ThrowawayDatabase one = server.newDatabase();
                ThrowawayDatabase other = server.newDatabase()) {
            Subject subject = read(one.administrator());
            assertThat(subject.fingerprint())
                    .isEqualTo(read(other.administrator()).fingerprint());
            assertThat(subject.serverVersion()).isEqualTo(server.version().replaceAll(" .*", ""));
            assertThat(subject.migrations()).extracting("script").contains("V001__scope.sql");
            assertThat(subject.roles())
                    .filteredOn(role -> role.name().equals("operant_runtime"))
                    .extracting(RoleFacts::attributes)
                    .containsExactly("no login");
            assertThat(subject.unseen()).isEmpty();
        }
    }

    @Test
    void any_change_that_matters_changes_the_fingerprint() throws Exception {
        Set<String> fingerprints = new HashSet<>();
        try (ThrowawayDatabase database = server.newDatabase()) {
            fingerprints.add(read(database.administrator()).fingerprint());
            for (String change : CHANGES) {
                PlantedBreach.execute(database, List.of(change));
                assertThat(fingerprints.add(read(database.administrator()).fingerprint()))
                        .as(change)
                        .isTrue();
            }
        }
    }

    @Test
    void what_a_login_cannot_see_is_told() throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            Subject subject = read(database.login(DatabaseRole.RUNTIME));
            assertThat(subject.unseen()).anyMatch(each -> each.contains("tenancy.flyway_schema_history"));
            assertThat(subject.migrations()).isEmpty();
            assertThat(subject.login()).contains("neither superuser nor BYPASSRLS");
        }
    }
}
