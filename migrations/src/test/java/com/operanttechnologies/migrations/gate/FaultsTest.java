package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.operanttechnologies.migrations.SharedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule is broken on purpose. The gate must name the object, no other rule may be broken by it than is said, and
 * what mends it must mend it. All in transactions that are rolled back.
 */
@Tag("SEC-3")
class FaultsTest {

    /** What can't be planted in a transaction of this server; {@link ServerRulesTest} breaks them otherwise. */
    private static final Set<String> NOT_PLANTED = Set.of(
            "database-of-the-layer",
            "other-database-open",
            "replication-slot",
            "server-version-unsupported",
            "server-rls-hole",
            "server-known-vulnerability",
            "server-end-of-life",
            "setting-breaks-isolation",
            "setting-search-path",
            "setting-logs-parameters",
            "setting-log-verbosity",
            "setting-audit-trail",
            "setting-encryption",
            "setting-durability",
            "setting-preload",
            "hba-weak");

    private static final Set<String> ASKED = new TreeSet<>();

    private static Connection connection;
    private static Set<String> before;
    private static String database;

    @BeforeAll
    static void start() throws Exception {
        connection = SharedDatabase.get().administrator().connect();
        database = connection.getCatalog();
        before = broken(Gate.check(connection).findings());
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    @AfterEach
    void roll_back() throws SQLException {
        connection.rollback();
    }

    static List<Fault> faults() {
        return Fault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_found_by_its_rule_and_gone_once_it_is_mended(Fault fault) throws SQLException {
        assumeThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(fault.since());
        execute((fault.superuser() ? "" : "set local role operant_owner;")
                + fault.sql().replace("DATABASE", database));
        execute("reset role");

        List<Finding> all = find(fault);
        Set<String> broken = broken(all);
        broken.removeAll(before);
        assertThat(broken).isEqualTo(fault.rules());
        List<Finding> findings = all.stream()
                .filter(finding -> finding.rule().id().equals(fault.rule()))
                .toList();
        assertThat(findings).extracting(Finding::object).contains(fault.object().replace("DATABASE", database));

        if (findings.stream().allMatch(finding -> finding.mend().lines().allMatch(line -> line.startsWith("--")))) {
            return; // for people to decide
        }
        for (Finding finding : findings) {
            // The driver doesn't split a script after BEGIN ATOMIC.
            for (String part : finding.mend().split("(?<=\nEND;\n)")) {
                execute(part);
            }
        }
        execute("set local search_path = pg_catalog, pg_temp");
        assertThat(rule(fault.rule()).find(connection)).isEmpty();
    }

    @Test
    void every_rule_has_a_fault_that_breaks_it() {
        Set<String> planted = Fault.all().stream().map(Fault::rule).collect(Collectors.toCollection(TreeSet::new));
        planted.addAll(NOT_PLANTED);
        assertThat(planted)
                .isEqualTo(Gate.rules().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * All rules are asked about the first fault of a group, and about the others those of the group: it saves a minute.
     */
    private static List<Finding> find(Fault fault) throws SQLException {
        String group = rule(fault.rule()).group();
        if (ASKED.add(group)) {
            return Gate.check(connection).findings();
        }
        List<Finding> findings = new ArrayList<>();
        execute("set local search_path = pg_catalog, pg_temp");
        for (Rule rule : Gate.rules()) {
            if (rule.group().equals(group) || fault.rules().contains(rule.id())) {
                findings.addAll(rule.find(connection));
            }
        }
        return findings;
    }

    private static Set<String> broken(List<Finding> findings) {
        return findings.stream().map(finding -> finding.rule().id()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Rule rule(String id) {
        return Gate.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("gate/faults.sql breaks " + id + ", which is no rule"));
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
