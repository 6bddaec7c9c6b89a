package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.Rule;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the rules, or explains one. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the rules that verify checks, or prints one.",
            "What it prints is SQL that runs in psql as it is."
        })
final class RulesCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RULE", description = "The rule to print, such as rls-disabled.")
    private @Nullable String id;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (id != null) {
            out.print(Gate.rules().stream()
                    .filter(rule -> rule.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "There is no rule " + id + "; operant-db rules lists them"))
                    .sql());
            out.flush();
            return ExitCode.OK;
        }
        String group = "";
        for (Rule rule : Gate.rules()) {
            if (!rule.group().equals(group)) {
                group = rule.group();
                out.println(group);
            }
            out.printf("  %-6s  %-31s %s%n", rule.severity().name().toLowerCase(Locale.ROOT), rule.id(), rule.title());
        }
        return ExitCode.OK;
    }
}
