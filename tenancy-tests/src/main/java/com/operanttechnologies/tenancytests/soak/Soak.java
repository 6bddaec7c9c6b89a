package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.migrations.local.LocalPostgres;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line of the soak. Ends with 1 when a row crossed over, or a write was lost or doubled. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description =
                "Many threads work for many Customers on a small pool, while connections are killed, signing keys are"
                        + " rotated, the network is cut and statements run out of time.")
public final class Soak implements Callable<Integer> {

    @Option(names = "--minutes", defaultValue = "30", description = "How long; ${DEFAULT-VALUE} unless given.")
    private double minutes;

    @Option(names = "--threads", defaultValue = "64", description = "Threads; ${DEFAULT-VALUE} unless given.")
    private int threads;

    @Option(names = "--customers", defaultValue = "1000", description = "Customers; ${DEFAULT-VALUE} unless given.")
    private int customers;

    @Option(names = "--pool", defaultValue = "10", description = "Connections; ${DEFAULT-VALUE} unless given.")
    private int pool;

    @Option(names = "--seed", defaultValue = "1", description = "Of what is done and what breaks.")
    private long seed;

    private final PrintWriter out;

    Soak(PrintWriter out) {
        this.out = out;
    }

    /** Runs the soak and ends the JVM with its result. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.exit(new CommandLine(new Soak(out)).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
        try (LocalPostgres server = LocalPostgres.start()) {
            SoakReport report = new SoakRun(threads, customers, pool, length, seed).on(server.database(), out::println);
            report.lines().forEach(out::println);
            out.println(report.isClean() ? "clean" : "NOT CLEAN");
            return report.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
