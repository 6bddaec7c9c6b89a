package com.operanttechnologies.tenancytests.documentation;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Java that this package's {@code GuideExamples…Test} classes run, and that of the example module. A block of a
 * guide is tested when one of them has it, statement for statement; only white space and comments may differ, as the
 * formatter decides about those.
 */
final class TestedJava {

    private static final String FOLDER =
            "tenancy-tests/src/test/java/com/operanttechnologies/tenancytests/documentation";
    private static final String EXAMPLE = "tenancy-tests/src/test/java/com/example";
    private static final Pattern LITERAL_OR_BLANK = Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\""
            + "|'(?:\\\\.|[^'\\\\])*'|//[^\\n]*|/\\*[\\s\\S]*?\\*/|\\s+");
    /** What stands in front of a statement. */
    private static final String BOUNDARIES = "{};";

    private final List<String> sources;

    private TestedJava(List<String> sources) {
        this.sources = sources;
    }

    static TestedJava inThisPackage() {
        return of(Stream.concat(
                        Checkout.filesBelow(FOLDER, "Test.java")
                                .filter(name -> name.startsWith(FOLDER + "/GuideExamples")),
                        Checkout.filesBelow(EXAMPLE, "Test.java"))
                .map(Checkout::read)
                .toArray(String[]::new));
    }

    static TestedJava of(String... sources) {
        return new TestedJava(
                List.of(sources).stream().map(TestedJava::normalised).toList());
    }

    /** The Java blocks of a page that no test runs, each with its place. */
    List<String> untested(MarkdownPage page) {
        return page.blocks("java").stream()
                .filter(block -> !runs(block.text()))
                .map(block -> block.place() + ": no GuideExamples…Test runs this block:\n" + block.text())
                .toList();
    }

    private boolean runs(String block) {
        String wanted = normalised(block);
        return !wanted.isEmpty() && sources.stream().anyMatch(source -> holdsStatements(source, wanted));
    }

    /** Not merely the text: {@code a.b();} in a guide isn't tested by {@code x.a.b();}. */
    private static boolean holdsStatements(String source, String wanted) {
        boolean ends = BOUNDARIES.indexOf(wanted.charAt(wanted.length() - 1)) >= 0;
        for (int at = source.indexOf(wanted); ends && at >= 0; at = source.indexOf(wanted, at + 1)) {
            if (at > 0 && BOUNDARIES.indexOf(source.charAt(at - 1)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static String normalised(String java) {
        return LITERAL_OR_BLANK
                .matcher(java)
                .replaceAll(
                        found -> found.group().startsWith("\"") || found.group().startsWith("'")
                                ? Matcher.quoteReplacement(found.group())
                                : "");
    }
}
