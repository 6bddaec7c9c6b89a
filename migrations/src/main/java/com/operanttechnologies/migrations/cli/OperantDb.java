package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code operant-db}: what a database administrator does with a database of the layer. */
@Command(
        name = "operant-db",
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfJar.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Bootstraps, migrates and checks databases of the Operant data access layer, verifies their audit "
                        + "logs, and lets support read one Customer under a grant.",
        subcommands = {
            VerifyCommand.class,
            LintCommand.class,
            PlanCommand.class,
            MigrateCommand.class,
            StatusCommand.class,
            RepairCommand.class,
            BaselineCommand.class,
            DoctorCommand.class,
            EachCustomerCommand.class,
            BootstrapCommand.class,
            RulesCommand.class,
            AuditCommand.class,
            SupportCommand.class,
            DataMapCommand.class,
            LifecycleCommand.class,
            HoldCommand.class,
            RetentionCommand.class,
            EraseCommand.class,
            RestoreCheckCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            ReceiverKeyCommand.class,
            SubjectCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing was found",
            "1:the database or a migration breaks a rule, the doctor has found something, an erased Customer is back,"
                    + " an audit log is not what was recorded, or an archive is refused",
            "2:the command line is wrong",
            "3:the database can't be reached, or refuses the login",
            "4:the server or a migration failed"
        },
        footerHeading = "%nThe password is the first line of --password-file, or else PGPASSWORD,%n",
        footer = "or else asked for. It is never printed, and not taken from the command line.")
public final class OperantDb {

    OperantDb() {}

    /** Runs a command and ends the JVM with its result. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, System.getenv(), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
        return new CommandLine(new OperantDb(), new CommandFactory(environment))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> {
                    PrintWriter text = wrong.getCommandLine().getErr();
                    text.println(wrong.getMessage());
                    text.println(
                            "See " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler(new FailureHandler())
                .execute(arguments);
    }
}
