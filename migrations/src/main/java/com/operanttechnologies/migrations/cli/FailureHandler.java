package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.MigratorBlockedException;
import com.operanttechnologies.migrations.gate.GateException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Tells what went wrong in a sentence, without a stack trace, and ends with the code for it: 1 when the gate refuses, 3
 * when the database can't be reached, 4 when the server fails.
 */
public final class FailureHandler implements IExecutionExceptionHandler {

    /** Class 08: connections; 28: logins; 57P03: the server is starting or stopping; 3D000: no such database. */
    private static final Set<String> UNREACHABLE = Set.of("57P03", "3D000");

    /** What the layer's own functions say when they refuse something. */
    private static final String OURS = "operant: ";

    /** Stateless. */
    public FailureHandler() {}

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments)
            throws Exception {
        if (failure instanceof GateException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.FINDINGS;
        }
        if (failure instanceof MigratorBlockedException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.FAILED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal) {
                String state = Objects.requireNonNullElse(refusal.getSQLState(), "");
                if (refusal instanceof PSQLException told
                        && told.getServerErrorMessage() != null
                        && Objects.requireNonNullElse(
                                        told.getServerErrorMessage().getMessage(), "")
                                .startsWith(OURS)) {
                    ServerErrorMessage message = told.getServerErrorMessage();
                    command.getErr()
                            .println("Refused: "
                                    + String.valueOf(message.getMessage()).substring(OURS.length())
                                    + (message.getHint() == null ? "" : ". " + message.getHint()));
                    return ExitCode.FAILED;
                }
                boolean unreachable = state.startsWith("08") || state.startsWith("28") || UNREACHABLE.contains(state);
                command.getErr()
                        .println((unreachable ? "Can't connect: " : "The server failed: ")
                                + refusal.getMessage()
                                + (state.isEmpty() ? "" : " (SQLState " + state + ")"));
                return unreachable ? ExitCode.UNREACHABLE : ExitCode.FAILED;
            }
        }
        if (failure instanceof FlywayException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.FAILED;
        }
        throw failure;
    }
}
