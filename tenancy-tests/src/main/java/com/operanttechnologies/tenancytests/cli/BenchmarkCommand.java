package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.cli.ConnectionOptions;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.tenancytests.benchmark.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what isolation costs, beside other ways. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the layer beside its peers in one run on the same data, and tells which goals are met.",
            "On a PostgreSQL of its own, or with --url on your server: as a superuser; databases and roles named "
                    + "operant_* are made and dropped there. Have the machine do nothing else meanwhile."
        })
final class BenchmarkCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(
            names = "--benchmark",
            paramLabel = "FOLDER",
            defaultValue = "benchmark",
            description = "Where to write index.html and benchmark.json. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(names = "--quick", description = "Within two minutes, with rough ratios.")
    private boolean quick;

    @Option(
            names = "--scale",
            description = "Also with 100, 10,000 and 100,000 Customers, of whom one has half of a million screens.")
    private boolean scale;

    @Option(
            names = "--history",
            paramLabel = "ROWS",
            defaultValue = "20000000",
            description =
                    "Heartbeats that --scale keeps the history of, 80,000 to 200,000,000. Default: ${DEFAULT-VALUE}.")
    private int history;

    @Override
    public Integer call() throws SQLException, IOException, InterruptedException {
        if (history < 80_000 || history > 200_000_000) {
            throw new ParameterException(
                    spec.commandLine(), "--history must be 80,000 to 200,000,000 rows, is " + history);
        }
        String command = "operant-tenancy benchmark" + (quick ? " --quick" : "")
                + (scale ? " --scale --history " + history : "");
        // What the environment names may be production; it is not made databases in by the way.
        if (connection.isNamed()) {
            Login login = connection.login();
            return run(login, command + " --url " + login.url());
        }
        try (LocalPostgres server = LocalPostgres.start()) {
            return run(server.administrator(), command);
        }
    }

    private int run(Login superuser, String command) throws SQLException, IOException, InterruptedException {
        Benchmark benchmark = new Benchmark(
                superuser,
                quick,
                scale ? OptionalInt.of(history) : OptionalInt.empty(),
                ConsoleProgress.on(spec.commandLine().getErr()));
        spec.commandLine().getOut().print(benchmark.run(command, folder));
        spec.commandLine()
                .getOut()
                .println("report: "
                        + folder.resolve("index.html").toAbsolutePath().normalize());
        return 0;
    }
}
