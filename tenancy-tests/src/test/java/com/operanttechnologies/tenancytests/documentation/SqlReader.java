package com.operanttechnologies.tenancytests.documentation;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** As whom a page tells its reader to run a block of SQL. */
enum SqlReader {
    /** A superuser. */
    ADMINISTRATOR,
    /** The migrator as {@code operant_owner}, as {@code afterConnect.sql} arranges for migrations. */
    OWNER,
    /** {@code operant_operator}. */
    OPERATOR,
    /** {@code operant_analytics}. */
    ANALYTICS;

    /** The start of each block, page by page and in a page's order: a new block belongs here as well. */
    private static final List<Assigned> ASSIGNED = List.of(
            new Assigned("docs/database-administrators.md", "create role panel_app", ADMINISTRATOR),
            new Assigned("docs/database-administrators.md", "alter table stage.share_link add", OWNER),
            new Assigned("docs/database-administrators.md", "create role panel_monitor", ADMINISTRATOR),
            new Assigned("docs/database-administrators.md", "select schema_name, table_name, data_class", OWNER),
            new Assigned("docs/database-administrators.md", "select schema_name, table_name, violation", OWNER),
            new Assigned("docs/database-administrators.md", "select tenancy.rotate_signing_key", OPERATOR),
            new Assigned("docs/database-administrators.md", "call tenancy.maintain_partitions", OPERATOR),
            new Assigned("docs/database-administrators.md", "select schema_name, table_name, period", OPERATOR),
            new Assigned("docs/database-administrators.md", "select privacy.suspend", OPERATOR),
            new Assigned("docs/database-administrators.md", "select privacy.place_hold", OPERATOR),
            new Assigned("docs/database-administrators.md", "select table_name, clock, period", OPERATOR),
            new Assigned("docs/database-administrators.md", "select tenancy.delete_after", OWNER),
            new Assigned("docs/database-administrators.md", "select analytics.close_days", OPERATOR),
            new Assigned("docs/database-administrators.md", "select * from analytics.daily_usage", ANALYTICS),
            new Assigned("docs/product-teams.md", "create schema signage", OWNER),
            new Assigned("docs/product-teams.md", "create table signage.shown", OWNER));

    private record Assigned(String page, String start, SqlReader reader) {

        boolean is(CodeBlock block) {
            return block.page().equals(page) && block.text().startsWith(start);
        }
    }

    /**
     * Whose block it is.
     *
     * @throws AssertionError when nobody has said, with the block's place
     */
    static SqlReader of(CodeBlock block) {
        return ASSIGNED.stream()
                .filter(assigned -> assigned.is(block))
                .map(Assigned::reader)
                .findFirst()
                .orElseThrow(() -> new AssertionError(block.place() + ": nobody says who runs this block; add it to "
                        + SqlReader.class.getSimpleName() + ".ASSIGNED:\n" + block.text()));
    }

    /** What was assigned and is in no page any more, or begins otherwise. */
    static List<String> unused(List<CodeBlock> blocks) {
        return ASSIGNED.stream()
                .filter(assigned -> blocks.stream().noneMatch(assigned::is))
                .map(assigned -> assigned.page() + ": " + assigned.start())
                .toList();
    }

    void execute(ThrowawayDatabase database, String sql) throws SQLException {
        Login login = switch (this) {
            case ADMINISTRATOR -> database.administrator();
            case OWNER -> database.login(DatabaseRole.MIGRATOR);
            case OPERATOR -> database.login(DatabaseRole.OPERATOR);
            case ANALYTICS -> database.login(DatabaseRole.ANALYTICS);
        };
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            if (this == OWNER) {
                statement.execute("set role operant_owner; set row_security = off");
            }
            statement.execute(sql);
        }
    }
}
