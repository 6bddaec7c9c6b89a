package com.operanttechnologies.tenancytests.cli;

import com.operanttechnologies.tenancytests.evidence.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is: a bar on a terminal, and elsewhere a line at the begin and the end of each part and once a minute.
 */
final class ConsoleProgress {

    private ConsoleProgress() {}

    static Progress on(PrintWriter err) {
        return isTerminal() ? new Bar() : new Lines(err);
    }

    /** From JDK 22 on there is a console without a terminal, too; it has to be asked. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            // Before JDK 22 a console is a terminal.
            return true;
        }
    }

    private static final class Bar implements Progress {

        private @Nullable ProgressBar bar;

        @Override
        public void begin(String what, int steps) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build();
        }

        @Override
        public void step() {
            if (bar != null) {
                bar.step();
            }
        }

        @Override
        public void end() {
            if (bar != null) {
                bar.stepTo(bar.getMax());
                bar.close();
                bar = null;
            }
        }
    }

    private static final class Lines implements Progress {

        private static final Duration EVERY = Duration.ofMinutes(1);

        private final PrintWriter out;
        private String what = "";
        private int steps;
        private int step;
        private long began;
        private long told;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void begin(String part, int count) {
            what = part;
            steps = count;
            step = 0;
            began = System.nanoTime();
            told = began;
            out.println(what + (count > 1 ? " (" + count + ")" : ""));
        }

        @Override
        public void step() {
            step++;
            long now = System.nanoTime();
            if (now - told >= EVERY.toNanos()) {
                told = now;
                out.println(what + ": " + step + " of " + steps);
            }
        }

        @Override
        public void end() {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            out.println(what + ": done" + (steps > 1 ? ", " + steps : "") + " in " + took.toSeconds() + " s");
        }
    }
}
