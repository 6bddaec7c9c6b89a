package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of promises and the tags of the tests say the same. */
class PromisesTest {

    @Test
    void every_promise_has_a_test_that_carries_its_id() {
        Promises promises = Promises.ofThisBuild();
        assertThat(promises.listed()).contains("PAN-2", "GATE");
        assertThat(promises.unproven()).isEmpty();
    }

    @Test
    void every_requirement_that_a_test_proves_is_listed() {
        assertThat(Promises.ofThisBuild().unlisted()).isEmpty();
    }

    @Test
    void a_promise_without_a_test_and_a_test_without_a_promise_are_noticed() {
        MarkdownPage page = new MarkdownPage("x.md", """
                ## The promises

                | id | promise |
                |---|---|
                | PAN-1 | proven |
                | QUO-7 | not proven |

                ## What remains

                | SEC-9 | not in the table of promises |
                """);
        Stream<String> tests = Stream.of("@Tag(\"PAN-1\")\n@Tag(\"W1\")\nclass T {", "    @Tag(\"SEC-9\")");

        Promises promises = Promises.of(page, tests);

        assertThat(promises.unproven()).containsExactly("QUO-7");
        assertThat(promises.unlisted()).containsExactly("SEC-9");
    }
}
