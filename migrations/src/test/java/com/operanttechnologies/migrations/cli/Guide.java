package com.operanttechnologies.migrations.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The administrators' guide, by what it has to be typed. */
final class Guide {

    private static final Pattern SHELL = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private Guide() {}

    static String page() throws IOException {
        return Files.readString(Path.of("../docs/database-administrators.md"));
    }

    /** The one block of shell that has this text. */
    static Block block(String text) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher blocks = SHELL.matcher(page());
        while (blocks.find()) {
            if (blocks.group(1).contains(text)) {
                found.add(blocks.group(1));
            }
        }
        if (found.size() != 1) {
            throw new AssertionError("The guide has " + found.size() + " blocks with " + text);
        }
        return new Block(found.get(0));
    }

    record Block(String text) {

        /** Up to the line that has the words, and with it. */
        String until(String words) {
            return text.substring(0, text.indexOf('\n', at(words)) + 1);
        }

        Block after(String words) {
            return new Block(text.substring(text.indexOf('\n', at(words)) + 1));
        }

        Block replacing(String words, String others) {
            at(words);
            return new Block(text.replace(words, others));
        }

        /** Each line of operant-db, and what is between them. */
        List<String> parts() {
            List<String> parts = new ArrayList<>();
            StringBuilder between = new StringBuilder();
            for (String line : text.lines().toList()) {
                if (line.startsWith("operant-db ")) {
                    if (!between.isEmpty()) {
                        parts.add(between.toString());
                        between.setLength(0);
                    }
                    parts.add(line);
                } else {
                    between.append(line).append('\n');
                }
            }
            if (!between.isEmpty()) {
                parts.add(between.toString());
            }
            return parts;
        }

        private int at(String words) {
            int at = text.indexOf(words);
            if (at < 0) {
                throw new AssertionError("The guide no longer has \"" + words + "\" in\n" + text);
            }
            return at;
        }
    }
}
