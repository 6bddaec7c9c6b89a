package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gate's lists of the layer's functions, tables and grants are what the migrations make. Run with
 * {@code -Dgate.write=true} it writes them, to be read in the commit that changes a migration.
 */
@Tag("SEC-3")
class LayerListsTest {

    private static final Path RULES = Path.of("src/main/resources/db/gate");
    private static final Path LISTS = Path.of("src/test/resources/gate");
    private static final String BEGIN =
            "    -- The list is written by LayerListsTest: run it with -Dgate.write=true after changing a migration.\n";
    private static final String END = "    -- The end of the list.\n";

    private static LocalPostgres server;

    @ParameterizedTest
    @CsvSource({"function-changed, layer-functions", "table-changed, layer-tables", "layer-table-grant, layer-grants"})
    void the_gate_knows_the_layer_as_its_migrations_make_it(String rule, String list) throws Exception {
        Path file = RULES.resolve(rule + ".sql");
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        String made = made(Files.readString(LISTS.resolve(list + ".sql")));
        if (Boolean.getBoolean("gate.write")) {
            Files.writeString(file, text.substring(0, begin) + made + text.substring(text.indexOf(END)));
        }
        assertThat(Files.readString(file).substring(begin))
                .as("run ./mvnw -pl migrations test -Dtest=LayerListsTest -Dgate.write=true, and read what changed")
                .startsWith(made + END);
    }

    /** Migrated by a plain Flyway, as any: with the gate, a list that is out of date would let nothing be migrated. */
    @BeforeAll
    static void migrate() throws Exception {
        server = LocalPostgres.start();
        Login administrator = server.administrator();
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement()) {
            Bootstrap.roles(connection);
            Bootstrap.database(connection);
            statement.execute("grant operant_owner to " + administrator.username());
        }
        Flyway.configure()
                .dataSource(administrator.url(), administrator.username(), administrator.password())
                .locations("classpath:db/migration")
                .defaultSchema("tenancy")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String made(String query) throws SQLException {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = pg_catalog, pg_temp");
            try (ResultSet list = statement.executeQuery(query)) {
                list.next();
                return list.getString(1) + "\n";
            }
        }
    }
}
