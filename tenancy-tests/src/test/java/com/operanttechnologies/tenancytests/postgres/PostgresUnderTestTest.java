package com.operanttechnologies.tenancytests.postgres;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresUnderTestTest {

    private final String kind = System.getProperty("tenancy.postgres", "");
    private final String version = System.getProperty("tenancy.postgres.version", "");
    private final String url = System.getProperty("tenancy.postgres.url", "");
    private final String username = System.getProperty("tenancy.postgres.username", "");

    @AfterEach
    void restore() {
        System.setProperty("tenancy.postgres", kind);
        System.setProperty("tenancy.postgres.version", version);
        System.setProperty("tenancy.postgres.url", url);
        System.setProperty("tenancy.postgres.username", username);
    }

    @Test
    void an_unknown_kind_is_refused_with_the_known_ones() {
        System.setProperty("tenancy.postgres", "oracle");
        assertThatIllegalStateException()
                .isThrownBy(PostgresUnderTest::start)
                .withMessageContaining("-Dtenancy.postgres=oracle")
                .withMessageContaining("use embedded, container or external");
    }

    @Test
    void an_external_server_needs_an_address() {
        System.setProperty("tenancy.postgres", "external");
        System.setProperty("tenancy.postgres.url", "");
        assertThatIllegalStateException()
                .isThrownBy(PostgresUnderTest::start)
                .withMessageContaining("tenancy.postgres.url");
    }

    @Test
    void an_external_server_that_does_not_answer_is_an_error_and_no_reason_to_start_another() {
        System.setProperty("tenancy.postgres", "external");
        System.setProperty("tenancy.postgres.url", "jdbc:postgresql://127.0.0.1:1/postgres");
        System.setProperty("tenancy.postgres.username", "nobody");
        assertThatIllegalStateException()
                .isThrownBy(PostgresUnderTest::start)
                .withMessageContaining("can't be reached")
                .withMessageContaining("jdbc:postgresql://127.0.0.1:1/postgres")
                .withMessageNotContaining("tenancy.postgres.password=");
    }

    @Test
    void a_server_of_another_version_than_was_asked_for_is_refused_with_its_own() {
        System.setProperty("tenancy.postgres", "embedded");
        System.setProperty("tenancy.postgres.version", "14");
        assertThatIllegalStateException()
                .isThrownBy(PostgresUnderTest::start)
                .withMessageContaining("-Dtenancy.postgres.version=14")
                .withMessageContaining("embedded has 15 to 18");
    }
}
