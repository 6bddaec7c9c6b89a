package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.migrations.cli.CommandFactory;
import com.operanttechnologies.migrations.cli.FailureHandler;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code operant-tenancy}: what a security reviewer asks of a database of the layer. */
@Command(
        name = "operant-tenancy",
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfJar.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tells whether Customers are kept apart, and writes the evidence.",
        subcommands = {
            AuditCommand.class,
            AttackCommand.class,
            ProveCommand.class,
            BenchmarkCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was found",
            "1:an attack got through, a rule is broken, a mutant survived, or a test of a promise failed",
            "2:the command line is wrong",
            "3:the database can't be reached, or refuses the login",
            "4:nothing was found, but not everything that was to be tried could be; or the server failed"
        },
        footerHeading = "%nThe password is the first line of --password-file, or else PGPASSWORD,%n",
        footer = "or else asked for. It is never printed, and not taken from the command line.")
public final class OperantTenancy {

    static final int USAGE = 2;

    OperantTenancy() {}

    /** Runs a command and ends the JVM with its result. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, System.getenv(), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
        return new CommandLine(new OperantTenancy(), new CommandFactory(environment))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> {
                    PrintWriter text = wrong.getCommandLine().getErr();
                    text.println(wrong.getMessage());
                    text.println(
                            "See " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return USAGE;
                })
                .setExecutionExceptionHandler(new FailureHandler())
                .execute(arguments);
    }
}
