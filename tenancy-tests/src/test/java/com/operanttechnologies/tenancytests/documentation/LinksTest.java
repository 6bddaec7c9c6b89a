package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A relative link leads to a file of the checkout, and its anchor to a heading there. */
class LinksTest {

    @TestFactory
    Stream<DynamicTest> every_relative_link_leads_somewhere() {
        return Checkout.pages().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.name(), () -> assertThat(broken(page)).isEmpty()));
    }

    @Test
    void a_file_that_is_not_there_is_reported_with_its_place() {
        MarkdownPage page =
                new MarkdownPage("docs/made-up.md", "# Made up\n\nSee [this\npage](nowhere.md) and `[x](y)`.");

        assertThat(broken(page)).containsExactly("docs/made-up.md:3: nowhere.md: no such file");
    }

    @Test
    void an_anchor_that_is_not_there_is_reported_with_its_place() {
        MarkdownPage page = new MarkdownPage("docs/made-up.md", "[this](#would-it) [that](product-teams.md#nothing)");

        assertThat(broken(page))
                .containsExactly(
                        "docs/made-up.md:1: #would-it: no such heading",
                        "docs/made-up.md:1: product-teams.md#nothing: no such heading");
    }

    @Test
    void anchors_are_githubs() {
        MarkdownPage page = new MarkdownPage("x.md", """
                # Would it notice?
                ## The `read_only` login, again
                ```sh
                # no heading
                ```
                ## Would it notice?
                """);

        assertThat(page.anchors()).containsExactly("would-it-notice", "the-read_only-login-again", "would-it-notice-1");
    }

    private static List<String> broken(MarkdownPage page) {
        return page.links().stream()
                .filter(link -> !link.target().matches("[a-z]+:.*"))
                .flatMap(link -> fault(page, link.target())
                        .map(fault -> page.name() + ":" + link.line() + ": " + link.target() + ": " + fault))
                .toList();
    }

    private static Stream<String> fault(MarkdownPage page, String target) {
        URI link = URI.create(target);
        String name = link.getPath().isEmpty()
                ? page.name()
                : URI.create(page.name()).resolve(link.getPath()).getPath();
        Path root = Checkout.path("README.md").getParent();
        if (!link.getPath().isEmpty() && !Files.exists(root.resolve(name))) {
            return Stream.of("no such file");
        }
        if (link.getFragment() == null) {
            return Stream.empty();
        }
        MarkdownPage there = link.getPath().isEmpty() ? page : Checkout.page(name);
        return there.anchors().contains(link.getFragment()) ? Stream.empty() : Stream.of("no such heading");
    }
}
