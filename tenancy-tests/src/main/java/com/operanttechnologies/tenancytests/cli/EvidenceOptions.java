package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.tenancytests.evidence.Evidence;
import com.operanttechnologies.tenancytests.evidence.EvidenceFolder;
import com.operanttechnologies.tenancytests.evidence.Figures;
import com.operanttechnologies.tenancytests.evidence.PromisedTests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where evidence is written, and what of the project's own tests it tells. */
final class EvidenceOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--evidence",
            paramLabel = "FOLDER",
            defaultValue = "evidence",
            description = "Where to write index.html, evidence.json, junit.xml, results.sarif and catalogue.txt. "
                    + "Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(
            names = "--checkout",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "A checkout of the project, to list the tests of each promise. Default: where you are.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path checkout;

    @Option(
            names = "--surefire-reports",
            paramLabel = "FOLDER",
            description = "Reports of a run of ./mvnw verify (TEST-*.xml below it), to tell the tests' results. "
                    + "May be given several times.")
    private List<Path> reports = List.of();

    /** @throws ParameterException when a folder of reports has none */
    PromisedTests tests() {
        try {
            return PromisedTests.find(checkout, reports);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes it, says where, and gives the exit code. */
    int write(Evidence evidence) throws IOException {
        Path page = EvidenceFolder.write(evidence, folder);
        PrintWriter out = command.commandLine().getOut();
        Figures figures = evidence.figures();
        out.println("attacks: " + (figures.attacks() - figures.notAttacked()) + " tried, " + figures.breached()
                + " got through, " + figures.couldNotAttack() + " could not be tried, " + figures.notAttacked()
                + " left out");
        out.println("gate: " + figures.errors() + " errors, " + figures.advice() + " advice, "
                + figures.rulesNotChecked() + " rules not checked");
        out.println("mutants: " + figures.mutants() + " tried, " + figures.survived() + " survived");
        out.println("evidence: " + page.toAbsolutePath().normalize());
        return switch (evidence.conclusion()) {
            case NOTHING_FOUND -> 0;
            case FOUND -> 1;
            case INCOMPLETE -> 4;
        };
    }
}
