package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The formatter breaks code, but leaves comments as they are. */
class JavaCommentsTest {

    private static final int LONGEST = 120;

    @Test
    void no_line_of_a_comment_is_longer_than_120_characters() {
        List<String> sources = Checkout.MODULES.stream()
                .flatMap(module -> Checkout.filesBelow(module + "/src", ".java"))
                .toList();
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(sources.stream().flatMap(source -> tooLong(source, Checkout.read(source)).stream()))
                .isEmpty();
    }

    @Test
    void a_line_that_is_longer_is_named_and_code_is_the_formatters() {
        String tail = "x".repeat(LONGEST);
        assertThat(tooLong(
                        "A.java", "/** " + tail + " */\nint " + tail + ";\n    // " + tail + "\n     * " + tail + "\n"))
                .containsExactly("A.java:1 has 127", "A.java:3 has 127", "A.java:4 has 127");
        assertThat(tooLong("A.java", "// " + tail.substring(3))).isEmpty();
    }

    private static List<String> tooLong(String source, String text) {
        List<String> found = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int length = line.codePointCount(0, line.length());
            if (length > LONGEST && isComment(line.strip())) {
                found.add(source + ":" + (i + 1) + " has " + length);
            }
        }
        return found;
    }

    private static boolean isComment(String line) {
        return line.startsWith("//") || line.startsWith("/*") || line.startsWith("* ");
    }
}
