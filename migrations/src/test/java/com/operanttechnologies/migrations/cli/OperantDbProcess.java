package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Login;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code operant-db} as a process of its own, which can be killed. */
final class OperantDbProcess {

    private OperantDbProcess() {}

    /** Starts it; what it prints is appended to the log. */
    static Process start(Login login, File log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OperantDb.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("OPERANT_DB_URL", login.url());
        builder.environment().put("PGUSER", login.username());
        builder.environment().put("PGPASSWORD", login.password());
        return builder.start();
    }
}
