package com.operanttechnologies.tenancytests.fault;

import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that no other test uses, for what can't be done to one that others use. */
final class OwnServer implements AutoCloseable {

    private final LocalPostgres server;

    private OwnServer(LocalPostgres server) {
        this.server = server;
    }

    /** It answers a commit once that is in its log, unlike other servers of tests: what it has answered survives. */
    static OwnServer start() throws IOException {
        return new OwnServer(LocalPostgres.start(Map.of("synchronous_commit", "on")));
    }

    FaultedLayer layer() throws SQLException, IOException {
        return new FaultedLayer(ThrowawayDatabase.create(server.administrator()));
    }

    /** Ends all of its processes as a crash would, and starts it again, which recovers from its log. */
    void restart() {
        try {
            // What it was started with is in its folder.
            run(
                    tell("select setting from pg_config where name = 'BINDIR'") + "/pg_ctl",
                    "-D",
                    tell("show data_directory"),
                    "-m",
                    "immediate",
                    "-w",
                    "-s",
                    "-l",
                    tell("show data_directory") + "/restarted.log",
                    "restart");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private String tell(String sql) throws SQLException {
        try (Connection connection = server.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(String... program) {
        List<String> command = new ArrayList<>();
        // A server doesn't run as root; in a namespace of users nobody is.
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
