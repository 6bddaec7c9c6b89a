package com.operanttechnologies.tenancytests.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tests prove a promise, and what is known of their results. */
class PromisedTestsTest {

    private static final Path CHECKOUT = Path.of("..");

    @TempDir
    private Path folder;

    @Test
    void each_promise_has_the_tests_that_carry_its_id() {
        PromisedTests tests = PromisedTests.find(CHECKOUT, List.of());
        assertThat(tests.promises())
                .isNotEmpty()
                .allSatisfy(
                        promise -> assertThat(promise.tests()).as(promise.id()).isNotEmpty());
        // What stands in a text, as below, is no test.
        assertThat(tests.toString()).doesNotContain("PromisedTestsTest");
        assertThat(tests.known()).contains("No report of such a run was given");
    }

    @Test
    void a_class_and_a_method_are_told_apart() {
        Map<String, List<String>> tests = new HashMap<>();
        TaggedTests.collect("""
                package com.example;

                @Tag("PAN-1")
                @Tag("GATE")
                class SignInTest {

                    @Test
                    @Tag("PAN-2")
                    void a_password_is_hashed() throws Exception {

                    @Test
                    void another() {
                """, tests);
        assertThat(tests)
                .containsOnly(
                        Map.entry("PAN-1", List.of("com.example.SignInTest")),
                        Map.entry("GATE", List.of("com.example.SignInTest")),
                        Map.entry("PAN-2", List.of("com.example.SignInTest.a_password_is_hashed")));
    }

    @Test
    void reports_tell_the_results_and_a_failure_fails_the_promise() throws Exception {
        String test = PromisedTests.find(CHECKOUT, List.of())
                .promises()
                .get(0)
                .tests()
                .get(0)
                .name();
        Files.writeString(folder.resolve("TEST-x.xml"), """
                <testsuite><testcase name="a" classname="%1$s"/>
                <testcase name="b" classname="%1$s"><failure message="x">y</failure></testcase>
                <testcase name="c" classname="%1$s"><skipped/></testcase></testsuite>""".formatted(test));

        PromiseResult promise =
                PromisedTests.find(CHECKOUT, List.of(folder)).promises().get(0);

        assertThat(promise.tests().get(0)).isEqualTo(new ProvingTest(test, 1, 1, 1));
        assertThat(promise.failed()).isTrue();
        assertThat(promise.proven()).isFalse();
    }

    @Test
    void a_folder_without_reports_is_an_error_and_one_without_sources_is_told() {
        assertThatThrownBy(() -> PromisedTests.find(CHECKOUT, List.of(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run ./mvnw verify first");
        PromisedTests tests = PromisedTests.find(folder, List.of());
        assertThat(tests.known()).contains("--checkout");
        assertThat(tests.promises())
                .allSatisfy(promise -> assertThat(promise.tests()).isEmpty());
    }
}
