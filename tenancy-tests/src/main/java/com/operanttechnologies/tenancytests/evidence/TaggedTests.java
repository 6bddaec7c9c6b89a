package com.operanttechnologies.tenancytests.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which tests carry which JUnit tag, as their sources say. */
final class TaggedTests {

    private static final Pattern TAG = Pattern.compile("^(?: {4})?@Tag\\(\"([^\"]+)\"\\)\\s*$");
    private static final Pattern TYPE = Pattern.compile("^(?:public )?(?:final |abstract )*class (\\w+)");
    private static final Pattern METHOD = Pattern.compile("^ {4}(?:public )?[\\w<>\\[\\], ]+ (\\w+)\\(.*");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);");

    private TaggedTests() {}

    /** Whether a folder is a checkout of this project. */
    static boolean isCheckout(Path folder) {
        return Files.isDirectory(folder.resolve("tenancy-tests/src/test/java"));
    }

    /** Names of tests by tag: {@code package.Class}, or {@code package.Class.method} where only that carries it. */
    static Map<String, List<String>> in(Path checkout) {
        Map<String, List<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.find(
                checkout,
                Integer.MAX_VALUE,
                (path, attributes) -> attributes.isRegularFile()
                        && path.toString().endsWith(".java")
                        && path.toString().replace('\\', '/').contains("/src/test/java/"))) {
            for (Path file : files.sorted().toList()) {
                collect(Files.readString(file), tests);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The sources of the tests in " + checkout + " can't be read", e);
        }
        return tests;
    }

    static void collect(String source, Map<String, List<String>> tests) {
        List<String> tags = new ArrayList<>();
        String folder = "";
        String type = "";
        for (String line : source.lines().toList()) {
            Matcher found = PACKAGE.matcher(line);
            if (found.find()) {
                folder = found.group(1) + ".";
            }
            found = TAG.matcher(line);
            if (found.matches()) {
                tags.add(found.group(1));
                continue;
            }
            found = TYPE.matcher(line);
            boolean isType = found.find();
            Matcher method = METHOD.matcher(line);
            if (!isType && !method.matches()) {
                continue;
            }
            type = isType ? folder + found.group(1) : type;
            String name = isType ? type : type + "." + method.group(1);
            tags.forEach(
                    tag -> tests.computeIfAbsent(tag, each -> new ArrayList<>()).add(name));
            tags.clear();
        }
    }
}
