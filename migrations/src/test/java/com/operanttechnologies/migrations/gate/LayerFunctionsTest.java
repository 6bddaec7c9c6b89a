package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.SharedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The list of functions in {@code db/gate/function-changed.sql} is what the migrations make. Run with
 * {@code -Dgate.write=true} it writes the list, to be read in the commit that changes a function.
 */
@Tag("SEC-3")
class LayerFunctionsTest {

    private static final Path RULE = Path.of("src/main/resources/db/gate/function-changed.sql");
    private static final Path LIST = Path.of("src/test/resources/gate/layer-functions.sql");
    private static final String BEGIN =
            "    -- The list is written by LayerFunctionsTest: run it with -Dgate.write=true after changing a function.\n";
    private static final String END = "    -- The end of the list.\n";

    @Test
    void the_gate_knows_every_function_of_the_layer_as_its_migration_makes_it() throws SQLException, IOException {
        String rule = Files.readString(RULE);
        int begin = rule.indexOf(BEGIN) + BEGIN.length();
        int end = rule.indexOf(END);
        String made = functions();
        if (Boolean.getBoolean("gate.write")) {
            Files.writeString(RULE, rule.substring(0, begin) + made + rule.substring(end));
        }
        assertThat(Files.readString(RULE).substring(begin))
                .as("run ./mvnw -pl migrations test -Dtest=LayerFunctionsTest -Dgate.write=true, and read what changed")
                .startsWith(made + END);
    }

    private static String functions() throws SQLException, IOException {
        try (Connection connection = SharedDatabase.get().administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = pg_catalog, pg_temp");
            try (ResultSet list = statement.executeQuery(Files.readString(LIST))) {
                list.next();
                return list.getString(1) + "\n";
            }
        }
    }
}
