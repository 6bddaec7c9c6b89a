package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rules about the server, which no transaction can break: a session is given other settings, and a query another
 * version.
 */
@Tag("SEC-3")
class ServerRulesTest {

    private static Rule rule(String id) {
        return Gate.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> find(Rule rule, String options) throws Exception {
        Login login = SharedDatabase.get().administrator();
        Properties properties = new Properties();
        properties.setProperty("user", login.username());
        properties.setProperty("password", login.password());
        properties.setProperty("options", options);
        try (Connection connection = DriverManager.getConnection(login.url(), properties)) {
            return rule.find(connection);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setting-breaks-isolation | session_replication_role  | replica",
                "setting-breaks-isolation | row_security              | off",
                "setting-breaks-isolation | lo_compat_privileges      | on",
                "setting-breaks-isolation | standard_conforming_strings | off",
                "setting-search-path      | search_path               | stage",
                "setting-logs-parameters  | log_parameter_max_length_on_error | 1000",
                "setting-logs-parameters  | debug_print_plan          | on",
                "setting-log-verbosity    | log_error_verbosity       | verbose",
                "setting-encryption       | password_encryption       | md5",
                "setting-durability       | zero_damaged_pages        | on",
                "setting-preload          | session_preload_libraries | auto_explain",
            })
    void a_setting_is_found_with_its_name_and_what_mends_it(String id, String setting, String value) throws Exception {
        assertThat(find(rule(id), "")).extracting(Finding::object).doesNotContain(setting.strip());
        assertThat(find(rule(id), "-c " + setting.strip() + "=" + value.strip()))
                .filteredOn(finding -> finding.object().equals(setting.strip()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.found()).contains(value.strip());
                    assertThat(finding.mend()).contains(setting.strip());
                });
    }

    @Test
    void parameters_are_only_logged_where_statements_are() throws Exception {
        Rule rule = rule("setting-logs-parameters");
        assertThat(find(rule, "-c log_parameter_max_length=-1"))
                .extracting(Finding::object)
                .doesNotContain("log_parameter_max_length");
        for (String logging :
                List.of("log_statement=all", "log_min_duration_statement=100", "log_transaction_sample_rate=0.1")) {
            assertThat(find(rule, "-c log_parameter_max_length=-1 -c " + logging))
                    .as(logging)
                    .extracting(Finding::object)
                    .contains("log_parameter_max_length");
        }
    }

    /** Neither of them can be unset for a session. */
    @Test
    void a_fresh_server_is_advised_to_log_who_connects_and_its_weak_lines_are_named() throws Exception {
        assertThat(find(rule("setting-audit-trail"), ""))
                .extracting(Finding::object)
                .contains("log_disconnections", "log_statement");
        Rule weak = rule("hba-weak");
        assertThat(find(rewritten(weak, "('trust', 'password', 'md5', 'ident')", "('trust', 'scram-sha-256')"), ""))
                .extracting(Finding::found)
                .anySatisfy(
                        found -> assertThat(found).startsWith("lets all into all from 127.0.0.1/255.255.255.255 by "));
    }

    /** A fresh server's own databases do; what mends it is rolled back. */
    @Test
    void a_database_beside_this_one_that_everybody_may_connect_to_is_advice() throws Exception {
        Rule rule = rule("other-database-open");
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<Finding> open = rule.find(connection);
            assertThat(open)
                    .extracting(Finding::object)
                    .contains("database postgres")
                    .doesNotContain("database " + connection.getCatalog());
            statement.execute(open.stream()
                    .filter(finding -> finding.object().equals("database postgres"))
                    .findFirst()
                    .orElseThrow()
                    .mend());
            assertThat(rule.find(connection)).extracting(Finding::object).doesNotContain("database postgres");
            connection.rollback();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "150002, CVE-2023-2455",
        "150018, CVE-2026-14666",
        "160004, CVE-2024-10976",
        "170005, CVE-2025-8713",
        "180005, CVE-2026-14666",
    })
    void a_minor_version_with_a_hole_in_row_level_security_is_found(String version, String cve) throws Exception {
        assertThat(find(as(version, rule("server-rls-hole")), "")).anySatisfy(finding -> {
            assertThat(finding.object())
                    .isEqualTo("PostgreSQL " + Integer.parseInt(version) / 10000 + "."
                            + Integer.parseInt(version) % 10000);
            assertThat(finding.found()).contains(cve);
            assertThat(finding.mend()).contains("https://www.postgresql.org/support/security/" + cve);
        });
    }

    @ParameterizedTest
    @CsvSource({"150019", "160015", "170011", "180006"})
    void a_minor_version_without_a_hole_is_let_through(String version) throws Exception {
        assertThat(find(as(version, rule("server-rls-hole")), "")).isEmpty();
    }

    @Test
    void what_else_is_known_of_a_minor_version_is_advice() throws Exception {
        Rule rule = rule("server-known-vulnerability");
        assertThat(rule.severity()).isEqualTo(Severity.ADVICE);
        assertThat(find(as("180003", rule), ""))
                .anySatisfy(finding -> assertThat(finding.found()).contains("CVE-2026-6473"));
        assertThat(find(as("180007", rule), "")).isEmpty();
    }

    @Test
    void a_major_version_is_found_before_and_after_its_time() throws Exception {
        assertThat(find(as("140020", rule("server-version-unsupported")), "")).hasSize(1);
        assertThat(find(as("150000", rule("server-version-unsupported")), "")).isEmpty();
        Rule life = rule("server-end-of-life");
        assertThat(find(life, "")).isEmpty();
        assertThat(find(rewritten(life, "current_date", "date '2031-01-01'"), ""))
                .hasSize(1);
        assertThat(find(as("190000", life), ""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.found()).contains("newer"));
    }

    private static Rule as(String version, Rule rule) {
        return rewritten(rule, "current_setting('server_version_num')", "'" + version + "'");
    }

    private static Rule rewritten(Rule rule, String from, String to) {
        assertThat(rule.sql()).contains(from);
        return new Rule(
                rule.id(),
                rule.group(),
                rule.severity(),
                rule.title(),
                rule.why(),
                rule.closes(),
                rule.needs(),
                rule.sql().replace(from, to));
    }
}
