package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.lint.LintFinding;
import com.operanttechnologies.migrations.lint.Linter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lints files of migrations, without a database. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Finds in files of migrations what blocks a database in use, breaks applications that run, or weakens isolation.",
            "Needs no database. A finding that is meant so is suppressed by a comment before the statement:",
            "  -- lint: ignore RULE the reason"
        })
final class LintCommand implements Callable<Integer> {

    /** How findings are written. */
    enum Format {
        TEXT,
        JSON,
        SARIF
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE|FOLDER", description = "Files, or folders whose *.sql are linted.")
    private List<Path> paths = List.of();

    @Option(names = "--format", description = "text (default), json or sarif (2.1.0)", defaultValue = "text")
    private Format format = Format.TEXT;

    @Override
    public Integer call() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (Path path : paths) {
            try (Stream<Path> found = Files.walk(path)) {
                for (Path file : found.filter(each -> Files.isRegularFile(each)
                                && (each.equals(path) || each.toString().endsWith(".sql")))
                        .sorted()
                        .toList()) {
                    files.put(file.toString(), Files.readString(file));
                }
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), path + " can't be read: " + e.getMessage());
            }
        }
        List<LintFinding> findings = Linter.lint(files);
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> out.println(LintReport.text(findings, files.size()));
            case JSON -> out.println(LintReport.json(findings, files.size()));
            case SARIF -> out.println(LintReport.sarif(findings));
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
