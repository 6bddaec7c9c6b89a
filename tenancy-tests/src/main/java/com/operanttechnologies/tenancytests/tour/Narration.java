package com.operanttechnologies.tenancytests.tour;

import java.io.PrintWriter;
import java.util.List;

/** Tells the tour as plain text, at most 110 characters wide. */
final class Narration {

    private static final int TRIED = 56;
    private static final int ANSWER = 44;

    private final PrintWriter out;
    private long lastStep = System.nanoTime();

    Narration(PrintWriter out) {
        this.out = out;
    }

    void chapter(String title) {
        out.println();
        out.println(title);
        out.println("-".repeat(title.length()));
    }

    void step(String what) {
        long now = System.nanoTime();
        String time = "  %5d ms  ".formatted((now - lastStep) / 1_000_000);
        for (String line : wrap(what, TRIED + ANSWER)) {
            out.println(time + line);
            time = " ".repeat(time.length());
        }
        lastStep = now;
    }

    void attempts(List<Attempt> attempts) {
        String way = "";
        for (Attempt attempt : attempts) {
            if (!attempt.way().equals(way)) {
                way = attempt.way();
                chapter("The attacker, " + way);
                row("tried", "PostgreSQL or the layer answered", "");
                row("-".repeat(TRIED), "-".repeat(ANSWER), "----");
            }
            List<String> tried = wrap(attempt.tried(), TRIED);
            List<String> answer = wrap(attempt.answer(), ANSWER);
            for (int line = 0; line < Math.max(tried.size(), answer.size()); line++) {
                row(at(tried, line), at(answer, line), line > 0 ? "" : attempt.held() ? "held" : "LEAK");
            }
        }
    }

    /** Prints the result, and returns whether all is well. */
    boolean verdict(List<Attempt> attempts, boolean unharmed) {
        long held = attempts.stream().filter(Attempt::held).count();
        out.println();
        out.printf(
                "%d of %d attacks held. The victim's rows are %s.%n",
                held, attempts.size(), unharmed ? "what they were" : "CHANGED");
        return held == attempts.size() && unharmed;
    }

    private void row(String tried, String answer, String outcome) {
        out.println(String.format("  %-" + TRIED + "s  %-" + ANSWER + "s  %s", tried, answer, outcome)
                .stripTrailing());
    }

    private static String at(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line) : "";
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new java.util.ArrayList<>();
        String rest = text.strip();
        while (rest.length() > width) {
            int cut = rest.lastIndexOf(' ', width);
            cut = cut < width / 2 ? width : cut;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        lines.add(rest);
        return lines;
    }
}
