package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What a reader is told to type or to copy names what exists. */
class CommandsTest {

    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    @Test
    void the_tour_is_a_profile_that_builds_by_itself() throws Exception {
        assertThat(shell("README.md")).contains("./mvnw -q -Ptour");
        assertThat(pom("pom.xml", "//profile[id='tour']/build/defaultGoal")).isEqualTo("package");
        assertThat(pom("tenancy-tests/pom.xml", "//profile[id='tour']//goal")).isEqualTo("exec");
    }

    @Test
    void the_evidence_is_a_profile_that_builds_by_itself() throws Exception {
        assertThat(shell("README.md")).contains("./mvnw -q -Pevidence");
        assertThat(shell("docs/security-reviewers.md")).contains("./mvnw -q -Pevidence");
        assertThat(pom("pom.xml", "//profile[id='evidence']/build/defaultGoal")).isEqualTo("package");
        assertThat(pom("tenancy-tests/pom.xml", "//profile[id='evidence']//goal"))
                .isEqualTo("exec");
    }

    @Test
    void the_benchmark_is_a_profile_that_builds_by_itself() throws Exception {
        assertThat(shell("docs/benchmarks.md")).contains("./mvnw -q -Pbenchmark");
        assertThat(pom("pom.xml", "//profile[id='benchmark']/build/defaultGoal"))
                .isEqualTo("package");
        assertThat(pom("tenancy-tests/pom.xml", "//profile[id='benchmark']//goal"))
                .isEqualTo("exec");
    }

    @Test
    void the_soak_is_a_profile_that_builds_by_itself() throws Exception {
        assertThat(shell("docs/database-administrators.md")).contains("./mvnw -q -Psoak -Dsoak.minutes=30");
        assertThat(pom("pom.xml", "//profile[id='soak']/build/defaultGoal")).isEqualTo("package");
        assertThat(pom("tenancy-tests/pom.xml", "//profile[id='soak']//goal")).isEqualTo("exec");
        assertThat(pom("tenancy-tests/pom.xml", "//profile[id='soak']/properties/soak.minutes"))
                .isEqualTo("30");
    }

    @Test
    void the_tests_are_run_by_ci_with_the_readers_command() {
        assertThat(shell("README.md")).contains("./mvnw verify");
        assertThat(Checkout.read(".ci/run").lines().map(String::strip)).contains("./mvnw verify");
    }

    @Test
    void the_bootstrap_is_run_from_files_that_exist_and_misses_none() {
        List<String> lines = shell("docs/database-administrators.md");
        String folder = words(lines, "cd (\\S+)").get(0);

        List<String> run = words(lines, "-f (\\S+)").stream()
                .map(name -> folder + "/" + name)
                .toList();

        assertThat(run)
                .containsExactlyElementsOf(Checkout.filesBelow(folder, ".sql").toList());
    }

    @Test
    void every_property_of_the_suite_is_one_of_the_build() {
        List<String> named = words(
                Checkout.guides().stream()
                        .flatMap(page -> Checkout.read(page.name()).lines())
                        .toList(),
                "-D(tenancy[a-z.]*)=");

        assertThat(named)
                .hasSizeGreaterThan(4)
                .allSatisfy(name -> assertThat(pom("pom.xml", "count(/project/properties/*[name()='" + name + "'])"))
                        .as(name)
                        .isEqualTo("1"));
    }

    @Test
    void a_module_that_a_command_selects_is_one_of_the_build() {
        assertThat(words(shell("docs/security-reviewers.md"), "-pl (\\S+)"))
                .isNotEmpty()
                .isSubsetOf(Checkout.MODULES);
    }

    @Test
    void a_dependency_is_told_as_it_is_built() throws Exception {
        List<CodeBlock> dependencies = Checkout.page("docs/product-teams.md").blocks("xml");

        assertThat(dependencies).isNotEmpty();
        for (CodeBlock block : dependencies) {
            List<String> lines = block.text().lines().toList();
            String module = words(lines, "<artifactId>operant-(.+)</").get(0);
            assertThat(Checkout.MODULES).contains(module);
            assertThat(words(lines, "<groupId>(.+)</")).containsExactly(pom("pom.xml", "/project/groupId"));
            assertThat(words(lines, "<version>(.+)</")).containsExactly(pom("pom.xml", "/project/version"));
            assertThat(pom(module + "/pom.xml", "/project/artifactId")).isEqualTo("operant-" + module);
        }
    }

    private static List<String> shell(String page) {
        return Checkout.page(page).blocks("sh").stream()
                .flatMap(block -> block.text().lines())
                .toList();
    }

    /** The first group of each match. */
    private static List<String> words(List<String> lines, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Stream<MatchResult> found =
                lines.stream().flatMap(line -> compiled.matcher(line).results());
        return found.map(match -> match.group(1)).toList();
    }

    private static String pom(String file, String path) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Checkout.path(file).toFile());
        return XPATH.evaluate(path, document);
    }
}
