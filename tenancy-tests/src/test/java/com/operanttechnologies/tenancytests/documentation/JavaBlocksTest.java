package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a reader copies has been compiled and run. */
class JavaBlocksTest {

    private static final TestedJava TESTED =
            TestedJava.of("class GuideExamplesTest { void run() { int n = one(\n  1); // n\n show(\"a  b\"); } }");

    @TestFactory
    Stream<DynamicTest> every_block_is_run_by_a_test() {
        TestedJava tested = TestedJava.inThisPackage();
        return Checkout.guides().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.name(), () -> assertThat(tested.untested(page)).isEmpty()));
    }

    @Test
    void the_guides_have_blocks_to_look_at() {
        assertThat(Checkout.page("README.md").blocks("java")).isNotEmpty();
        assertThat(Checkout.page("docs/product-teams.md").blocks("java")).hasSizeGreaterThan(5);
    }

    /** One without a language would be looked at by no test. */
    @Test
    void every_block_says_which_language_it_is_in() {
        assertThat(Checkout.guides().stream().flatMap(page -> page.blocks().stream()))
                .allSatisfy(
                        block -> assertThat(block.language()).as(block.place()).isIn("java", "sql", "sh", "xml"));
    }

    @Test
    void white_space_and_comments_may_differ() {
        assertThat(untested("int n = one(1);\nshow(\"a  b\");")).isEmpty();
    }

    @Test
    void a_block_that_is_not_in_the_tests_is_reported_with_its_place() {
        assertThat(untested("session.commit();"))
                .singleElement()
                .satisfies(report -> assertThat(report).contains("docs/made-up.md:3", "session.commit();"));
    }

    @Test
    void a_block_is_reported_that_the_tests_have_only_in_part_or_with_another_text() {
        assertThat(untested("one(1);")).as("the end of a statement").hasSize(1);
        assertThat(untested("int n = one(")).as("the start of a statement").hasSize(1);
        assertThat(untested("show(\"a b\");")).as("another literal").hasSize(1);
        assertThat(untested("show(\"a  b\");\nint n = one(1);"))
                .as("another order")
                .hasSize(1);
        assertThat(untested("")).as("nothing").hasSize(1);
    }

    private static List<String> untested(String block) {
        return TESTED.untested(new MarkdownPage("docs/made-up.md", "# Made up\n\n```java\n" + block + "\n```\n"));
    }
}
