package com.operanttechnologies.tenancytests.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Outcomes of a run, to be read as a table of aligned text. Safe for use by several threads. */
public final class OutcomeTable {

    private static final int WIDEST = 90;
    private static final List<String> HEADINGS =
            List.of("database", "id", "attack", "target", "verdict", "observed", "expected", "sql");

    private final List<List<String>> lines = new ArrayList<>();
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

    /** Public, as anybody may collect a run's outcomes. */
    public OutcomeTable() {}

    /**
     * Adds an outcome.
     *
     * @param database what kind of database it was tried on, in a word
     */
    public synchronized void add(String database, Outcome outcome) {
        lines.add(List.of(
                database,
                outcome.id(),
                outcome.title(),
                outcome.target(),
                outcome.verdict().toString(),
                outcome.observed(),
                outcome.expected(),
                outcome.sql()));
        counts.merge(outcome.verdict(), 1, Integer::sum);
    }

    /** Writes the table into a file, making its folder. */
    public synchronized void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, toString());
    }

    @Override
    public synchronized String toString() {
        List<List<String>> all = new ArrayList<>();
        all.add(HEADINGS);
        all.addAll(lines);
        int[] widths = new int[HEADINGS.size()];
        for (List<String> line : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cell(line, i).length());
            }
        }
        String table = all.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
        return table + "\n\n" + counts + "\n";
    }

    private static String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cell(line, i);
            text.append(cell).append(" ".repeat(widths[i] - cell.length())).append("  ");
        }
        return text.toString().stripTrailing();
    }

    /** One line each; the last column may be as long as it is. */
    private static String cell(List<String> line, int column) {
        String cell = line.get(column).replaceAll("\\p{Cntrl}+", " ");
        return cell.length() > WIDEST && column < HEADINGS.size() - 1 ? cell.substring(0, WIDEST - 1) + "…" : cell;
    }
}
